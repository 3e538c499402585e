use contract_runtime::contract;
use contract_runtime::prelude::*;
use contract_runtime::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    id: u64,
}
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct NewOrder {
    title: String,
}

contract! {
    /// Orders, and their progress.
    pub trait Shop {
        path_prefix: "/api",
        common_responses: { 401: Problem },
        /// Creates.
        create_order: { method: POST, path: "/orders", headers: { idempotency_key: Option<String> }, body: NewOrder,
                        responses: { 201: Order, 204: (), 422: Problem }, summary: "Place an order" },
        list_orders: { method: GET, path: "/orders", query: { tags: Vec<String>, page: Option<u32> }, responses: { 200: Vec<Order>, 470: { why: String } } },
        order_events: { method: GET, path: "/orders/{id}/{room}/events", path_params: { id: u64 }, headers: { content_type: "text/event-stream" },
                        responses: { 200: events { shipped: Order, "order.delivered": NewOrder, tick: (), progress: { done: u32 } }, 404: Problem } },
    }
}
struct App;
impl Shop for App {
    type Context = ();
    async fn create_order(&self, (): (), request: ShopCreateOrderRequest) -> ShopCreateOrderResult {
        if request.body.title.is_empty() {
            Err(ShopError::Unauthorized(Problem::default()))?;
        }
        Ok(ShopCreateOrderResponse::Created(Order { id: 1 }))
    }
    async fn list_orders(&self, (): (), request: ShopListOrdersRequest) -> ShopListOrdersResult {
        if request.query.page.is_some() {
            return Err(ShopListOrdersStatus470Body { why: "x".into() }.into());
        }
        Ok(vec![Order { id: 1 }].into())
    }
    async fn order_events(&self, (): (), _request: ShopOrderEventsRequest) -> ShopOrderEventsResult {
        Ok(Subscription::channel())
    }
}
fn main() {
    let sse = SseManager::new();
    let _ = ShopContract::router(App, &sse);
    drop(ShopEvents::new(&sse).order_events(4, "a").send(ShopOrderEventsEvent::Tick));
    println!("{:?}", ShopContract::routes());
}
