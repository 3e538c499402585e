use contract_runtime::contract;

contract! {
    pub trait Api {
        getOrder: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn getOrder(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }
}

fn main() {}
