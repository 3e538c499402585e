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
        responses Busy { 429: Problem, 420: Problem with { retry_after: u32 }, 503: { seconds: u8 } },
        responses Closed { 410: () },

        common_responses: { 401: Problem, ..Closed },

        count: {
            method: GET,
            path: "/count/{how}",
            responses: { 200: u32, 429: { own: bool }, ..Busy },
        },
        stock: {
            method: GET,
            path: "/stock/{how}",
            responses: { 200: u32, ..Busy },
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
            "headers" => DepotCountError::Status420 { body: Problem::new("Calm."), retry_after: 5 },
            "common" => DepotError::Unauthorized(Problem::new("Who are you?")).into(),
            "common set" => DepotError::Gone.into(),
            _ => return Ok(7.into()),
        })
    }

    async fn stock(&self, (): (), request: DepotStockRequest) -> DepotStockResult {
        let how = request.params.how.as_str();
        is_open(how)?;
        is_free(how)?;
        Ok(7.into())
    }

    async fn follow_order(&self, (): (), _: DepotFollowOrderRequest) -> DepotFollowOrderResult {
        Ok(Subscription::channel())
    }

    async fn follow_all(&self, (): (), _: DepotFollowAllRequest) -> DepotFollowAllResult {
        Ok(Subscription::channel().also(&self.events.follow_order(7)))
    }
}

/// What several handlers share says which set it answers with.
fn is_free(how: &str) -> Result<(), Busy> {
    match how {
        "busy" => Err(Busy::Status420 { body: Problem::new("Calm."), retry_after: 5 }),
        "full" => Err(BusyServiceUnavailableBody { seconds: 9 }.into()),
        "broken" => Err("out of ink").internal()?,
        _ => Ok(()),
    }
}

/// A set that all routes take is also part of what they have in common.
fn is_open(how: &str) -> Result<(), DepotError> {
    match how {
        "closed" => Err(Closed::Gone.into()),
        _ => Ok(()),
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
    assert_eq!(statuses, [200, 429, 420, 503, 401, 410]);

    let calm = get(server.address, "/count/headers").send().await;
    assert_eq!((calm.status.as_u16(), calm.header("retry-after")), (420, "5"));
}

#[tokio::test]
async fn a_set_is_an_error_of_which_question_marks_make_that_of_a_route() {
    let (server, _) = open().await;
    let stock = async |how: &str| get(server.address, &format!("/stock/{how}")).send().await;
    assert_eq!(stock("free").await.json(), json!(7));
    let busy = stock("busy").await;
    assert_eq!((busy.status.as_u16(), busy.header("retry-after")), (420, "5"));
    assert_eq!(busy.json()["detail"], "Calm.");
    let full = stock("full").await;
    assert_eq!((full.status.as_u16(), full.json()), (503, json!({"seconds": 9})));
    assert_eq!(stock("broken").await.status, 500);
    assert_eq!(stock("closed").await.status, 410);
}
