//! Routers as applications make them, being served.

use contract_runtime::axum::Router;
use contract_runtime::axum::body::Body;
use contract_runtime::axum::extract::Request;
use contract_runtime::axum::http::{Response, StatusCode};
use contract_runtime::axum::routing::get as on_get;
use contract_runtime::prelude::*;
use contract_runtime::sse::{CloseReason, EventBody, EventSet};
use contract_tests::client::get;
use contract_tests::server::Server;
use futures_util::stream;

use crate::shop::next_close;

/// An event that is never sent.
struct Never;

impl EventSet for Never {
    fn name(&self) -> &'static str {
        "never"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        Ok("null".to_owned())
    }
}

/// A plain axum route that answers with a subscription.
fn streaming(sse: &SseManager, subscribe: fn() -> Subscription<Never>) -> Router {
    let sse = sse.clone();
    let respond = async move |request: Request| -> Response<Body> {
        let request = sse.capture(request.method(), request.version(), request.uri(), request.headers());
        sse.respond(subscribe(), &request).map(|body: EventBody| Body::new(body))
    };
    Router::new().route("/stream", on_get(respond))
}

async fn a_panic_in_a_stream_ends_that_stream_alone() {
    let sse = SseManager::new();
    let router = streaming(&sse, || Subscription::stream(stream::poll_fn(|_| panic!("a broken promise"))));
    let server = Server::start(router, &sse).await;
    let mut changes = sse.lifecycle();
    let reading = tokio::spawn(get(server.address, "/stream").send());
    assert!(reading.await.unwrap_err().is_panic(), "the body has no end");
    assert_eq!(next_close(&mut changes).await, CloseReason::Failed);
    assert_eq!(sse.connection_count(), 0);
}

contract_tests::every_way! {
    #[tokio::test]
    a_panic_in_a_stream_ends_that_stream_alone,
}

contract! {
    trait Tea {
        brew: { method: GET, path: "/tea", responses: { 204: () } },
    }
}

contract! {
    trait Toast {
        toast: { method: POST, path: "/tea", responses: { 204: () } },
    }
}

struct Kitchen;

impl Tea for Kitchen {
    type Context = ();

    async fn brew(&self, (): (), _: TeaBrewRequest) -> TeaBrewResult {
        Ok(TeaBrewResponse::NoContent)
    }
}

impl Toast for Kitchen {
    type Context = ();

    async fn toast(&self, (): (), _: ToastToastRequest) -> ToastToastResult {
        Ok(ToastToastResponse::NoContent)
    }
}

#[tokio::test]
async fn routers_of_contracts_merge_also_where_they_share_a_path() {
    let sse = SseManager::new();
    let router = TeaContract::router(Kitchen, &sse).merge(ToastContract::router(Kitchen, &sse));
    let server = Server::start(router, &sse).await;
    assert_eq!(get(server.address, "/tea").send().await.status, StatusCode::NO_CONTENT);
    let unknown = get(server.address, "/coffee").send().await;
    assert_eq!(
        (unknown.status, unknown.header("content-type")),
        (StatusCode::NOT_FOUND, "application/problem+json")
    );
}

#[tokio::test]
async fn an_application_s_own_fallback_wins() {
    let sse = SseManager::new();
    let router = TeaContract::router(Kitchen, &sse).fallback(async || "mine");
    let server = Server::start(router, &sse).await;
    assert_eq!(get(server.address, "/coffee").send().await.body, "mine");
}
