//! Paths whose last parameter may be left out.

use contract_runtime::Route;
use contract_runtime::axum::Router;
use contract_runtime::axum::http::StatusCode;
use contract_runtime::prelude::*;
use contract_tests::client::{get, post};
use contract_tests::server::Server;
use serde_json::json;

contract! {
    pub(crate) trait Diary {
        path_prefix: "/diary",

        day: {
            method: GET,
            path: "/days/{year}/{day}",
            path_params: { year: u16, day: Option<u16> },
            responses: { 200: { year: u16, day: Option<u16> } },
        },
        /// Beside the same path without its last parameter.
        write: { method: POST, path: "/days/{year}", path_params: { year: u16 }, responses: { 200: u16 } },
        page: {
            method: GET,
            path: "/pages/{*rest}",
            path_params: { rest: Option<String> },
            responses: { 200: Option<String> },
        },
        root: {
            method: GET,
            path: "/{word}",
            path_params: { word: Option<String> },
            responses: { 200: Option<String> },
        },
        follow: {
            method: GET,
            path: "/of/{writer}/changes/{page}",
            path_params: { page: Option<String> },
            responses: { 200: events { changed: u8 } },
        },
    }
}

/// A path that is all parameter.
mod anything {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Anything {
            word: {
                method: GET,
                path: "/{word}",
                path_params: { word: Option<u8> },
                responses: { 200: Option<u8> },
            },
        }
    }
}

contract! {
    pub(crate) trait Outer {
        path_prefix: "/outer",
        anything: anything::Anything,
    }
}

struct App;

impl Diary for App {
    type Context = ();

    async fn day(&self, (): (), request: DiaryDayRequest) -> DiaryDayResult {
        let DiaryDayParams { year, day } = request.params;
        Ok(DiaryDayOkBody { year, day }.into())
    }

    async fn write(&self, (): (), request: DiaryWriteRequest) -> DiaryWriteResult {
        Ok(request.params.year.into())
    }

    async fn page(&self, (): (), request: DiaryPageRequest) -> DiaryPageResult {
        Ok(request.params.rest.into())
    }

    async fn root(&self, (): (), request: DiaryRootRequest) -> DiaryRootResult {
        Ok(request.params.word.into())
    }

    async fn follow(&self, (): (), _: DiaryFollowRequest) -> DiaryFollowResult {
        Ok(Subscription::channel())
    }
}

impl anything::Anything for App {
    type Context = ();

    async fn word(&self, (): (), request: anything::AnythingWordRequest) -> anything::AnythingWordResult {
        Ok(request.params.word.into())
    }
}

impl Outer for App {
    type Context = ();
    type Anything = Self;

    fn anything(&self) -> Self {
        Self
    }
}

async fn open() -> (Server, DiaryEvents) {
    let sse = SseManager::new();
    (Server::start(DiaryContract::router(App, &sse), &sse).await, DiaryEvents::new(&sse))
}

#[tokio::test]
async fn the_last_parameter_may_be_left_out() {
    let (server, _) = open().await;
    let read = async |path: &str| get(server.address, path).send().await.json();
    assert_eq!(read("/diary/days/2026/12").await, json!({"year": 2026, "day": 12}));
    assert_eq!(read("/diary/days/2026").await, json!({"year": 2026, "day": null}));
    assert_eq!(read("/diary/pages/a/b").await, json!("a/b"));
    assert_eq!(read("/diary/pages").await, json!(null));
    assert_eq!(read("/diary/ink").await, json!("ink"));
    assert_eq!(read("/diary").await, json!(null), "all of the path but its prefix");
    assert_eq!(post(server.address, "/diary/days/2026", &json!(null)).send().await.json(), json!(2026));
}

#[tokio::test]
async fn faults_are_told_at_both_paths() {
    let (server, _) = open().await;
    let faults = async |path: &str| {
        let refused = get(server.address, path).send().await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        refused.json()["errors"].as_array().unwrap().len()
    };
    assert_eq!(faults("/diary/days/x/y").await, 2);
    assert_eq!(faults("/diary/days/x").await, 1);
}

#[tokio::test]
async fn a_channel_without_the_parameter_is_none_of_those_with_it() {
    let (server, events) = open().await;
    let mut all = get(server.address, "/diary/of/ada/changes").follow().await;
    let mut null = get(server.address, "/diary/of/ada/changes/null").follow().await;
    events.follow("ada", Some("null".to_owned())).send(DiaryFollowEvent::Changed(1)).await.unwrap();
    events.follow("ada", Some(String::new())).send(DiaryFollowEvent::Changed(2)).await.unwrap();
    events.follow("ada", None).send(DiaryFollowEvent::Changed(3)).await.unwrap();
    assert_eq!(null.next_json().await, ("changed".to_owned(), json!(1)));
    assert_eq!(all.next_json().await, ("changed".to_owned(), json!(3)));
}

#[tokio::test]
async fn below_a_mount_the_path_without_it_is_the_prefix() {
    let sse = SseManager::new();
    // A parameter of the router around has the same name, and is not meant.
    let around = Router::new().nest("/of/{word}", OuterContract::router(App, &sse));
    let server = Server::start(around, &sse).await;
    let read = async |path: &str| get(server.address, path).send().await.json();
    assert_eq!(read("/of/7/outer/8").await, json!(8));
    assert_eq!(read("/of/7/outer").await, json!(null));
}

#[test]
fn both_paths_are_data() {
    let paths = |route: &Route| (route.path, route.short_path());
    let all: Vec<_> = DiaryContract::routes().iter().map(paths).collect();
    assert_eq!(all[0], ("/diary/days/{year}/{day}", Some("/diary/days/{year}")));
    assert_eq!(all[1], ("/diary/days/{year}", None));
    assert_eq!(all[2], ("/diary/pages/{*rest}", Some("/diary/pages")));
    let mounted = OuterContract::routes().iter().chain(anything::AnythingContract::routes());
    let mounted: Vec<_> = mounted.map(paths).collect();
    assert_eq!(mounted, [("/outer/{word}", Some("/outer")), ("/{word}", Some("/"))]);
}
