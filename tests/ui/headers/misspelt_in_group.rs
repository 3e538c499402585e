use contract_runtime::contract;
use contract_runtime::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Tenant(u32);

contract! {
    trait Api {
        orders: {
            header: { tenant: Tenant },

            get: { method: GET, path: "/order", responses: { 200: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn orders_get(&self, (): (), request: ApiOrdersGetRequest) -> ApiOrdersGetResult {
        Ok(format!("of {:?}", request.headers.tenant).into())
    }
}

fn main() {}
