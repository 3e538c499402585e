//! Answers that the library gives by itself, as the contract declares them.

use contract_runtime::axum::http::{Method, StatusCode};
use contract_runtime::axum::response::{IntoResponse as _, Response};
use contract_runtime::prelude::*;
use contract_runtime::{CombinedErrors, InvalidRequest, Multipart};
use contract_tests::client::{Reply, call, get, post};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::ser::Error as _;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What this application says of everything that goes wrong.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Failure {
    code: u16,
    message: String,
    fields: Vec<String>,
}

impl From<InvalidRequest> for Failure {
    fn from(request: InvalidRequest) -> Self {
        let fields = request.faults.iter().map(|fault| fault.field.clone()).collect();
        Self { code: 1, message: "invalid".to_owned(), fields }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let problem = problem.into_details();
        let message = problem.detail.or(problem.title).unwrap_or_default();
        Self { code: problem.status.unwrap_or_default(), message, fields: Vec::new() }
    }
}

/// A body that can't be made, or can't be sent.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Unlucky;

impl From<InvalidRequest> for Unlucky {
    fn from(_: InvalidRequest) -> Self {
        Self
    }
}

impl From<Problem> for Unlucky {
    fn from(_: Problem) -> Self {
        panic!("bad luck")
    }
}

impl Serialize for Unlucky {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("bad luck"))
    }
}

mod office {
    use contract_runtime::prelude::*;

    contract! {
        /// Mounted, with a 400 of its own and no 500.
        pub(crate) trait Office {
            count: { method: GET, path: "/office/{how}", query: { step: u8 }, responses: { 200: u8, 400: String } },
            reset: { method: POST, path: "/office", query: { to: u8 }, responses: { 204: () } },
        }
    }
}

contract! {
    /// Every kind of declared answer.
    pub(crate) trait Desk {
        common_responses: { 500: Failure, 503: Failure with { retry_after: Option<u32> } },

        responses Refusals { 406: Failure, 413: Failure, 415: Failure },

        write: {
            method: POST,
            path: "/notes",
            query: { page: Option<u32> },
            body: { lines: Vec<String> },
            body_limit: 100,
            responses: { 200: String, 400: Failure, ..Refusals },
        },
        read: {
            method: GET,
            path: "/notes/{id}",
            path_params: { id: u32 },
            responses: { 200: String with { etag: String }, 400: "text/plain" => String },
        },
        inline: {
            method: GET,
            path: "/inline/{id}",
            path_params: { id: u32 },
            responses: { 204: (), 400: { why: String } },
        },
        silent: {
            method: GET,
            path: "/silent/{id}",
            path_params: { id: u32 },
            responses: { 204: (), 400: () },
        },
        problem: {
            method: GET,
            path: "/problem/{id}",
            path_params: { id: u32 },
            responses: { 204: (), 400: Problem },
        },
        undeclared: {
            method: GET,
            path: "/undeclared/{id}",
            path_params: { id: u32 },
            responses: { 204: () },
        },
        unlucky: {
            method: GET,
            path: "/unlucky/{id}",
            path_params: { id: u32 },
            responses: { 204: (), 400: Unlucky },
        },
        upload: {
            method: POST,
            path: "/uploads",
            content_type: "multipart/form-data",
            body: Multipart,
            responses: { 204: (), 400: Failure },
        },
        follow: {
            method: GET,
            path: "/notes/{id}/changes",
            path_params: { id: u32 },
            responses: { 200: events { changed: String }, 400: Failure },
        },
        office: office::Office,
    }
}

impl From<InvalidRequest> for DeskInlineBadRequestBody {
    fn from(request: InvalidRequest) -> Self {
        Self { why: request.to_string() }
    }
}

struct App;

impl Desk for App {
    type Context = ();
    type Office = App;

    fn office(&self) -> App {
        App
    }

    async fn write(&self, (): (), request: DeskWriteRequest) -> DeskWriteResult {
        match request.body.lines.first().map(String::as_str) {
            Some("panic") => panic!("a secret"),
            Some("fail") => Err("a secret").internal()?,
            Some("declared") => {
                let failure = Failure { code: 7, message: "mine".to_owned(), fields: Vec::new() };
                Err(DeskWriteError::InternalServerError(failure))
            }
            _ => Ok("written".to_owned().into()),
        }
    }

