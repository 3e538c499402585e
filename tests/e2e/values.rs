//! Values that the contract says itself: defaults, and headers that must be one text.

use contract_runtime::axum::http::{Method, StatusCode};
use contract_runtime::{File, Place, prelude::*};
use contract_tests::client::{Reply, call, get};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// Named as what generated code could call a type that it does not know.
type D = u8;

/// Named as what is in scope where requests are decoded, which a default must not see.
static INPUT: AtomicU32 = AtomicU32::new(10);

fn input() -> u32 {
    INPUT.fetch_add(1, Ordering::Relaxed)
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    Up,
    Down,
}

contract! {
    pub(crate) trait Catalogue {
        list: {
            method: GET,
            path: "/",
            headers: { "x-api-version": "2", x_lang: String = "en" },
            query: { page: i32 = -1, sort: Order = Order::Up, tags: Vec<String> = vec!["all".to_owned()], "pageSize": u32 = { input() }.max([1, 2][0]) },
            cookies: { theme: String = "light" },
            responses: { 200: { page: i32, sort: Order, tags: Vec<String>, lang: String, theme: String } },
        },
        count: {
            method: GET,
            path: "/count",
            headers: { x_key: "a b" },
            query: { from: u32 = input() },
            responses: { 200: u32 },
        },
        search: {
            method: POST,
            path: "/searches",
            body: { text: String, /** How many. */ "pageSize": u32 = 20, order: Order = Order::Up, tags: Vec<String> = vec!["all".to_owned()], lang: String = "en", from: u32 = input(), copies: D = 1 },
            responses: { 200: String },
        },
        search_by_form: {
            method: POST,
            path: "/forms",
            content_type: "application/x-www-form-urlencoded",
            body: { text: String, page: i32 = -1, order: Order = Order::Up, tags: Vec<String> = vec!["all".to_owned()] },
            responses: { 200: String },
        },
        search_in_parts: {
            method: POST,
            path: "/parts",
            content_type: "multipart/form-data",
            body: { text: String, page: i32 = -1, order: Order = Order::Up, photo: Option<File> },
            responses: { 200: String },
        },
    }
}

struct App;

impl Catalogue for App {
    type Context = ();

    async fn list(&self, (): (), request: CatalogueListRequest) -> CatalogueListResult {
        let CatalogueListQuery { page, sort, tags, .. } = request.query;
        let (lang, theme) = (request.headers.x_lang, request.cookies.theme);
        Ok(CatalogueListOkBody { page, sort, tags, lang, theme }.into())
    }

    async fn count(&self, (): (), request: CatalogueCountRequest) -> CatalogueCountResult {
        Ok(request.query.from.into())
    }

    async fn search(&self, (): (), request: CatalogueSearchRequest) -> CatalogueSearchResult {
        let CatalogueSearchBody { text, page_size, order, tags, lang, from, copies } = request.body;
        assert!(from >= 1 && copies == 1);
        Ok(format!("{text} {page_size} {order:?} {tags:?} {lang}").into())
    }

    async fn search_by_form(
        &self,
        (): (),
        request: CatalogueSearchByFormRequest,
    ) -> CatalogueSearchByFormResult {
        let CatalogueSearchByFormBody { text, page, order, tags } = request.body;
        Ok(format!("{text} {page} {order:?} {tags:?}").into())
    }

