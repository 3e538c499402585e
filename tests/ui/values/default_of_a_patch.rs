use contract_runtime::{Patch, contract};

contract! {
    pub trait Api {
        get_order: {
            method: PATCH,
            path: "/order",
            body: { note: Patch<String> = Patch::Null },
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
