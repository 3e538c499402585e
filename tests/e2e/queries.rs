//! Query strings as clients send them: bare names, brackets of every kind, JSON values.

use std::collections::BTreeMap;

use contract_runtime::SseManager;
use contract_runtime::axum::http::StatusCode;
use contract_runtime::prelude::*;
use contract_tests::client::{Reply, get};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

contract! {
    /// What these tests ask.
    trait Finder {
        inline: {
            method: GET,
            path: "/inline",
            query: {
                s: String,
                arr: Vec<String>,
                o: Option<Nested>,
                ao: Vec<Nested>,
                rows: Vec<Vec<u8>>,
                nul: Option<u32>,
                counts: BTreeMap<String, u32>,
                who: Option<Who>,
                "page[size]": Option<u8>,
            },
            responses: { 200: Value },
        },
        named: {
            method: GET,
            path: "/named",
            query: Search,
            responses: { 200: Search },
        },
        by: {
            method: GET,
            path: "/by",
            query: By,
            responses: { 200: By },
        },
        quoted: {
            method: GET,
            path: "/quoted/{text}",
            headers: { if_none_match: Option<String> },
            responses: { 200: { text: String, tag: Option<String> } },
        },
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Nested {
    k: u32,
    deep: Option<Deep>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Deep {
    done: bool,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Who {
    Id(u32),
    Name(String),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Search {
    text: String,
    tags: Vec<String>,
    who: Option<Who>,
    #[serde(flatten)]
    page: Page,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Page {
    limit: Option<u32>,
    after: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
enum By {
    Name { name: String },
    Ids { ids: Vec<u32> },
}

struct App;

impl Finder for App {
    type Context = ();

    async fn inline(&self, (): (), req: FinderInlineRequest) -> FinderInlineResult {
        let FinderInlineQuery { s, arr, o, ao, rows, nul, counts, who, page_size } = req.query;
        Ok(FinderInlineResponse::Ok(json!({
            "s": s, "arr": arr, "o": o, "ao": ao, "rows": rows, "nul": nul, "counts": counts, "who": who, "page_size": page_size,
        })))
    }

    async fn named(&self, (): (), req: FinderNamedRequest) -> FinderNamedResult {
        Ok(FinderNamedResponse::Ok(req.query))
    }

    async fn by(&self, (): (), req: FinderByRequest) -> FinderByResult {
        Ok(FinderByResponse::Ok(req.query))
    }

    async fn quoted(&self, (): (), req: FinderQuotedRequest) -> FinderQuotedResult {
        Ok(FinderQuotedOkBody { text: req.params.text, tag: req.headers.if_none_match }.into())
    }
}

async fn start() -> Server {
    let sse = SseManager::new();
    Server::start(FinderContract::router(App, &sse), &sse).await
}

async fn ask(server: &Server, path: &str) -> Value {
    let reply = get(server.address, path).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {reply:?}");
    reply.json()
}

/// The field and the expectation of every fault, all of which are the query's.
fn faults(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{reply:?}");
    let problem = reply.json();
    let told = problem["errors"].as_array().unwrap().iter().map(|fault| {
        assert_eq!(fault["in"], "query");
        (fault["field"].as_str().unwrap().to_owned(), fault["expected"].as_str().unwrap().to_owned())
    });
    told.collect()
}

fn fault(field: &str, expected: &str) -> (String, String) {
    (field.to_owned(), expected.to_owned())
}

#[tokio::test]
async fn one_value_has_every_form_that_clients_send() {
    let server = start().await;
    let value = json!({
        "s": "a b&c",
        "arr": ["x", "y"],
        "o": {"k": 1, "deep": {"done": true}},
        "ao": [{"k": 1, "deep": null}],
        "rows": [[1, 2], [3]],
        "nul": null,
        "counts": {"a": 1},
        "who": null,
        "page_size": null,
    });
    for query in [
        // ts-rest and qs, as they write it.
        "s=a%20b%26c&arr%5B0%5D=x&arr%5B1%5D=y&o%5Bk%5D=1&o%5Bdeep%5D%5Bdone%5D=true&ao%5B0%5D%5Bk%5D=1\
         &rows%5B0%5D%5B0%5D=1&rows%5B0%5D%5B1%5D=2&rows%5B1%5D%5B0%5D=3&nul=&counts%5Ba%5D=1",
        // URLSearchParams, with keys made by hand.
        "s=a+b%26c&arr=x&arr=y&o[k]=1&o[deep][done]=1&ao[0][k]=1&rows[1][]=3&rows[0][]=1&rows[0][]=2&counts[a]=1",
        // axios, PHP and Rails.
        "s=a+b%26c&arr[]=x&arr[]=y&o[k]=1&o[deep][done]=true&ao[0][k]=1&rows[0][0]=1&rows[0][1]=2&rows[1][0]=3&counts[a]=1&nul",
        // ts-rest with `jsonQuery`.
        "s=a%20b%26c&arr=%5B%22x%22%2C%22y%22%5D&o=%7B%22k%22%3A1%2C%22deep%22%3A%7B%22done%22%3Atrue%7D%7D\
         &ao=%5B%7B%22k%22%3A1%7D%5D&rows=%5B%5B1%2C2%5D%2C%5B3%5D%5D&nul=null&counts=%7B%22a%22%3A1%7D",
    ] {
        assert_eq!(ask(&server, &format!("/inline?{query}")).await, value, "{query}");
    }
}

#[tokio::test]
async fn what_is_empty_may_be_absent_and_one_is_a_list() {
    let server = start().await;
    let read = ask(&server, "/inline?s=%22true%22&who=%2212%22&page%5Bsize%5D=9&arr=x,y").await;
    let expected = json!({
        "s": "true", "arr": ["x,y"], "o": null, "ao": [], "rows": [], "nul": null, "counts": {}, "who": "12", "page_size": 9,
    });
    assert_eq!(read, expected);
    assert_eq!(ask(&server, "/inline?s=&who=12").await["who"], 12);
}

#[tokio::test]
async fn all_faults_of_all_fields_are_told_where_they_are() {
    let server = start().await;
    let query = "arr[k]=x&o[k]=a&o[deep][done]=b&ao[1][k]=1&ao[0][k]=-1&rows[0][1]=256&nul=x&page[size]=many";
    let reply = get(server.address, &format!("/inline?{query}")).send().await;
    let u32 = "a whole number from 0 to 4294967295";
    assert_eq!(
        faults(&reply),
        [
            fault("s", "a value"),
            fault("arr", "a list"),
            fault("o.deep.done", "`true` or `false`"),
            fault("o.k", u32),
            fault("ao[0].k", u32),
            fault("rows[0][0]", "a whole number from 0 to 255"),
            fault("nul", u32),
            fault("page[size]", "a whole number from 0 to 255"),
        ]
    );
}

#[tokio::test]
async fn a_named_type_may_flatten_and_choose() {
    let server = start().await;
    let read = ask(&server, "/named?text=12&limit=20&after=7&who=3&tags[]=1").await;
    assert_eq!(read, json!({"text": "12", "tags": ["1"], "who": 3, "limit": 20, "after": "7"}));
    let read = ask(&server, "/named?text=&who=bo").await;
    assert_eq!(read, json!({"text": "", "tags": [], "who": "bo", "limit": null, "after": null}));
    assert_eq!(ask(&server, "/by?by=name&name=12").await, json!({"by": "name", "name": "12"}));
    assert_eq!(ask(&server, "/by?by=ids&ids=1").await, json!({"by": "ids", "ids": [1]}));
    let reply = get(server.address, "/named?limit=x&tags[k]=1").send().await;
    assert_eq!(
        faults(&reply),
        [
            fault("text", "a string"),
            fault("limit", "a whole number from 0 to 4294967295 or null"),
            fault("tags", "a list"),
        ]
    );
}

#[tokio::test]
async fn a_query_beyond_a_limit_names_the_key() {
    let server = start().await;
    let limited =
        async |query: &str| faults(&get(server.address, &format!("/inline?s=&{query}")).send().await);
    let elements = "at most 10000 elements in a list";
    assert_eq!(limited("arr[4294967295]=x").await, [fault("arr", elements)]);
    assert_eq!(limited(&"a=&".repeat(10_000)).await, [fault("a", "at most 10000 pairs in a query string")]);
    let deep = limited(&format!("o{}=1", "[k]".repeat(10_000))).await;
    assert_eq!((deep.len(), deep[0].1.as_str()), (1, "at most 32 names in one key"));
    assert!(deep[0].0.starts_with("o[k][k]"), "{deep:?}");
}

#[tokio::test]
async fn paths_and_headers_are_texts() {
    let server = start().await;
    let reply = get(server.address, "/quoted/%22a%22").header("if-none-match", "\"v1\"").send().await;
    assert_eq!(reply.json(), json!({"text": "\"a\"", "tag": "\"v1\""}));
}
