//! Bodies of requests that are no JSON, and how large they may be.

use contract_runtime::axum::extract::DefaultBodyLimit;
use contract_runtime::axum::http::Method;
use contract_runtime::prelude::*;
use contract_runtime::{Bytes, FromBody, NotRead};
use contract_tests::client::{Call, Reply, call};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

const LARGE: usize = 3 * 1024 * 1024;

contract! {
    /// What takes bodies of all kinds.
    pub(crate) trait Inbox {
        sign_in: {
            method: POST,
            path: "/session",
            content_type: "application/x-www-form-urlencoded",
            body: { name: String, attempts: u8, tags: Vec<String>, remember: Option<bool> },
            responses: { 200: { name: String, attempts: u8, tags: Vec<String>, remember: Option<bool> } },
        },
        filter: {
            method: POST,
            path: "/filter",
            content_type: "application/x-www-form-urlencoded",
            body: Filter,
            responses: { 200: Filter },
        },
        note: {
            method: PUT,
            path: "/note",
            content_type: "text/plain",
            body: String,
            responses: { 200: String },
        },
        perhaps_note: {
            method: PUT,
            path: "/perhaps",
            content_type: "text/plain",
            body: Option<String>,
            responses: { 200: Option<String> },
        },
        upload: {
            method: POST,
            path: "/files",
            content_type: "application/octet-stream",
            body_limit: LARGE,
            body: Bytes,
            responses: { 200: usize },
        },
        avatar: {
            method: POST,
            path: "/avatar",
            content_type: "image/png",
            body_limit: 4,
            body: Bytes,
            responses: { 200: usize },
        },
        patch: {
            method: PATCH,
            path: "/note",
            content_type: "application/merge-patch+json",
            body: { title: String },
            responses: { 200: { title: String } },
        },
        table: {
            method: POST,
            path: "/table",
            query: { page: u8 },
            content_type: "text/csv",
            body: Table,
            responses: { 200: usize },
        },
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Filter {
    min: Option<u32>,
    range: Range,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Range {
    from: u32,
    to: u32,
}

#[derive(Debug)]
pub(crate) struct Table(Vec<String>);

impl FromBody for Table {
    fn from_body(body: Option<Bytes>) -> Result<Self, NotRead> {
        let text = String::from_body(body)?;
        let rows =
            text.strip_prefix("id\r\n").ok_or_else(|| NotRead::expected("a table that begins with `id`"))?;
        Ok(Self(rows.lines().map(str::to_owned).collect()))
    }
}

struct App;

impl Inbox for App {
    type Context = ();

    async fn sign_in(&self, (): (), request: InboxSignInRequest) -> InboxSignInResult {
        let InboxSignInBody { name, attempts, tags, remember } = request.body;
        Ok(InboxSignInOkBody { name, attempts, tags, remember }.into())
    }

    async fn filter(&self, (): (), request: InboxFilterRequest) -> InboxFilterResult {
        Ok(request.body.into())
    }

    async fn note(&self, (): (), request: InboxNoteRequest) -> InboxNoteResult {
        Ok(request.body.into())
    }

    async fn perhaps_note(&self, (): (), request: InboxPerhapsNoteRequest) -> InboxPerhapsNoteResult {
        Ok(request.body.into())
    }

    async fn upload(&self, (): (), request: InboxUploadRequest) -> InboxUploadResult {
        Ok(request.body.len().into())
    }

    async fn avatar(&self, (): (), request: InboxAvatarRequest) -> InboxAvatarResult {
        Ok(request.body.len().into())
    }

    async fn patch(&self, (): (), request: InboxPatchRequest) -> InboxPatchResult {
        Ok(InboxPatchOkBody { title: request.body.title }.into())
    }

    async fn table(&self, (): (), request: InboxTableRequest) -> InboxTableResult {
        Ok(request.body.0.len().into())
    }
}

async fn serve() -> Server {
    let sse = SseManager::new();
    // A route's own limit wins over one that is laid around all of them.
    let router = InboxContract::router(App, &sse).layer(DefaultBodyLimit::max(1024));
    Server::start(router, &sse).await
}

fn send(server: &Server, method: Method, path: &str, media_type: &str, body: impl Into<Bytes>) -> Call {
    call(server.address, method, path).header("content-type", media_type).body(body)
}

async fn form(server: &Server, path: &str, body: &str) -> Reply {
    send(server, Method::POST, path, "application/x-www-form-urlencoded", body.to_owned()).send().await
}

/// Where the faults of a 400 are, and what was expected.
fn faults(reply: &Reply) -> Vec<(String, String, String)> {
    assert_eq!(reply.status, 400, "{reply:?}");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let problem = reply.json();
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|fault| (text(&fault["in"]), text(&fault["field"]), text(&fault["expected"]))).collect()
}

fn fault(place: &str, field: &str, expected: &str) -> (String, String, String) {
    (place.to_owned(), field.to_owned(), expected.to_owned())
}

#[tokio::test]
async fn a_form_is_read_by_the_types_of_its_fields() {
    let server = serve().await;
    let reply = form(&server, "/session", "name=Ada+L%C3%B6w&attempts=2&tags=a&tags=b%26c&remember=").await;
    assert_eq!(
        reply.json(),
        json!({ "name": "Ada Löw", "attempts": 2, "tags": ["a", "b&c"], "remember": true })
    );
    let reply = form(&server, "/filter", "min=&range[from]=1&range[to]=9").await;
    assert_eq!(reply.json(), json!({ "min": null, "range": { "from": 1, "to": 9 } }));
}

#[tokio::test]
async fn a_form_is_told_its_faults() {
    let server = serve().await;
    let reply = form(&server, "/session", "attempts=many").await;
    let found = faults(&reply);
    assert!(found.contains(&fault("body", "attempts", "a whole number from 0 to 255")), "{found:?}");
    assert!(
        found.iter().any(|(place, field, _)| (place.as_str(), field.as_str()) == ("body", "name")),
        "{found:?}"
    );
    let reply = form(&server, "/filter", "range[from]=1&range[to]=x").await;
    assert_eq!(faults(&reply)[0].1, "range.to");
}

#[tokio::test]
async fn text_and_bytes_are_taken_as_they_are() {
    let server = serve().await;
    let reply = send(&server, Method::PUT, "/note", "text/plain; charset=utf-8", "\"Ünk\"\n").send().await;
    assert_eq!(reply.json(), json!("\"Ünk\"\n"));
    let reply = send(&server, Method::PUT, "/note", "text/plain", Bytes::from_static(b"\xff")).send().await;
    assert_eq!(faults(&reply), [fault("body", "", "UTF-8 text")]);
    let reply =
        send(&server, Method::POST, "/avatar", "image/png", Bytes::from_static(b"\x89PNG")).send().await;
    assert_eq!(reply.json(), json!(4));
    let reply = send(&server, Method::PATCH, "/note", "application/merge-patch+json", r#"{"title":"a"}"#)
        .send()
        .await;
    assert_eq!(reply.json(), json!({ "title": "a" }));
}

#[tokio::test]
async fn no_body_is_not_an_empty_one() {
    let server = serve().await;
    let reply = call(server.address, Method::PUT, "/perhaps").send().await;
    assert_eq!(reply.json(), json!(null));
    let reply = send(&server, Method::PUT, "/perhaps", "text/plain", "").send().await;
    assert_eq!(reply.json(), json!(""));
    let reply = call(server.address, Method::PUT, "/note").send().await;
    assert_eq!(faults(&reply), [fault("body", "", "text")]);
}

#[tokio::test]
async fn a_type_of_one_s_own_reads_the_body_and_its_fault_is_told_beside_others() {
    let server = serve().await;
    let reply = send(&server, Method::POST, "/table?page=1", "text/csv", "id\r\n1\r\n2\r\n").send().await;
    assert_eq!(reply.json(), json!(2));
    let reply = send(&server, Method::POST, "/table?page=x", "text/csv", "1\r\n").send().await;
    assert_eq!(
        faults(&reply),
        [
            fault("query", "page", "a whole number from 0 to 255"),
            fault("body", "", "a table that begins with `id`"),
        ]
    );
}

#[tokio::test]
async fn a_body_of_another_media_type_is_refused_with_the_one_that_is_taken() {
    let server = serve().await;
    for (method, path, media_type, taken) in [
        (Method::POST, "/session", "application/json", "application/x-www-form-urlencoded"),
        (Method::PUT, "/note", "text/html", "text/plain"),
        (Method::PUT, "/note", "text/plain; charset=latin1", "text/plain"),
        (Method::POST, "/avatar", "image/jpeg", "image/png"),
        (Method::PATCH, "/note", "application/json", "application/merge-patch+json"),
    ] {
        let reply = send(&server, method, path, media_type, "{}").send().await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (415, "application/problem+json"));
        assert_eq!(reply.json()["detail"], format!("The body must be sent as {taken}."));
    }
}

#[tokio::test]
async fn a_body_has_the_limit_of_its_route() {
    let server = serve().await;
    let status = async |path: &str, media_type: &str, length: usize| {
        send(&server, Method::POST, path, media_type, vec![b'x'; length]).send().await.status.as_u16()
    };
    assert_eq!(status("/avatar", "image/png", 4).await, 200);
    assert_eq!(status("/avatar", "image/png", 5).await, 413);
    // More than axum takes by itself, and than the layer takes.
    assert_eq!(status("/files", "application/octet-stream", LARGE).await, 200);
    assert_eq!(status("/files", "application/octet-stream", LARGE + 1).await, 413);
    assert_eq!(status("/table?page=1", "text/csv", 1025).await, 413);
    let reply = send(&server, Method::POST, "/avatar", "image/png", "12345").send().await;
    assert_eq!(reply.json()["detail"], "The body is larger than the 4 bytes that are taken here.");
}

#[test]
fn the_table_of_routes_tells_bodies() {
    let route = |name: &str| InboxContract::routes().iter().find(|route| route.name == name).unwrap();
    assert_eq!(route("sign_in").body, Some("application/x-www-form-urlencoded"));
    assert_eq!(
        (route("upload").body, route("upload").body_limit),
        (Some("application/octet-stream"), Some(LARGE))
    );
    assert_eq!(route("note").body_limit, None);
}