    async fn read(&self, (): (), _: DeskReadRequest) -> DeskReadResult {
        Ok(DeskReadResponse::Ok { body: "text".to_owned(), etag: "a\nsecret".to_owned() })
    }

    async fn inline(&self, (): (), _: DeskInlineRequest) -> DeskInlineResult {
        Ok(DeskInlineResponse::NoContent)
    }

    async fn silent(&self, (): (), _: DeskSilentRequest) -> DeskSilentResult {
        Ok(DeskSilentResponse::NoContent)
    }

    async fn problem(&self, (): (), _: DeskProblemRequest) -> DeskProblemResult {
        Ok(DeskProblemResponse::NoContent)
    }

    async fn undeclared(&self, (): (), _: DeskUndeclaredRequest) -> DeskUndeclaredResult {
        Ok(DeskUndeclaredResponse::NoContent)
    }

    async fn unlucky(&self, (): (), _: DeskUnluckyRequest) -> DeskUnluckyResult {
        Ok(DeskUnluckyResponse::NoContent)
    }

    async fn upload(&self, (): (), mut request: DeskUploadRequest) -> DeskUploadResult {
        while request.body.next_part().await.internal()?.is_some() {}
        Ok(DeskUploadResponse::NoContent)
    }

    async fn follow(&self, (): (), _: DeskFollowRequest) -> DeskFollowResult {
        Ok(Subscription::channel())
    }

    fn invalid_request(&self, request: InvalidRequest) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, request.to_string()).into_response()
    }
}

impl office::Office for App {
    type Context = ();

    async fn count(&self, (): (), request: office::OfficeCountRequest) -> office::OfficeCountResult {
        match request.params.how.as_str() {
            "wrong" => Err("a secret").internal()?,
            _ => Ok(request.query.step.into()),
        }
    }

    async fn reset(&self, (): (), _: office::OfficeResetRequest) -> office::OfficeResetResult {
        Ok(office::OfficeResetResponse::NoContent)
    }

    fn invalid_request(&self, request: InvalidRequest) -> Response {
        CombinedErrors::from(request).into_response()
    }
}

async fn serve() -> Server {
    let sse = SseManager::new();
    Server::start(DeskContract::router(App, &sse), &sse).await
}

async fn write(server: &Server, line: &str) -> Reply {
    post(server.address, "/notes", &json!({ "lines": [line] })).send().await
}

#[track_caller]
fn assert_failure(reply: &Reply, status: u16, code: u16, message: &str, fields: &[&str]) {
    assert_eq!(
        (reply.status.as_u16(), reply.header("content-type")),
        (status, "application/json"),
        "{reply:?}"
    );
    assert_eq!(reply.json(), json!({ "code": code, "message": message, "fields": fields }));
}

#[tokio::test]
async fn an_invalid_request_is_answered_with_the_declared_type() {
    let server = serve().await;
    let reply = post(server.address, "/notes?page=first", &json!({ "lines": [1] })).send().await;
    assert_failure(&reply, 400, 1, "invalid", &["page", "lines[0]"]);
    let reply = get(server.address, "/notes/seven/changes").send().await;
    assert_failure(&reply, 400, 1, "invalid", &["id"]);
}

#[tokio::test]
async fn whatever_the_declared_type_is() {
    let server = serve().await;
    let reply = get(server.address, "/notes/seven").send().await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (400, "text/plain; charset=utf-8"));
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert!(text.starts_with("the path parameter `id` must be"), "{text}");

    let reply = get(server.address, "/inline/seven").send().await;
    assert_eq!((reply.status.as_u16(), reply.json()), (400, json!({ "why": text })));

    let reply = get(server.address, "/silent/seven").send().await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type"), &reply.body[..]), (400, "", &b""[..]));

    let reply = get(server.address, "/problem/seven").send().await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (400, "application/problem+json"));
    let problem = reply.json();
    assert_eq!((&problem["title"], &problem["status"]), (&json!("Invalid request"), &json!(400)));
    assert_eq!(problem["errors"][0]["field"], "id");
}

