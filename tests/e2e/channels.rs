//! Channels with options, histories and ends, from the contract to the socket.

use std::time::Duration;

use contract_runtime::axum::http::StatusCode;
use contract_runtime::prelude::*;
use contract_runtime::sse::{ChannelOptions, EventId, History, PublishError, PublishRate, SlowPolicy};
use contract_tests::client::{Following, get};
use contract_tests::server::Server;
use serde_json::{Value, json};

contract! {
    /// A trading desk.
    pub trait Desk {
        /// Prices, of which the newest counts.
        prices: {
            method: GET,
            path: "/markets/{market}/prices",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { price: { symbol: String, cents: u64 } } },
        },

        /// The progress of a job, which ends.
        job: {
            method: GET,
            path: "/jobs/{id}",
            path_params: { id: u64 },
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { progress: u8, done: { result: String } } },
        },

        /// The last messages, and those that come.
        chat: {
            method: GET,
            path: "/chat",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { said: String } },
        },

        /// A balance, and what changes it.
        balance: {
            method: GET,
            path: "/balance",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { balance: i64, changed: i64 } },
        },
    }
}

struct App {
    balance: std::sync::Arc<tokio::sync::Mutex<(i64, Option<EventId>)>>,
}

impl Desk for App {
    type Context = ();

    async fn prices(&self, (): (), _: DeskPricesRequest) -> DeskPricesResult {
        Ok(Subscription::channel().last(usize::MAX))
    }

    async fn job(&self, (): (), _: DeskJobRequest) -> DeskJobResult {
        Ok(Subscription::channel())
    }

    async fn chat(&self, (): (), _: DeskChatRequest) -> DeskChatResult {
        Ok(Subscription::channel().last(2))
    }

    async fn balance(&self, (): (), _: DeskBalanceRequest) -> DeskBalanceResult {
        let (balance, as_of) = self.balance.lock().await.clone();
        let state = [DeskBalanceEvent::Balance(balance)];
        Ok(match as_of {
            Some(id) => Subscription::channel().snapshot_as_of(&id, state),
            None => Subscription::channel().snapshot(state),
        })
    }
}

struct Open {
    server: Server,
    sse: SseManager,
    events: DeskEvents,
    balance: std::sync::Arc<tokio::sync::Mutex<(i64, Option<EventId>)>>,
}

async fn open() -> Open {
    let sse = SseManager::new();
    let balance = std::sync::Arc::default();
    let app = App { balance: std::sync::Arc::clone(&balance) };
    let server = Server::start(DeskContract::router(app, &sse), &sse).await;
    Open { server, events: DeskEvents::new(&sse), sse, balance }
}

async fn next(stream: &mut Following, number: usize) -> Vec<Value> {
    let mut data = Vec::new();
    for _ in 0..number {
        data.push(stream.next_json().await.1);
    }
    data
}

async fn the_channels_of_a_route_are_configured_by_its_name_whatever_their_parameters() {
    let Open { server, events, .. } = open().await;
    let history = History { events: 1, ..History::default() };
    events.configure_prices(ChannelOptions::new().history(history).slow(SlowPolicy::latest()));
    let price = |symbol: &str, cents| DeskPricesPrice { symbol: symbol.into(), cents }.into();
    for cents in 0..10 {
        for symbol in ["A", "B"] {
            events.prices("x").send(price(symbol, cents)).key(symbol).await.unwrap();
        }
    }
    events.prices("y").send_all_keyed([("A", price("A", 1)), ("A", price("A", 2))]).await.unwrap();
    let mut x = get(server.address, "/markets/x/prices").follow().await;
    let newest = |symbol: &str, cents: u64| json!({"symbol": symbol, "cents": cents});
    assert_eq!(next(&mut x, 2).await, [newest("A", 9), newest("B", 9)]);
    let mut y = get(server.address, "/markets/y/prices").follow().await;
    assert_eq!(next(&mut y, 1).await, [newest("A", 2)]);

    events.configure_job(ChannelOptions::new().publish_rate(PublishRate::new(1, Duration::from_mins(10))));
    events.job(1).send(DeskJobEvent::Progress(1)).await.unwrap();
    let refused = events.job(1).send(DeskJobEvent::Progress(2)).await;
    assert!(matches!(refused, Err(PublishError::RateLimited { .. })));
    events.job(2).send(DeskJobEvent::Progress(1)).await.unwrap();
}

