//! What the channels of contracts are called, and that no two contracts share them unawares.

use std::panic::{AssertUnwindSafe, catch_unwind};

use contract_runtime::prelude::*;
use contract_tests::client::get;
use contract_tests::server::Server;
use serde_json::json;

mod v1 {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Api {
            path_prefix: "/v1",
            news: { method: GET, path: "/news", responses: { 200: events { said: String } } },
        }
    }
}

mod v2 {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Api {
            path_prefix: "/v2",
            news: { method: GET, path: "/news", responses: { 200: events { said: { by: u8 } } } },
        }
    }
}

mod v3 {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Api {
            path_prefix: "/v3",
            channel_prefix: "api_v3",
            news: { method: GET, path: "/news/{place}", responses: { 200: events { said: u8 } } },
            old: super::v1::Api,
        }
    }
}

struct App;

impl v1::Api for App {
    type Context = ();

    async fn news(&self, (): (), _: v1::ApiNewsRequest) -> v1::ApiNewsResult {
        Ok(Subscription::channel())
    }
}

impl v2::Api for App {
    type Context = ();

    async fn news(&self, (): (), _: v2::ApiNewsRequest) -> v2::ApiNewsResult {
        Ok(Subscription::channel())
    }
}

impl v3::Api for App {
    type Context = ();
    type Old = Self;

    fn old(&self) -> Self {
        Self
    }

    async fn news(&self, (): (), _: v3::ApiNewsRequest) -> v3::ApiNewsResult {
        Ok(Subscription::channel())
    }
}

/// What is said of the attempt.
fn refusal<T>(attempt: impl FnOnce() -> T) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(attempt)).err()?;
    panic.downcast().ok().map(|text| *text)
}

#[test]
fn two_contracts_that_call_their_channels_the_same_are_told_apart_or_refused() {
    let sse = SseManager::new();
    let _ = v1::ApiContract::router(App, &sse);
    let said = refusal(|| v2::ApiContract::router(App, &sse)).expect("the second router is refused");
    assert!(said.contains("::v1::ApiContract`") && said.contains("::v2::ApiContract`"), "{said}");
    assert!(said.contains("`channel_prefix: \"Api-2\"`"), "{said}");
    assert!(refusal(|| v2::ApiEvents::new(&sse)).is_some(), "so is its publisher");
    assert!(refusal(|| v2::ApiContract::router_with(App, &sse, |_, route| route)).is_some());

    // Of one contract there may be as many of each as one likes, and other managers know nothing of it.
    assert_eq!(refusal(|| (v1::ApiContract::router(App, &sse), v1::ApiEvents::new(&sse))).map(|_| ()), None);
    assert_eq!(refusal(|| v2::ApiContract::router(App, &SseManager::new())).map(|_| ()), None);
}

#[test]
fn a_publisher_alone_has_its_channels_too() {
    let sse = SseManager::new();
    let _ = v2::ApiEvents::new(&sse);
    assert!(refusal(|| v1::ApiContract::router(App, &sse)).is_some());
}

#[tokio::test]
async fn contracts_of_one_name_may_share_a_manager_under_another_prefix() {
    let sse = SseManager::new();
    let router = v1::ApiContract::router(App, &sse).merge(v3::ApiContract::router(App, &sse));
    let server = Server::start(router, &sse).await;
    let mut first = get(server.address, "/v1/news").follow().await;
    let mut third = get(server.address, "/v3/news/here").follow().await;
    let mut below_third = get(server.address, "/v3/v1/news").follow().await;

    let (of_first, of_third) = (v1::ApiEvents::new(&sse), v3::ApiEvents::new(&sse));
    of_third.news("here").send(3.into()).await.unwrap();
    of_third.old().news().send("below".to_owned().into()).await.unwrap();
    of_first.news().send("first".to_owned().into()).await.unwrap();
    assert_eq!(first.next_json().await, ("said".to_owned(), json!("first")));
    assert_eq!(third.next_json().await, ("said".to_owned(), json!(3)));
    assert_eq!(below_third.next_json().await, ("said".to_owned(), json!("below")));

    let connections = sse.connections().into_iter();
    let channels: Vec<String> = connections.flat_map(|connection| connection.channels).collect();
    assert_eq!(channels, ["Api.news", "api_v3.news/here", "api_v3.old.news"]);
}