#[tokio::test]
async fn what_is_not_declared_is_the_implementation_s_to_render() {
    let server = serve().await;
    assert_eq!(get(server.address, "/undeclared/seven").send().await.status.as_u16(), 422);
}

#[tokio::test]
async fn other_answers_of_the_library_s_own_are_of_the_declared_type_too() {
    let server = serve().await;
    let reply = write(&server, &"long ".repeat(40)).await;
    assert_failure(&reply, 413, 413, "The body is larger than the 100 bytes that are taken here.", &[]);
    let reply =
        call(server.address, Method::POST, "/notes").header("content-type", "text/csv").body("a").send();
    assert_failure(&reply.await, 415, 415, "The body must be sent as application/json.", &[]);
    let reply = post(server.address, "/notes", &json!({ "lines": [] })).header("accept", "image/png").send();
    let message = "This answers with application/json, which the Accept header leaves out.";
    assert_failure(&reply.await, 406, 406, message, &[]);
}

#[tokio::test]
async fn an_error_that_is_the_server_s_alone_is_of_the_declared_type() {
    let server = serve().await;
    for line in ["panic", "fail"] {
        assert_failure(&write(&server, line).await, 500, 500, "Internal Server Error", &[]);
    }
    assert_failure(&get(server.address, "/notes/7").send().await, 500, 500, "Internal Server Error", &[]);
    assert_failure(&write(&server, "declared").await, 500, 7, "mine", &[]);
}

#[tokio::test]
async fn a_body_that_can_t_be_made_is_the_declared_500() {
    let server = serve().await;
    let reply = get(server.address, "/unlucky/seven").send().await;
    assert_failure(&reply, 500, 500, "Internal Server Error", &[]);
}

#[tokio::test]
async fn a_multipart_body_that_its_handler_reads_is_no_exception() {
    let server = serve().await;
    let upload = call(server.address, Method::POST, "/uploads");
    let reply =
        upload.header("content-type", "multipart/form-data; boundary=x").body("no parts").send().await;
    assert_failure(&reply, 400, 1, "invalid", &[""]);
}

#[tokio::test]
async fn a_refused_stream_keeps_what_else_the_answer_says() {
    let sse = SseManager::builder().max_connections(0).build();
    let server = Server::start(DeskContract::router(App, &sse), &sse).await;
    let reply = get(server.address, "/notes/7/changes").send().await;
    assert_failure(&reply, 503, 503, "Too many connections.", &[]);
    assert!(reply.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(reply.headers.get_all("retry-after").iter().count(), 1);
}

#[tokio::test]
async fn the_common_answers_of_a_mounting_contract_reach_mounted_routes() {
    let server = serve().await;
    let reply = get(server.address, "/office/wrong?step=1").send().await;
    assert_failure(&reply, 500, 500, "Internal Server Error", &[]);
    let reply = get(server.address, "/office/right").send().await;
    assert_eq!((reply.status.as_u16(), reply.json()), (400, json!("the query field `step` is missing")));
    let reply = call(server.address, Method::POST, "/office").send().await;
    assert_eq!(reply.status.as_u16(), 400);
    assert_eq!(reply.json()["queryParameterErrors"]["name"], "ZodError", "as its own implementation has it");
}

contract! {
    /// Whose 500 can't be made.
    pub(crate) trait Cursed {
        fail: { method: GET, path: "/", responses: { 204: (), 500: Unlucky } },
    }
}

impl Cursed for App {
    type Context = ();

    async fn fail(&self, (): (), _: CursedFailRequest) -> CursedFailResult {
        Err("a secret").internal()?
    }
}

#[tokio::test]
async fn a_500_that_can_t_be_made_is_a_problem() {
    let sse = SseManager::new();
    let server = Server::start(CursedContract::router(App, &sse), &sse).await;
    let reply = get(server.address, "/").send().await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (500, "application/problem+json"));
    assert!(!format!("{reply:?}").contains("secret"), "{reply:?}");
}
