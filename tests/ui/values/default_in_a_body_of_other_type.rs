use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: POST,
            path: "/order",
            body: { page: u32 = "one" },
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(format!("{request:?}")))
    }
}

fn main() {}
