//! What several routes share: sets of events.

use contract_runtime::prelude::*;
use contract_tests::client::get;
use contract_tests::server::Server;
use serde_json::json;

contract! {
    pub(crate) trait Depot {
        /// What can happen to an order.
        events OrderUpdate { shipped: { parcels: u8 }, "order.delivered": String },

        follow_order: {
            method: GET,
            path: "/orders/{id}/events",
            path_params: { id: u32 },
            responses: { 200: events OrderUpdate },
        },
        follow_all: {
            method: GET,
            path: "/events",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events OrderUpdate, 404: Problem },
        },
    }
}

struct App {
    events: DepotEvents,
}

impl Depot for App {
    type Context = ();

    async fn follow_order(&self, (): (), _: DepotFollowOrderRequest) -> DepotFollowOrderResult {
        Ok(Subscription::channel())
    }

    async fn follow_all(&self, (): (), _: DepotFollowAllRequest) -> DepotFollowAllResult {
        Ok(Subscription::channel().also(&self.events.follow_order(7)))
    }
}

async fn open() -> (Server, DepotEvents) {
    let sse = SseManager::new();
    let events = DepotEvents::new(&sse);
    let app = App { events: events.clone() };
    (Server::start(DepotContract::router(app, &sse), &sse).await, events)
}

#[tokio::test]
async fn a_subscription_spans_the_channels_of_routes_that_share_their_events() {
    let (server, events) = open().await;
    let mut all = get(server.address, "/events").follow().await;
    let mut seven = get(server.address, "/orders/7/events").follow().await;
    let news = OrderUpdate::OrderDelivered("all of them".to_owned());
    events.follow_all().send(news).await.unwrap();
    events.follow_order(8).send(OrderUpdateShipped { parcels: 1 }.into()).await.unwrap();
    events.follow_order(7).send(OrderUpdateShipped { parcels: 2 }.into()).await.unwrap();

    assert_eq!(all.next_json().await, ("order.delivered".to_owned(), json!("all of them")));
    let shipped = ("shipped".to_owned(), json!({"parcels": 2}));
    assert_eq!(all.next_json().await, shipped);
    assert_eq!(seven.next_json().await, shipped);
}
