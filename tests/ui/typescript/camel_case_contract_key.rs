use contract_runtime::{contract, Problem};

contract! {
    pub trait Api {
        commonResponses: { 401: Problem },
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Err(ApiError::Unauthorized(Problem::default()).into())
    }
}

fn main() {}
