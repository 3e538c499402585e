use contract_runtime::{contract, SseManager, Subscription};
use contract_runtime::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Order {
    id: u64,
}

contract! {
    trait Api {
        follow: { method: GET, path: "/orders/{id}/events", path_params: { id: u64 }, responses: { 200: events { shipped: Order } } },
        count: { method: GET, path: "/count", responses: { 200: events { counted: u64 } } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn follow(&self, (): (), _: ApiFollowRequest) -> ApiFollowResult {
        Ok(Subscription::to(&ApiEvents::new(&SseManager::new()).count()))
    }

    async fn count(&self, (): (), _: ApiCountRequest) -> ApiCountResult {
        Ok(Subscription::channel())
    }
}

fn main() {}
