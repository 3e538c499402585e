use contract_runtime::{contract, Problem};

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: { order: Order }, 404: Problem },
        },
    }
}

#[derive(Debug, serde::Serialize, serde::Deserialize, contract_runtime::schemars::JsonSchema)]
#[schemars(crate = "contract_runtime::schemars")]
pub struct Orders;

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Err(ApiGetOrderError::NotFound(Problem::default()))
    }
}

fn main() {}
