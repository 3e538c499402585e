//! Schemas of zod as `docs/from-ts-rest.md` carries them over: what is taken, what is refused, and with which words.

use std::collections::BTreeMap;

use contract_runtime::axum::http::{Method, StatusCode};
use contract_runtime::prelude::*;
use contract_tests::client::{Reply, call};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// `z.enum(['SIGNER', 'VIEWER'])`
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Role {
    Signer,
    Viewer,
}

/// `z.discriminatedUnion('type', [z.object({ type: z.literal('text'), … }), …])`
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Content {
    Text { label: String },
    Number { least: Option<i32> },
}

/// `z.object({ … }).strict()`
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Field {
    page_number: u32,
    content: Content,
}

/// `z.union([Field, z.array(Field)])`
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// `z.union([z.boolean(), z.number(), z.string()])`
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Entry {
    Flag(bool),
    Number(f64),
    Text(String),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Document {
    id: u32,
    /// `z.string().optional()`, in an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// `z.string().nullable()`
    owner: Option<String>,
}

/// `z.object({ message: z.string() }).and(Document)`
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Sent {
    message: String,
    #[serde(flatten)]
    document: Document,
}

contract! {
    pub(crate) trait Signing {
        path_prefix: "/documents/{id}",
        path_params: { id: u32 },
        rename_all: "camelCase",

        add_fields: {
            method: POST,
            path: "/fields",
            body: OneOrMany<Field>,
            responses: { 200: { fields: OneOrMany<Field> } },
        },
        fill: {
            method: PUT,
            path: "/entries",
            body: BTreeMap<String, Entry>,
            responses: { 200: BTreeMap<String, Entry> },
        },
        send: {
            method: POST,
            path: "/send",
            body: { send_email: bool = true, roles: Vec<Role> = vec![Role::Signer], "retry_after": Option<u32> },
            responses: { 200: Sent },
        },
        keep: {
            method: PUT,
            path: "/raw",
            body: Value,
            responses: { 200: Value },
        },
    }
}

struct App;

impl Signing for App {
    type Context = ();

    async fn add_fields(&self, (): (), request: SigningAddFieldsRequest) -> SigningAddFieldsResult {
        Ok(SigningAddFieldsOkBody { fields: request.body }.into())
    }

    async fn fill(&self, (): (), request: SigningFillRequest) -> SigningFillResult {
        Ok(request.body.into())
    }

    async fn send(&self, (): (), request: SigningSendRequest) -> SigningSendResult {
        let SigningSendBody { send_email, roles, retry_after } = request.body;
        let message = format!("{send_email} {roles:?} {retry_after:?}");
        Ok(Sent { message, document: Document { id: request.params.id, note: None, owner: None } }.into())
    }

    async fn keep(&self, (): (), request: SigningKeepRequest) -> SigningKeepResult {
        Ok(request.body.into())
    }
}

async fn send(method: Method, path: &str, body: &Value) -> Reply {
    let sse = SseManager::new();
    let server = Server::start(SigningContract::router(App, &sse), &sse).await;
    let call = call(server.address, method, &format!("/documents/7{path}"));
    call.header("content-type", "application/json").body(body.to_string()).send().await
}

fn faults(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{reply:?}");
    let faults = reply.json()["errors"].as_array().unwrap().clone();
    faults.iter().map(|fault| json!([fault["field"], fault["expected"]])).collect()
}

#[tokio::test]
async fn a_union_is_an_untagged_enum() {
    let field = json!({"pageNumber": 1, "content": {"type": "text", "label": "Name"}});
    for body in
        [field.clone(), json!([field, {"pageNumber": 2, "content": {"type": "number", "least": null}}])]
    {
        assert_eq!(send(Method::POST, "/fields", &body).await.json(), json!({"fields": body}));
    }
    let entries = json!({"a": "x", "b": true, "c": 1.5});
    assert_eq!(send(Method::PUT, "/entries", &entries).await.json(), entries);
    let reply = send(Method::PUT, "/entries", &json!({"a": []})).await;
    assert_eq!(faults(&reply), [json!(["a", "`true` or `false` or a number or a string"])]);
}

#[tokio::test]
async fn a_discriminated_union_is_a_tagged_enum() {
    let reply = send(Method::POST, "/fields", &json!([{"pageNumber": 1, "content": {"type": "date"}}])).await;
    assert_eq!(faults(&reply).len(), 1);
}

#[tokio::test]
async fn a_strict_object_denies_unknown_fields() {
    let extra = json!([{"pageNumber": 1, "content": {"type": "text", "label": "Name"}, "page": 1}]);
    assert_eq!(faults(&send(Method::POST, "/fields", &extra).await), [json!(["[0].page", "nothing"])]);
}

#[tokio::test]
async fn defaults_and_intersections() {
    let reply = send(Method::POST, "/send", &json!({})).await;
    assert_eq!(reply.json(), json!({"message": "true [Signer] None", "id": 7, "owner": null}));
    let reply =
        send(Method::POST, "/send", &json!({"sendEmail": false, "roles": ["VIEWER"], "retry_after": 3}))
            .await;
    assert_eq!(reply.json()["message"], "false [Viewer] Some(3)");
}

#[tokio::test]
async fn anything_is_any_json() {
    for body in [json!(null), json!([1, {"a": "b"}]), json!("text")] {
        assert_eq!(send(Method::PUT, "/raw", &body).await.json(), body);
    }
}
