//! Calls one route many times, without a socket: `bench-routing contract|axum CALLS`.
//!
//! Both sides read a path parameter, a query field and a JSON body, and answer with JSON. What differs is who wrote the
//! decoding.

mod by_contract;
mod by_hand;

use std::env;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tower::ServiceExt as _;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct NewOrder {
    pub(crate) title: String,
    pub(crate) items: Vec<Item>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) count: u32,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Order {
    pub(crate) shop: u64,
    pub(crate) title: String,
    pub(crate) count: u32,
    pub(crate) is_draft: bool,
}

impl Order {
    /// What both handlers do.
    pub(crate) fn place(shop: u64, is_draft: bool, new: NewOrder) -> Self {
        Self { shop, is_draft, count: new.items.iter().map(|item| item.count).sum(), title: new.title }
    }
}

const BODY: &str = r#"{"title":"breakfast","items":[{"name":"tea","count":2},{"name":"egg","count":1},{"name":"toast","count":4}]}"#;

const ANSWER: &str = r#"{"shop":7,"title":"breakfast","count":7,"is_draft":true}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [side, calls] = arguments.as_slice() else {
        return Err("usage: bench-routing contract|axum CALLS".into());
    };
    let calls: u32 = calls.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let router = match side.as_str() {
            "contract" => by_contract::router(),
            "axum" => by_hand::router(),
            other => return Err(format!("{other} is neither `contract` nor `axum`").into()),
        };
        let begun = Instant::now();
        for _ in 0..calls {
            call(&router).await?;
        }
        println!("{}", begun.elapsed().as_nanos() / u128::from(calls.max(1)));
        Ok(())
    })
}

/// One request, as hyper would hand it over, and its whole answer.
async fn call(router: &Router) -> Result<(), Box<dyn std::error::Error>> {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/shops/7/orders?is_draft=true")
        .header("host", "localhost")
        .header("accept", "application/json")
        .header("content-type", "application/json")
        .body(Body::from(BODY))?;
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    // Neither side may win by answering something else.
    if status != StatusCode::CREATED || body != ANSWER {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(())
}
