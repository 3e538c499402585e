use contract_runtime::{File, contract};

contract! {
    pub trait Api {
        get_order: {
            method: POST,
            path: "/photos",
            content_type: "multipart/form-data",
            body: { stars: u8 = 3, photo: File = no_photo() },
            responses: { 200: String },
        },
    }
}

fn no_photo() -> File {
    unimplemented!()
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(format!("{request:?}")))
    }
}

fn main() {}
