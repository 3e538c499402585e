//! Values within bounds, which are those of their types.

use std::num::NonZeroU32;

use contract_runtime::axum::http::StatusCode;
use contract_runtime::prelude::*;
use contract_tests::client::{get, post};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "u32", into = "u32")]
#[schemars(extend("minimum" = 1, "maximum" = 100))]
pub(crate) struct Size(u32);

impl TryFrom<u32> for Size {
    type Error = &'static str;

    fn try_from(size: u32) -> Result<Self, Self::Error> {
        if (1..=100).contains(&size) { Ok(Self(size)) } else { Err("a page has 1 to 100 entries") }
    }
}

impl From<Size> for u32 {
    fn from(size: Size) -> Self {
        size.0
    }
}

contract! {
    pub(crate) trait Shelf {
        list: {
            method: GET,
            path: "/",
            query: { page: Option<NonZeroU32>, size: Size = Size(20) },
            responses: { 200: u32 },
        },
        resize: {
            method: POST,
            path: "/",
            body: { width: Size, height: Size, depth: NonZeroU32 },
            responses: { 200: u32 },
        },
    }
}

struct App;

impl Shelf for App {
    type Context = ();

    async fn list(&self, (): (), request: ShelfListRequest) -> ShelfListResult {
        Ok(request.query.size.0.into())
    }

    async fn resize(&self, (): (), request: ShelfResizeRequest) -> ShelfResizeResult {
        Ok((request.body.width.0 * request.body.height.0 * request.body.depth.get()).into())
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    Server::start(ShelfContract::router(App, &sse), &sse).await
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_with_everything_else() {
    let server = open().await;
    let reply = get(server.address, "/?page=0&size=101").send().await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    let faults = reply.json()["errors"].clone();
    assert_eq!(faults[0]["field"], "page");
    assert_eq!(faults[1]["detail"], "the query field `size` must be a whole number from 1 to 100");

    let reply = post(server.address, "/", &json!({"depth": 0, "height": 101, "width": 0})).send().await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    let faults = reply.json()["errors"].as_array().unwrap().clone();
    let told: Vec<_> = faults.iter().map(|fault| json!([fault["field"], fault["expected"]])).collect();
    let size = "a whole number from 1 to 100";
    assert_eq!(
        told,
        [
            json!(["depth", "a whole number from 1 to 4294967295"]),
            json!(["height", size]),
            json!(["width", size])
        ]
    );
}

#[tokio::test]
async fn what_is_within_them_is_taken_and_so_is_a_default() {
    let server = open().await;
    assert_eq!(get(server.address, "/").send().await.json(), json!(20));
    assert_eq!(get(server.address, "/?page=1&size=100").send().await.json(), json!(100));
    let reply = post(server.address, "/", &json!({"width": 2, "height": 3, "depth": 4})).send().await;
    assert_eq!(reply.json(), json!(24));
}
