//! Changes, in which an absent field is not an empty one.

use contract_runtime::Patch;
use contract_runtime::axum::http::Method;
use contract_runtime::prelude::*;
use contract_tests::client::{Reply, call};
use contract_tests::server::Server;
use serde_json::{Value, json};

contract! {
    /// What can be changed in part.
    pub(crate) trait Notes {
        change: {
            method: PATCH,
            path: "/note",
            body: { title: Patch<String>, "pinCount": Patch<u8>, tags: Patch<Vec<String>> },
            responses: { 200: { title: Option<String>, pins: String, tags: Option<Vec<String>> } },
        },
        echo: {
            method: PUT,
            path: "/note",
            body: { title: Patch<String> },
            responses: { 200: { title: Patch<String> } },
        },
    }
}

struct App;

impl Notes for App {
    type Context = ();

    async fn change(&self, (): (), request: NotesChangeRequest) -> NotesChangeResult {
        let NotesChangeBody { title: change, pin_count, tags: tag_change } = request.body;
        let mut title = Some("Old".to_owned());
        change.apply(&mut title);
        let mut tags = Some(vec!["old".to_owned()]);
        tag_change.apply(&mut tags);
        Ok(NotesChangeOkBody { title, pins: format!("{pin_count:?}"), tags }.into())
    }

    async fn echo(&self, (): (), request: NotesEchoRequest) -> NotesEchoResult {
        Ok(NotesEchoOkBody { title: request.body.title }.into())
    }
}

async fn send(method: Method, body: &Value) -> Reply {
    let sse = SseManager::new();
    let server = Server::start(NotesContract::router(App, &sse), &sse).await;
    let call = call(server.address, method, "/note").header("content-type", "application/json");
    call.body(body.to_string()).send().await
}

#[tokio::test]
async fn absent_null_and_a_value_are_told_apart() {
    for (body, title, pins, tags) in [
        (json!({}), json!("Old"), "Absent", json!(["old"])),
        (json!({ "title": null, "pinCount": null, "tags": null }), json!(null), "Null", json!(null)),
        (json!({ "title": "New", "pinCount": 7, "tags": [] }), json!("New"), "Value(7)", json!([])),
    ] {
        let reply = send(Method::PATCH, &body).await;
        assert_eq!(reply.json(), json!({ "title": title, "pins": pins, "tags": tags }), "{body}");
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_a_fault_at_its_field() {
    let reply = send(Method::PATCH, &json!({ "pinCount": "many", "title": 1 })).await;
    assert_eq!(reply.status, 400);
    let problem = reply.json();
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|fault| &fault["field"]).collect();
    assert!(fields.contains(&&json!("pinCount")) && fields.contains(&&json!("title")), "{problem}");
}

#[tokio::test]
async fn what_is_absent_is_not_sent() {
    for body in [json!({}), json!({ "title": null }), json!({ "title": "New" })] {
        assert_eq!(send(Method::PUT, &body).await.json(), body);
    }
}
