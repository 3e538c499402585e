//! Streams for pages of another origin.

use contract_runtime::SseManager;
use contract_runtime::axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use contract_runtime::prelude::*;
use contract_tests::client::{call, get};
use contract_tests::server::Server;
use tower_http::cors::CorsLayer;

use crate::shop::until_open;

contract! {
    /// What pages of other origins follow.
    pub(crate) trait Ticker {
        follow: {
            method: GET,
            path: "/follow",
            responses: { 200: events { n: u32 }, 204: () },
        },
    }
}

/// Its stream is there, or has come to its end.
struct Numbers {
    are_over: bool,
}

impl Ticker for Numbers {
    type Context = ();

    async fn follow(&self, (): (), _: TickerFollowRequest) -> TickerFollowResult {
        if self.are_over {
            return Err(TickerFollowError::NoContent);
        }
        Ok(Subscription::channel())
    }
}

const PAGE: &str = "https://page.example";

async fn open() -> (Server, SseManager) {
    let sse = SseManager::new();
    let cors = CorsLayer::new()
        .allow_origin(HeaderValue::from_static(PAGE))
        .allow_headers([HeaderName::from_static("last-event-id")])
        .allow_credentials(true);
    let router = TickerContract::router(Numbers { are_over: false }, &sse).layer(cors);
    (Server::start(router, &sse).await, sse)
}

async fn a_page_of_another_origin_resumes_by_the_header() {
    let (server, sse) = open().await;
    let preflight = call(server.address, Method::OPTIONS, "/follow")
        .header("origin", PAGE)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "last-event-id");
    let allowed = preflight.send().await;
    assert!(allowed.status.is_success());
    assert_eq!(allowed.header("access-control-allow-origin"), PAGE);
    assert_eq!(allowed.header("access-control-allow-headers"), "last-event-id");
    assert_eq!(allowed.header("access-control-allow-credentials"), "true");

    let channel = TickerEvents::new(&sse).follow();
    let first = channel.send(TickerFollowEvent::N(1)).await.unwrap();
    channel.send(TickerFollowEvent::N(2)).await.unwrap();
    let resuming = get(server.address, "/follow").header("origin", PAGE);
    let mut stream = resuming.header("last-event-id", first.as_str()).follow().await;
    assert_eq!(stream.headers["access-control-allow-origin"], PAGE);
    assert_eq!(stream.headers["access-control-allow-credentials"], "true");
    assert_eq!(stream.next_json().await.1, 2);
}

async fn the_query_needs_nobody_s_leave() {
    let (server, sse) = open().await;
    let channel = TickerEvents::new(&sse).follow();
    let first = channel.send(TickerFollowEvent::N(1)).await.unwrap();
    let second = channel.send(TickerFollowEvent::N(2)).await.unwrap();
    channel.send(TickerFollowEvent::N(3)).await.unwrap();
    let encoded = first.as_str().replace('-', "%2D");
    let path = format!("/follow?lastEventId={encoded}");
    let mut stream = get(server.address, &path).header("origin", PAGE).follow().await;
    assert_eq!(stream.next_json().await.1, 2, "percent-encoded or not");
    let both = get(server.address, &path).header("last-event-id", second.as_str());
    assert_eq!(both.follow().await.next_json().await.1, 3, "the header wins: it is newer than the address");

    for wrong in ["9".repeat(10_000), "%C3%A4".to_owned(), "%0d%0a".to_owned()] {
        let mut stream = get(server.address, &format!("/follow?lastEventId={wrong}")).follow().await;
        assert_eq!(stream.next_json().await.0, "gap");
    }
    drop(stream);
    until_open(&sse, 0).await;
}

async fn a_declared_204_stops_the_reconnects() {
    let sse = SseManager::new();
    let server = Server::start(TickerContract::router(Numbers { are_over: true }, &sse), &sse).await;
    for accept in ["text/event-stream", "*/*"] {
        let reply = get(server.address, "/follow").header("accept", accept).send().await;
        assert_eq!((reply.status, &reply.body[..]), (StatusCode::NO_CONTENT, &b""[..]));
        assert_eq!(reply.headers.get("content-length"), None);
    }
}

contract_tests::every_way! {
    #[tokio::test]
    a_page_of_another_origin_resumes_by_the_header,
    the_query_needs_nobody_s_leave,
    a_declared_204_stops_the_reconnects,
}
