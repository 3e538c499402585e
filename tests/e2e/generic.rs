//! Code that is generic over a contract.

use contract_runtime::axum::Router;
use contract_runtime::axum::extract::FromRequestParts;
use contract_runtime::axum::http::Request;
use contract_runtime::axum::http::request::Parts;
use contract_runtime::prelude::*;

contract! {
    trait Desk {
        open: { method: GET, path: "/open", responses: { 200: String } },
    }
}

struct Front {
    city: &'static str,
}

/// Where somebody stands.
struct City(&'static str);

impl FromRequestParts<Front> for City {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, front: &Front) -> Result<Self, Problem> {
        Ok(Self(front.city))
    }
}

impl Desk for Front {
    type Context = City;

    async fn open(&self, city: City, _: DeskOpenRequest) -> DeskOpenResult {
        Ok(city.0.to_owned().into())
    }
}

/// The context of any implementation, of which nothing is known but that it is one.
async fn context_of<T: Desk>(api: &T) -> Option<T::Context> {
    let (mut parts, ()) = Request::new(()).into_parts();
    T::Context::from_request_parts(&mut parts, api).await.ok()
}

/// The router of any implementation.
fn router_of<T: Desk>(api: T, sse: &SseManager) -> Router {
    DeskContract::router(api, sse)
}

#[tokio::test]
async fn a_context_is_extracted_by_who_knows_only_the_contract() {
    let context = context_of(&Front { city: "Bergen" }).await;
    assert_eq!(context.map(|city| city.0), Some("Bergen"));
    let sse = SseManager::new();
    let server = contract_tests::server::Server::start(router_of(Front { city: "Oslo" }, &sse), &sse).await;
    let reply = contract_tests::client::get(server.address, "/open").send().await;
    assert_eq!(reply.json(), serde_json::json!("Oslo"));
}