async fn a_channel_that_is_done_ends_its_streams_and_answers_204_to_who_has_it_all() {
    let Open { server, sse, events, .. } = open().await;
    let mut stream = get(server.address, "/jobs/7").follow().await;
    events.job(7).send(DeskJobEvent::Progress(50)).await.unwrap();
    let done = DeskJobDone { result: "tea".into() };
    let id = events.job(7).send(done.into()).last().idempotency_key("done").await.unwrap();
    assert_eq!(next(&mut stream, 2).await, [json!(50), json!({"result": "tea"})]);
    assert!(stream.next().await.is_none());

    let mut late = get(server.address, "/jobs/7").follow().await;
    assert_eq!(next(&mut late, 1).await, [json!({"result": "tea"})]);
    assert!(late.next().await.is_none());

    let event_source = [("accept", "text/event-stream"), ("cache-control", "no-cache")];
    for headers in [&event_source[..], &[]] {
        let request = get(server.address, "/jobs/7").header("last-event-id", id.as_str());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let reply = request.send().await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        assert!(reply.body.is_empty());
        for header in ["content-length", "content-type", "transfer-encoding"] {
            assert!(!reply.headers.contains_key(header), "{header}");
        }
    }
    assert_eq!(sse.connection_count(), 0);
    let refused = events.job(7).send(DeskJobEvent::Progress(51)).await;
    assert!(matches!(refused, Err(PublishError::Closed)));
}

async fn a_first_connection_gets_the_last_events_and_one_that_resumes_goes_on() {
    let Open { server, events, .. } = open().await;
    let said = ["a", "b", "c", "d"].map(|text| DeskChatEvent::Said(text.into()));
    let ids = events.chat().send_all(said).await.unwrap();
    let mut new = get(server.address, "/chat").follow().await;
    assert_eq!(next(&mut new, 2).await, [json!("c"), json!("d")]);
    let resumed = get(server.address, "/chat").header("last-event-id", ids[0].as_str());
    assert_eq!(next(&mut resumed.follow().await, 3).await, [json!("b"), json!("c"), json!("d")]);
}

async fn a_state_as_of_an_event_is_followed_by_exactly_the_changes_after_it() {
    let Open { server, events, balance, .. } = open().await;
    let publisher = tokio::spawn(async move {
        for amount in 1..=1000 {
            let mut balance = balance.lock().await;
            let id = events.balance().send(DeskBalanceEvent::Changed(amount)).await.unwrap();
            *balance = (balance.0 + amount, Some(id));
            drop(balance);
            tokio::task::yield_now().await;
        }
    });
    let total = (1..=1000_i64).sum::<i64>();
    for _ in 0..5 {
        let mut stream = get(server.address, "/balance").follow().await;
        let mut balance = 0;
        while balance < total {
            match stream.next_json().await {
                (name, state) if name == "balance" => balance = state.as_i64().unwrap(),
                (_, change) => balance += change.as_i64().unwrap(),
            }
        }
        assert_eq!(balance, total);
    }
    publisher.await.unwrap();
}

contract_tests::every_way! {
    #[tokio::test]
    the_channels_of_a_route_are_configured_by_its_name_whatever_their_parameters,
    a_channel_that_is_done_ends_its_streams_and_answers_204_to_who_has_it_all,
    a_first_connection_gets_the_last_events_and_one_that_resumes_goes_on,
    a_state_as_of_an_event_is_followed_by_exactly_the_changes_after_it,
}
