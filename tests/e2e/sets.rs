//! What several routes share: sets of events, and of answers.

use contract_runtime::prelude::*;
use contract_tests::client::get;
use contract_tests::server::Server;
use serde_json::json;

contract! {
    pub(crate) trait Depot {
        /// What can happen to an order.
        events OrderUpdate { shipped: { parcels: u8 }, "order.delivered": String },

        /// Come back later.
        responses Busy { 429: Problem, 503: { seconds: u8 } },
        responses Closed { 410: () },

        common_responses: { 401: Problem, ..Closed },

        count: {
            method: GET,
            path: "/count/{how}",
            responses: { 200: u32, 429: { own: bool }, ..Busy },
        },
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

    async fn count(&self, (): (), request: DepotCountRequest) -> DepotCountResult {
        Err(match request.params.how.as_str() {
            "own" => DepotCountTooManyRequestsBody { own: true }.into(),
            "set" => BusyServiceUnavailableBody { seconds: 9 }.into(),
            "common" => DepotError::Unauthorized(Problem::new("Who are you?")).into(),
            "common set" => DepotError::Gone.into(),
            _ => return Ok(7.into()),
        })
    }

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

#[tokio::test]
async fn a_route_gives_the_answers_of_its_sets_and_its_own_win() {
    let (server, _) = open().await;
    let count = async |how: &str| {
        let reply = get(server.address, &format!("/count/{how}")).send().await;
        (reply.status.as_u16(), String::from_utf8(reply.body.to_vec()).unwrap())
    };
    assert_eq!(count("all").await, (200, "7".to_owned()));
    assert_eq!(count("own").await, (429, r#"{"own":true}"#.to_owned()));
    assert_eq!(count("set").await, (503, r#"{"seconds":9}"#.to_owned()));
    assert_eq!(count("common").await.0, 401);
    assert_eq!(count("common%20set").await, (410, String::new()));
    let statuses: Vec<u16> = DepotContract::routes()[0].answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 429, 503, 401, 410]);
}
