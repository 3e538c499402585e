use contract_runtime::{contract, Problem, Subscription};

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Order {
    id: u64,
}

contract! {
    trait Api {
        get_order: { method: GET, path: "/orders/{id}", path_params: { id: u64 }, responses: { 200: Order, 404: Problem } },
        follow: { method: GET, path: "/orders/{id}/events", path_params: { id: u64 }, responses: { 200: events { shipped: Order } } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(Order { id: request.params.id }))
    }

    async fn follow(&self, (): (), _: ApiFollowRequest) -> ApiFollowResult {
        Ok(Subscription::channel())
    }
}

fn main() {}
