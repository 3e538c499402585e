use contract_runtime::{Problem, contract};

contract! {
    pub trait Api {
        responses ApiError { 429: Problem },
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String, ..ApiError },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }
}

fn main() {}
