//! Values that the contract says itself: defaults, and headers that must be one text.

use contract_runtime::axum::http::StatusCode;
use contract_runtime::prelude::*;
use contract_tests::client::{Reply, get};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// Named as what is in scope where requests are decoded, which a default must not see.
static INPUT: AtomicU32 = AtomicU32::new(10);

fn input() -> u32 {
    INPUT.fetch_add(1, Ordering::Relaxed)
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    Up,
    Down,
}

contract! {
    pub(crate) trait Catalogue {
        list: {
            method: GET,
            path: "/",
            headers: { "x-api-version": "2", x_lang: String = "en" },
            query: { page: i32 = -1, sort: Order = Order::Up, tags: Vec<String> = vec!["all".to_owned()], "pageSize": u32 = { input() }.max([1, 2][0]) },
            cookies: { theme: String = "light" },
            responses: { 200: { page: i32, sort: Order, tags: Vec<String>, lang: String, theme: String } },
        },
        count: {
            method: GET,
            path: "/count",
            headers: { x_key: "a b" },
            query: { from: u32 = input() },
            responses: { 200: u32 },
        },
    }
}

struct App;

impl Catalogue for App {
    type Context = ();

    async fn list(&self, (): (), request: CatalogueListRequest) -> CatalogueListResult {
        let CatalogueListQuery { page, sort, tags, .. } = request.query;
        let (lang, theme) = (request.headers.x_lang, request.cookies.theme);
        Ok(CatalogueListOkBody { page, sort, tags, lang, theme }.into())
    }

    async fn count(&self, (): (), request: CatalogueCountRequest) -> CatalogueCountResult {
        Ok(request.query.from.into())
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    Server::start(CatalogueContract::router(App, &sse), &sse).await
}

fn faults(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{reply:?}");
    let faults = reply.json()["errors"].as_array().unwrap().clone();
    faults.iter().map(|fault| json!([fault["in"], fault["field"], fault["expected"]])).collect()
}

#[tokio::test]
async fn what_is_left_out_is_its_default() {
    let server = open().await;
    let reply = get(server.address, "/").header("x-api-version", "2").send().await;
    let defaults = json!({"page": -1, "sort": "up", "tags": ["all"], "lang": "en", "theme": "light"});
    assert_eq!(reply.json(), defaults);
    let reply = get(server.address, "/?page=&sort=").header("x-api-version", "2").send().await;
    assert_eq!(reply.json(), defaults);
}

#[tokio::test]
async fn what_is_given_wins_over_its_default() {
    let server = open().await;
    let reply = get(server.address, "/?page=3&sort=down&tags=a&tags=b&pageSize=5")
        .header("x-api-version", "2")
        .header("x-lang", "eo")
        .header("cookie", "theme=dark")
        .send()
        .await;
    let given = json!({"page": 3, "sort": "down", "tags": ["a", "b"], "lang": "eo", "theme": "dark"});
    assert_eq!(reply.json(), given);
}

#[tokio::test]
async fn a_default_is_evaluated_for_each_request_that_needs_it() {
    let server = open().await;
    let count = async |path: &str| get(server.address, path).header("x-key", "a b").send().await.json();
    let first = count("/count").await.as_u64().unwrap();
    assert_eq!(count("/count?from=1").await, json!(1));
    assert!(count("/count").await.as_u64().unwrap() > first);
}

#[tokio::test]
async fn a_value_that_does_not_read_is_a_fault_whatever_the_default() {
    let server = open().await;
    let reply = get(server.address, "/?page=x&sort=sideways").header("x-api-version", "2").send().await;
    assert_eq!(
        faults(&reply),
        [
            json!(["query", "page", "a whole number from -2147483648 to 2147483647"]),
            json!(["query", "sort", "one of `up`, `down`"]),
        ]
    );
}

#[tokio::test]
async fn a_header_that_must_be_one_text_is_nothing_else() {
    let server = open().await;
    let told = |told: &str| [json!(["header", "x-key", told])];
    assert_eq!(faults(&get(server.address, "/count").send().await), told("`a b`"));
    assert_eq!(faults(&get(server.address, "/count").header("x-key", "A b").send().await), told("`a b`"));
    let twice = get(server.address, "/count").header("x-key", "a b").header("x-key", "a b").send().await;
    assert_eq!(faults(&twice), told("one value"));
}
