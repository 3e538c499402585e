//! What tests of an implementation read streams with.

use contract_runtime::axum::Router;
use contract_runtime::axum::body::{Body, Bytes};
use contract_runtime::axum::http::{self, Request};
use contract_runtime::axum::response::Response;
use contract_runtime::prelude::*;
use contract_runtime::sse::DecodeEvent as _;
use contract_runtime::testing::{Events, events};
use futures_util::stream;
use http_body_util::Full;
use tower::ServiceExt as _;

contract! {
    trait Room {
        derive: [Clone, PartialEq],

        events Talk { said: { text: String }, "room.left": String, closed: () },

        follow: {
            method: GET,
            path: "/rooms/{room}/events",
            responses: { 200: events Talk, 404: Problem },
        },
        any: { method: GET, path: "/any", headers: { content_type: "text/event-stream" }, responses: {} },
        broken: { method: POST, path: "/broken", responses: { 200: events { word: String } } },
    }
}

struct App;

impl Room for App {
    type Context = ();

    async fn follow(&self, (): (), request: RoomFollowRequest) -> RoomFollowResult {
        match request.params.room.as_str() {
            "attic" => Err(RoomFollowError::NotFound(Problem::new("There is no attic."))),
            _ => Ok(Subscription::channel()),
        }
    }

    async fn any(&self, (): (), _: RoomAnyRequest) -> RoomAnyResult {
        Ok(Subscription::channel())
    }

    async fn broken(&self, (): (), _: RoomBrokenRequest) -> RoomBrokenResult {
        let word = RoomBrokenEvent::Word("half".to_owned());
        Ok(Subscription::try_stream(stream::iter([Ok(word), Err("no more words")])))
    }
}

fn room() -> (SseManager, RoomEvents, Router) {
    let sse = SseManager::new();
    (sse.clone(), RoomEvents::new(&sse), RoomContract::router(App, &sse))
}

