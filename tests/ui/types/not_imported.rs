use contract_runtime::{contract, Problem};

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: Order, 404: Problem },
        },
    }
}

mod orders {
    use contract_runtime::schemars::{self, JsonSchema};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub struct Order {
        id: u64,
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Err(ApiGetOrderError::NotFound(Problem::default()))
    }
}

fn main() {}
