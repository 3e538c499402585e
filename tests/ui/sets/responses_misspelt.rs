use contract_runtime::{Problem, contract};

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String, ..RateLimited },
        },

        response RateLimited { 429: Problem },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Err(RateLimited::TooManyRequests(Problem::new("Slower, please.")))?
    }
}

fn main() {}
