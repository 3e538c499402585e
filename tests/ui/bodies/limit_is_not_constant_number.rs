use contract_runtime::contract;

const MOST: u32 = 1024;

contract! {
    pub trait Api {
        save_order: {
            method: POST,
            path: "/order",
            body_limit: MOST,
            body: String,
            responses: { 204: () },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn save_order(&self, (): (), _: ApiSaveOrderRequest) -> ApiSaveOrderResult {
        Ok(ApiSaveOrderResponse::NoContent)
    }
}

fn main() {}
