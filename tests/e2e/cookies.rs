//! Cookies as a part of requests.

use contract_runtime::axum::http::StatusCode;
use contract_runtime::prelude::*;
use contract_tests::client::{Reply, get};
use contract_tests::server::Server;
use serde_json::{Value, json};

contract! {
    pub(crate) trait Lounge {
        enter: {
            method: GET,
            path: "/",
            cookies: { session: String, "__Host-visits": Option<u32>, tags: Vec<String> },
            query: { loud: Option<bool> },
            responses: { 200: { session: String, visits: Option<u32>, tags: Vec<String> } },
        },
        listen: {
            method: GET,
            path: "/events",
            cookies: { session: u8 },
            responses: { 200: events { heard: u8 } },
        },
    }
}

struct App;

impl Lounge for App {
    type Context = ();

    async fn enter(&self, (): (), request: LoungeEnterRequest) -> LoungeEnterResult {
        let LoungeEnterCookies { session, host_visits: visits, tags } = request.cookies;
        Ok(LoungeEnterOkBody { session, visits, tags }.into())
    }

    async fn listen(&self, (): (), request: LoungeListenRequest) -> LoungeListenResult {
        let heard = LoungeListenEvent::Heard(request.cookies.session);
        Ok(Subscription::stream(futures_util::stream::iter([heard])))
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    Server::start(LoungeContract::router(App, &sse), &sse).await
}

async fn enter(server: &Server, cookies: &[&str]) -> Reply {
    let call = get(server.address, "/");
    cookies.iter().fold(call, |call, cookie| call.header("cookie", cookie)).send().await
}

fn faults(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{reply:?}");
    let faults = reply.json()["errors"].as_array().unwrap().clone();
    faults.iter().map(|fault| json!([fault["in"], fault["field"], fault["expected"]])).collect()
}

#[tokio::test]
async fn cookies_of_all_headers_reach_the_handler() {
    let server = open().await;
    let reply = enter(&server, &["other=1; session=\"a=b%20\"; tags=x", "tags=y; __Host-visits=7"]).await;
    assert_eq!(reply.json(), json!({"session": "a=b%20", "visits": 7, "tags": ["x", "y"]}));
    let reply = enter(&server, &["session=first; session=second"]).await;
    assert_eq!(reply.json(), json!({"session": "first", "visits": null, "tags": []}));
}

#[tokio::test]
async fn faults_of_cookies_are_told_with_all_others() {
    let server = open().await;
    let reply = get(server.address, "/?loud=perhaps")
        .header_bytes("cookie", b"__Host-visits=-1; tags=\xff")
        .send()
        .await;
    assert_eq!(
        faults(&reply),
        [
            json!(["query", "loud", "`true` or `false`"]),
            json!(["cookie", "session", "a value"]),
            json!(["cookie", "__Host-visits", "a whole number from 0 to 4294967295"]),
            json!(["cookie", "tags", "UTF-8 text"]),
        ]
    );
}

#[tokio::test]
async fn a_flood_of_cookies_is_refused_with_one_fault() {
    let server = open().await;
    let flood = "a=1;".repeat(257);
    let reply = enter(&server, &["session=me", &flood]).await;
    assert_eq!(faults(&reply), [json!(["cookie", "", "at most 256 cookies"])]);
    let most = "a=1;".repeat(255);
    assert_eq!(enter(&server, &["session=me", &most]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_native_event_source_can_authenticate_by_cookie() {
    let server = open().await;
    let mut events = get(server.address, "/events").header("cookie", "session=9").follow().await;
    assert_eq!(events.next_json().await, ("heard".to_owned(), json!(9)));
}
