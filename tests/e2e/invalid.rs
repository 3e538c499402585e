//! The answer to an invalid request, as the implementation renders it.

use contract_runtime::axum::http::StatusCode;
use contract_runtime::axum::response::{IntoResponse, Response};
use contract_runtime::prelude::*;
use contract_runtime::{CombinedErrors, InvalidRequest};
use contract_tests::client::{Reply, get, post};
use contract_tests::server::Server;
use serde_json::{Value, json};

contract! {
    pub(crate) trait Desk {
        write: {
            method: POST,
            path: "/notes/{id}",
            path_params: { id: u32 },
            headers: { attempt: u8 },
            query: { page: Option<u32> },
            body: { lines: Vec<String> },
            responses: { 204: () },
        },
        follow: {
            method: GET,
            path: "/notes/{id}/changes",
            path_params: { id: u32 },
            responses: { 200: events { changed: String } },
        },
    }
}

/// Answers in the shape that clients of ts-rest know.
struct Combined;

impl Desk for Combined {
    type Context = ();

    async fn write(&self, (): (), _: DeskWriteRequest) -> DeskWriteResult {
        Ok(DeskWriteResponse::NoContent)
    }

    async fn follow(&self, (): (), _: DeskFollowRequest) -> DeskFollowResult {
        Ok(Subscription::channel())
    }

    fn invalid_request(&self, request: InvalidRequest) -> Response {
        CombinedErrors::from(request).into_response()
    }
}

/// Answers in its own words, and with what it knows.
struct OwnWords(&'static str);

impl Desk for OwnWords {
    type Context = ();

    async fn write(&self, (): (), _: DeskWriteRequest) -> DeskWriteResult {
        Ok(DeskWriteResponse::NoContent)
    }

    async fn follow(&self, (): (), _: DeskFollowRequest) -> DeskFollowResult {
        Ok(Subscription::channel())
    }

    fn invalid_request(&self, request: InvalidRequest) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, format!("{}: {request}", self.0)).into_response()
    }
}

async fn serve(api: impl Desk) -> (Server, SseManager) {
    let sse = SseManager::new();
    (Server::start(DeskContract::router(api, &sse), &sse).await, sse)
}

async fn write_badly(server: &Server) -> Reply {
    let body = json!({"lines": ["one", 2]});
    post(server.address, "/notes/seven?page=first", &body).header("attempt", "1").send().await
}

#[tokio::test]
async fn combined_errors_have_the_faults_of_each_part() {
    let (server, _sse) = serve(Combined).await;
    let reply = write_badly(&server).await;
    assert_eq!(reply.status.as_u16(), 400);
    assert_eq!(reply.header("content-type"), "application/json");
    let errors = reply.json();
    let paths = |part: &str| -> Vec<Value> {
        errors[part]["issues"].as_array().unwrap().iter().map(|issue| issue["path"].clone()).collect()
    };
    assert_eq!(errors["headerErrors"], Value::Null);
    assert_eq!(paths("pathParameterErrors"), [json!(["id"])]);
    assert_eq!(paths("queryParameterErrors"), [json!(["page"])]);
    assert_eq!(paths("bodyErrors"), [json!(["lines", 1])]);
    assert_eq!(errors["bodyErrors"]["name"], "ZodError");
}

#[tokio::test]
async fn an_implementation_may_answer_in_its_own_words() {
    let (server, _sse) = serve(OwnWords("sorry")).await;
    let reply = write_badly(&server).await;
    assert_eq!(reply.status.as_u16(), 422);
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert!(text.starts_with("sorry: the path parameter `id` must be a whole number"), "{text}");
}

#[tokio::test]
async fn streams_ask_the_implementation_too() {
    let (server, _sse) = serve(OwnWords("sorry")).await;
    let reply = get(server.address, "/notes/seven/changes").send().await;
    assert_eq!(reply.status.as_u16(), 422);
}