async fn get(router: &Router, path: &str, id: &str) -> Response {
    let request = Request::get(path).header("last-event-id", id).body(Body::empty()).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

fn said(text: &str) -> Talk {
    TalkSaid { text: text.to_owned() }.into()
}

/// What a test says that reads something else than it expects.
async fn complaint<T>(read: impl Future<Output = T> + Send + 'static) -> String
where
    T: Send + std::fmt::Debug + 'static,
{
    let panic = tokio::spawn(read).await.unwrap_err().into_panic();
    *panic.downcast().unwrap()
}

#[tokio::test]
async fn events_are_those_of_the_contract_in_their_order() {
    let (sse, publisher, router) = room();
    let mut talk = events::<Talk>(get(&router, "/rooms/hall/events", "").await);
    let hall = publisher.follow("hall");
    let all = [said("a\nb"), Talk::RoomLeft("Ann".to_owned()), Talk::Closed];
    for event in &all {
        hall.send(event.clone()).await.unwrap();
    }
    assert_eq!(talk.next().await, Some(said("a\nb")));
    sse.shutdown().await;
    assert_eq!(talk.rest().await, all[1..]);
    assert_eq!(talk.next().await, None);
}

#[tokio::test]
async fn heartbeats_are_passed_over() {
    let stream = ":\nevent: heartbeat\ndata: {\"interval\":20000}\nid: e-1\n\nevent: closed\ndata: null\n\n";
    let response = http::Response::builder().header("content-type", "text/event-stream");
    let mut talk = events::<Talk>(response.body(Full::new(Bytes::from(stream))).unwrap());
    assert_eq!(talk.next().await, Some(Talk::Closed));
    assert_eq!(talk.last_event_id(), "e-1");
}

#[tokio::test]
async fn the_last_id_is_where_a_client_comes_back_to() {
    let (sse, publisher, router) = room();
    let mut talk = events::<Talk>(get(&router, "/rooms/hall/events", "").await);
    assert_eq!(talk.last_event_id(), "");
    let id = publisher.follow("hall").send(said("one")).await.unwrap();
    publisher.follow("hall").send(said("two")).await.unwrap();
    assert_eq!(talk.next().await, Some(said("one")));
    assert_eq!(talk.last_event_id(), id.as_str());

    let mut again = events::<Talk>(get(&router, "/rooms/hall/events", talk.last_event_id()).await);
    sse.shutdown().await;
    assert_eq!(again.rest().await, [said("two")]);
}

/// An `EventSource` is told where it stands also where there is no event to tell it.
#[tokio::test]
async fn a_browser_comes_back_to_its_position() {
    let (sse, publisher, router) = room();
    let follow = async |id: &str| {
        let request = Request::get("/rooms/hall/events").header("accept", "text/event-stream");
        let request = request.header("cache-control", "no-cache").header("last-event-id", id);
        events::<Talk>(router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap())
    };
    let mut talk = follow("").await;
    for connection in sse.connections() {
        sse.detach(connection.id);
    }
    assert_eq!(talk.rest().await, []);
    publisher.follow("hall").send(said("one")).await.unwrap();
    assert_eq!(follow(talk.last_event_id()).await.next().await, Some(said("one")));
}

#[tokio::test]
async fn a_gap_is_read_where_one_is_expected_and_nowhere_else() {
    let (_sse, publisher, router) = room();
    let mut talk = events::<Talk>(get(&router, "/rooms/hall/events", "x").await);
    let id = publisher.follow("hall").send(said("one")).await.unwrap();
    let gap = talk.gap().await;
    assert_eq!((gap.reason.as_str(), gap.from), ("unknown", None));
    assert_ne!(gap.to, id.as_str());

    let text = complaint(async move { talk.gap().await }).await;
    assert!(text.ends_with("expected a gap, found the event `said` with {\"text\":\"one\"}"), "{text}");
    let mut talk = events::<Talk>(get(&router, "/rooms/hall/events", "x").await);
    let text = complaint(async move { talk.next().await }).await;
    assert!(text.contains("expected an event, found the event `gap` with {\"reason\":"), "{text}");
    assert!(text.starts_with(file!()), "it says which line of the test has failed: {text}");
}

#[tokio::test]
async fn what_is_no_such_stream_is_told_as_it_is() {
    let (sse, _, router) = room();
    let mut attic = events::<Talk>(get(&router, "/rooms/attic/events", "").await);
    let text = complaint(async move { attic.next().await }).await;
    assert!(text.contains("expected a stream of events, found 404 Not Found: {"), "{text}");
    assert!(text.contains("There is no attic."), "{text}");

    let mut hall = events::<Talk>(get(&router, "/rooms/hall/events", "").await);
    sse.send("maintenance", "soon").await.unwrap();
    let text = complaint(async move { hall.rest().await }).await;
    assert!(
        text.ends_with(
            "the event `maintenance` with \"soon\" does not read: no event of this stream is called `maintenance`"
        ),
        "{text}"
    );

    let request = Request::post("/broken").body(Body::empty()).unwrap();
    let mut words: Events<RoomBrokenEvent> = events(router.oneshot(request).await.unwrap());
    assert_eq!(words.next().await, Some(RoomBrokenEvent::Word("half".to_owned())));
    let text = complaint(async move { words.next().await }).await;
    assert!(text.contains("the stream broke off: "), "{text}");
}

#[tokio::test]
async fn a_stream_of_any_json_has_messages() {
    let (sse, publisher, router) = room();
    let mut any = events::<RoomAnyEvent>(get(&router, "/any", "").await);
    publisher.any().send(RoomAnyEvent::Message(true.into())).await.unwrap();
    sse.shutdown().await;
    assert_eq!(any.rest().await, [RoomAnyEvent::Message(true.into())]);
}

#[test]
fn an_event_is_decoded_by_its_name() {
    assert_eq!(Talk::decode("said", r#"{"text":"a"}"#).unwrap(), said("a"));
    assert_eq!(Talk::decode("room.left", r#""Ann""#).unwrap(), Talk::RoomLeft("Ann".to_owned()));
    assert_eq!(Talk::decode("closed", "null").unwrap(), Talk::Closed);
    let error = Talk::decode("said", "{}").unwrap_err();
    assert!(error.to_string().contains("missing field `text`"), "{error}");
    assert!(Talk::decode("Said", "{}").is_err());
}
