//! Paths that end in a parameter for all that is left.

use contract_runtime::axum::http::{Method, StatusCode};
use contract_runtime::prelude::*;
use contract_tests::client::{call, get};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A file in a folder, read from the rest of a path.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub(crate) struct File {
    folder: String,
    name: String,
}

impl TryFrom<String> for File {
    type Error = &'static str;

    fn try_from(rest: String) -> Result<Self, Self::Error> {
        let (folder, name) = rest.rsplit_once('/').ok_or("a file is in a folder")?;
        Ok(Self { folder: folder.to_owned(), name: name.to_owned() })
    }
}

contract! {
    pub(crate) trait Files {
        path_prefix: "/files",

        list: { method: GET, path: "/", responses: { 200: String } },
        newest: { method: GET, path: "/newest", responses: { 200: String } },
        read: { method: GET, path: "/{*rest}", responses: { 200: String } },
        describe: {
            method: POST,
            path: "/{*rest}",
            path_params: { rest: File },
            responses: { 200: File },
        },
        follow: {
            method: GET,
            path: "/of/{user}/{*rest}",
            responses: { 200: events { changed: String } },
        },
    }
}

struct App;

impl Files for App {
    type Context = ();

    async fn list(&self, (): (), _: FilesListRequest) -> FilesListResult {
        Ok("all".to_owned().into())
    }

    async fn newest(&self, (): (), _: FilesNewestRequest) -> FilesNewestResult {
        Ok("newest".to_owned().into())
    }

    async fn read(&self, (): (), request: FilesReadRequest) -> FilesReadResult {
        Ok(request.params.rest.into())
    }

    async fn describe(&self, (): (), request: FilesDescribeRequest) -> FilesDescribeResult {
        Ok(request.params.rest.into())
    }

    async fn follow(&self, (): (), _: FilesFollowRequest) -> FilesFollowResult {
        Ok(Subscription::channel())
    }
}

async fn open() -> (Server, FilesEvents) {
    let sse = SseManager::new();
    (Server::start(FilesContract::router(App, &sse), &sse).await, FilesEvents::new(&sse))
}

#[tokio::test]
async fn the_rest_of_a_path_is_decoded_text_with_its_slashes() {
    let (server, _) = open().await;
    let read = async |path: &str| get(server.address, path).send().await.json();
    assert_eq!(read("/files/a/b%20c/d.txt").await, json!("a/b c/d.txt"));
    assert_eq!(read("/files/a").await, json!("a"));
    assert_eq!(read("/files/newest").await, json!("newest"), "what is said in full comes first");
    assert_eq!(read("/files").await, json!("all"), "the rest is one segment at least");
}

#[tokio::test]
async fn a_type_is_read_from_the_rest_of_a_path() {
    let (server, _) = open().await;
    let describe = async |path: &str| call(server.address, Method::POST, path).send().await;
    assert_eq!(describe("/files/a/b/c").await.json(), json!({"folder": "a/b", "name": "c"}));
    let refused = describe("/files/a").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["errors"][0]["field"], "rest");
}

#[tokio::test]
async fn a_channel_is_told_from_others_by_the_rest_of_its_path() {
    let (server, events) = open().await;
    let mut two = get(server.address, "/files/of/ada/a/b").follow().await;
    events.follow("ada", "a").send(FilesFollowEvent::Changed("one".to_owned())).await.unwrap();
    events.follow("ada/a", "b").send(FilesFollowEvent::Changed("other".to_owned())).await.unwrap();
    events.follow("ada", "a/b").send(FilesFollowEvent::Changed("two".to_owned())).await.unwrap();
    assert_eq!(two.next_json().await, ("changed".to_owned(), json!("two")));
}