    async fn search_in_parts(
        &self,
        (): (),
        request: CatalogueSearchInPartsRequest,
    ) -> CatalogueSearchInPartsResult {
        let CatalogueSearchInPartsBody { text, page, order, photo } = request.body;
        Ok(format!("{text} {page} {order:?} {}", photo.is_some()).into())
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    Server::start(CatalogueContract::router(App, &sse), &sse).await
}

fn faults(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{reply:?}");
    let faults = reply.json()["errors"].as_array().unwrap().clone();
    faults.iter().map(|fault| json!([fault["in"], fault["field"], fault["expected"]])).collect()
}

#[tokio::test]
async fn what_is_left_out_is_its_default() {
    let server = open().await;
    let reply = get(server.address, "/").header("x-api-version", "2").send().await;
    let defaults = json!({"page": -1, "sort": "up", "tags": ["all"], "lang": "en", "theme": "light"});
    assert_eq!(reply.json(), defaults);
    let reply = get(server.address, "/?page=&sort=").header("x-api-version", "2").send().await;
    assert_eq!(reply.json(), defaults);
}

#[tokio::test]
async fn what_is_given_wins_over_its_default() {
    let server = open().await;
    let reply = get(server.address, "/?page=3&sort=down&tags=a&tags=b&pageSize=5")
        .header("x-api-version", "2")
        .header("x-lang", "eo")
        .header("cookie", "theme=dark")
        .send()
        .await;
    let given = json!({"page": 3, "sort": "down", "tags": ["a", "b"], "lang": "eo", "theme": "dark"});
    assert_eq!(reply.json(), given);
}

#[tokio::test]
async fn a_default_is_evaluated_for_each_request_that_needs_it() {
    let server = open().await;
    let count = async |path: &str| get(server.address, path).header("x-key", "a b").send().await.json();
    let first = count("/count").await.as_u64().unwrap();
    assert_eq!(count("/count?from=1").await, json!(1));
    assert!(count("/count").await.as_u64().unwrap() > first);
}

#[tokio::test]
async fn a_value_that_does_not_read_is_a_fault_whatever_the_default() {
    let server = open().await;
    let reply = get(server.address, "/?page=x&sort=sideways").header("x-api-version", "2").send().await;
    assert_eq!(
        faults(&reply),
        [
            json!(["query", "page", "a whole number from -2147483648 to 2147483647"]),
            json!(["query", "sort", "one of `up`, `down`"]),
        ]
    );
}

#[tokio::test]
async fn a_header_that_must_be_one_text_is_nothing_else() {
    let server = open().await;
    let told = |told: &str| [json!(["header", "x-key", told])];
    assert_eq!(faults(&get(server.address, "/count").send().await), told("`a b`"));
    assert_eq!(faults(&get(server.address, "/count").header("x-key", "A b").send().await), told("`a b`"));
    let twice = get(server.address, "/count").header("x-key", "a b").header("x-key", "a b").send().await;
    assert_eq!(faults(&twice), told("one value"));
}

async fn post(path: &str, content_type: &str, body: &'static str) -> Reply {
    let server = open().await;
    call(server.address, Method::POST, path).header("content-type", content_type).body(body).send().await
}

#[tokio::test]
async fn what_a_body_leaves_out_is_its_default() {
    let search = async |body| post("/searches", "application/json", body).await;
    let defaults = json!("x 20 Up [\"all\"] en");
    assert_eq!(search(r#"{"text": "x"}"#).await.json(), defaults);
    let nulls = r#"{"text": "x", "pageSize": null, "order": null, "tags": null, "lang": null, "from": null}"#;
    assert_eq!(search(nulls).await.json(), defaults);
    let given = r#"{"text": "x", "pageSize": 5, "order": "down", "tags": [], "lang": "eo", "from": 1}"#;
    assert_eq!(search(given).await.json(), json!("x 5 Down [] eo"));
    let found = faults(&search(r#"{"pageSize": -5, "order": null, "tags": "a"}"#).await);
    let expected = [
        json!(["body", "text", "a string"]),
        json!(["body", "pageSize", "a whole number from 0 to 4294967295 or null"]),
        json!(["body", "tags", "a list or null"]),
    ];
    assert_eq!(found.len(), 3, "{found:?}");
    for fault in expected {
        assert!(found.contains(&fault), "{fault} in {found:?}");
    }
}

#[tokio::test]
async fn what_a_form_leaves_out_is_its_default() {
    let search = async |body| post("/forms", "application/x-www-form-urlencoded", body).await;
    assert_eq!(search("text=x").await.json(), json!("x -1 Up [\"all\"]"));
    assert_eq!(search("text=x&page=&order=").await.json(), json!("x -1 Up [\"all\"]"));
    assert_eq!(search("text=x&page=3&order=down&tags=a").await.json(), json!("x 3 Down [\"a\"]"));
    let expected = [json!(["body", "page", "a whole number from -2147483648 to 2147483647"])];
    assert_eq!(faults(&search("text=x&page=many&order=").await), expected);
}

#[tokio::test]
async fn what_the_parts_of_a_body_leave_out_is_its_default() {
    let search = async |body| post("/parts", "multipart/form-data; boundary=B", body).await;
    let text = "--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx\r\n--B--\r\n";
    assert_eq!(search(text).await.json(), json!("x -1 Up false"));
    let page = "--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx\r\n--B\r\nContent-Disposition: form-data; name=\"page\"\r\n\r\n4\r\n--B--\r\n";
    assert_eq!(search(page).await.json(), json!("x 4 Up false"));
}

#[test]
fn routes_tell_the_defaults_of_bodies() {
    let told = |name: &str| {
        let route = CatalogueContract::routes().iter().find(|route| route.name == name).unwrap();
        let defaults = route.defaults.iter().filter(|default| !matches!(default.name, "from" | "copies"));
        let told = |default: &contract_runtime::FieldDefault| {
            assert_eq!(default.place, Place::Body);
            (default.name, default.value().unwrap())
        };
        defaults.map(told).collect::<Vec<_>>()
    };
    let tags = ("tags", json!(["all"]));
    assert_eq!(
        told("search"),
        [("pageSize", json!(20)), ("order", json!("up")), tags.clone(), ("lang", json!("en"))]
    );
    assert_eq!(told("search_by_form"), [("page", json!(-1)), ("order", json!("up")), tags]);
    assert_eq!(told("search_in_parts"), [("page", json!(-1)), ("order", json!("up"))]);
}

#[test]
fn the_schema_of_a_body_has_its_defaults() {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_deserialize();
    let schema = settings.into_generator().into_root_schema_for::<CatalogueSearchBody>().to_value();
    assert_eq!(schema["required"], json!(["text"]));
    let page_size = &schema["properties"]["pageSize"];
    assert_eq!((&page_size["default"], &page_size["description"]), (&json!(20), &json!("How many.")));
    assert_eq!(schema["properties"]["order"]["default"], json!("up"));
    assert_eq!(schema["properties"]["text"].get("default"), None);
}
