use contract_runtime::contract;
use contract_runtime::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Tenant(u32);

contract! {
    trait Api {
        header: { tenant: Tenant },

        get_order: { method: GET, path: "/order", responses: { 200: String } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(format!("of {:?}", request.headers.tenant).into())
    }
}

fn main() {}
