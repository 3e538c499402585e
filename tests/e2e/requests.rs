//! Requests into types, answers out of them, and the runtime's own answers.

use std::sync::atomic::Ordering;

use contract_runtime::axum::http::{Method, StatusCode};
use contract_tests::client::{Reply, call, get, post};
use serde_json::{Value, json};

use crate::shop::{Open, open};

fn problem(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status.as_u16(), status, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let problem = reply.json();
    assert_eq!(problem["status"], status);
    assert!(!String::from_utf8_lossy(&reply.body).contains("secret"), "{reply:?}");
    problem
}

/// The place, field and expectation of every fault.
fn faults(reply: &Reply) -> Vec<(String, String, String)> {
    let problem = problem(reply, 400);
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap().to_owned();
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|fault| (text(fault, "in"), text(fault, "field"), text(fault, "expected"))).collect()
}

fn fault(place: &str, field: &str, expected: &str) -> (String, String, String) {
    (place.to_owned(), field.to_owned(), expected.to_owned())
}

#[tokio::test]
async fn every_part_reaches_the_handler_and_its_answer_comes_back() {
    let Open { server, .. } = open().await;
    let order = json!({"title": "tea", "items": [{"count": 2}]});
    let reply =
        post(server.address, "/api/orders?dry_run=false", &order).header("x-attempt", "7").send().await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json(), json!({"id": 7, "title": "tea"}));
}

#[tokio::test]
async fn a_declared_error_goes_out_as_its_problem() {
    let Open { server, .. } = open().await;
    let order = json!({"title": "tea", "items": []});
    let reply = post(server.address, "/api/orders?dry_run", &order)
        .header("x-attempt", "1")
        .header("idempotency-key", "used")
        .send()
        .await;
    let problem = problem(&reply, 409);
    assert_eq!(problem["type"], "https://shop.example/placed");
    assert_eq!(problem["title"], "Conflict");
    assert_eq!(problem["detail"], "This order was placed already.");
}

#[tokio::test]
async fn one_answer_lists_every_fault_of_every_part() {
    let Open { server, .. } = open().await;
    let order = json!({"items": [{"count": 300}, {}]});
    let reply =
        post(server.address, "/api/orders?dry_run=perhaps", &order).header("x-attempt", "-1").send().await;
    assert_eq!(
        faults(&reply),
        [
            fault("query", "dry_run", "`true` or `false`"),
            fault("header", "x-attempt", "a whole number from 0 to 255"),
            fault("body", "title", "a string"),
            fault("body", "items[0].count", "a whole number from 0 to 255"),
            fault("body", "items[1].count", "a whole number from 0 to 255"),
        ]
    );
}

#[tokio::test]
async fn what_is_missing_and_what_is_repeated_is_named() {
    let Open { server, .. } = open().await;
    let order = json!({"title": "tea", "items": []});
    let reply = post(server.address, "/api/orders?dry_run=1&dry_run=0", &order).send().await;
    assert_eq!(
        faults(&reply),
        [fault("query", "dry_run", "one value"), fault("header", "x-attempt", "a value")]
    );
}

#[tokio::test]
async fn queries_read_scalars_lists_and_nothing() {
    let Open { server, .. } = open().await;
    let ask = async |query: &str| get(server.address, &format!("/api/orders{query}")).send().await.json();
    assert_eq!(ask("").await, json!({"status": null, "tags": [], "page": null}));
    assert_eq!(
        ask("?tags=a%20b&status=in_transit&tags=c%2Bd&page=2&unknown=1").await,
        json!({"status": "in_transit", "tags": ["a b", "c+d"], "page": 2})
    );
    let reply = get(server.address, "/api/orders?status=lost&page=many").send().await;
    assert_eq!(
        faults(&reply),
        [
            fault("query", "status", "one of `open`, `in_transit`"),
            fault("query", "page", "a whole number from 0 to 4294967295"),
        ]
    );
}

#[tokio::test]
async fn a_named_query_type_reads_the_whole_query() {
    let Open { server, .. } = open().await;
    let reply = get(server.address, "/api/search?status=open&min=0.5&status=in_transit").send().await;
    assert_eq!(reply.json(), json!({"min": 0.5, "status": ["open", "in_transit"]}));
    let reply = get(server.address, "/api/search?min=low").send().await;
    assert_eq!(faults(&reply), [fault("query", "min", "a number")]);
}

/// Whoever sends people to a page adds to its address what he likes.
#[tokio::test]
async fn a_query_that_nobody_asked_for_says_nothing() {
    let Open { server, .. } = open().await;
    for query in ["utm_source=caf%E9", "a[b=1", "=", "%", &"a&".repeat(12_000)] {
        let reply = get(server.address, &format!("/api/orders/7?{query}")).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", String::from_utf8_lossy(&reply.body));
    }
}

#[tokio::test]
async fn path_parameters_are_typed_and_decoded_once() {
    let Open { server, .. } = open().await;
    let ask = async |id: &str| get(server.address, &format!("/api/orders/{id}")).send().await;
    assert_eq!(ask("007").await.json()["id"], 7);
    assert_eq!(ask("%37").await.json()["id"], 7);
    problem(&ask("404").await, 404);
    assert_eq!(faults(&ask("seven").await), [fault("path", "id", "a whole number from 0 to 4294967295")]);
    assert_eq!(faults(&ask("%FF").await), [fault("path", "", "percent-encoded UTF-8")]);
}

#[tokio::test]
async fn a_status_without_a_name_is_an_answer_like_any_other() {
    let Open { server, .. } = open().await;
    let reply = get(server.address, "/api/orders/470").send().await;
    assert_eq!((reply.status.as_u16(), reply.json()), (470, json!({"why": "custom"})));
}

#[tokio::test]
async fn an_answer_without_a_body_has_neither_body_nor_type() {
    let Open { server, .. } = open().await;
    let reply = call(server.address, Method::DELETE, "/api/orders/7").send().await;
    assert_eq!(
        (reply.status, reply.body.len(), reply.header("content-type")),
        (StatusCode::NO_CONTENT, 0, "")
    );
}

#[tokio::test]
async fn an_optional_body_may_be_left_out() {
    let Open { server, .. } = open().await;
    let put = |body: &'static str| call(server.address, Method::PUT, "/api/orders/7/note").body(body);
    assert_eq!(put("").send().await.json(), json!({"note": null}));
    let json = ("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(put("\"soon\"").header(json.0, json.1).send().await.json(), json!({"note": "soon"}));
    assert_eq!(put("null").header(json.0, json.1).send().await.json(), json!({"note": null}));
}

#[tokio::test]
async fn a_body_must_be_json_and_say_so() {
    let Open { server, .. } = open().await;
    let put = || call(server.address, Method::PUT, "/api/orders/7/note").body("\"soon\"");
    problem(&put().send().await, 415);
    problem(&put().header("content-type", "text/plain").send().await, 415);
    let broken = call(server.address, Method::PUT, "/api/orders/7/note").body("{\"a\":");
    let reply = broken.header("content-type", "application/json").send().await;
    assert_eq!(faults(&reply), [fault("body", "", "valid JSON")]);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let Open { server, .. } = open().await;
    let order = json!({"title": "x".repeat(3 << 20), "items": []});
    let reply = post(server.address, "/api/orders?dry_run", &order).header("x-attempt", "1").send().await;
    problem(&reply, 413);
}

#[tokio::test]
async fn an_answer_that_the_client_does_not_take_is_refused_before_the_handler_runs() {
    let Open { server, .. } = open().await;
    let ask = |path: &str, accept: &str| get(server.address, path).header("accept", accept).send();
    problem(&ask("/api/orders/7", "text/html, application/json;q=0").await, 406);
    problem(&ask("/api/orders/7/events", "application/json").await, 406);
    assert_eq!(ask("/api/orders/7", "text/html, */*;q=0.1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let Open { server, .. } = open().await;
    problem(&get(server.address, "/api/nothing").send().await, 404);
    problem(&get(server.address, "/").send().await, 404);
    let reply = call(server.address, Method::PATCH, "/api/orders/7").send().await;
    problem(&reply, 405);
    let mut allowed: Vec<_> = reply.header("allow").split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["DELETE", "GET", "HEAD"]);
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let Open { server, .. } = open().await;
    let head = call(server.address, Method::HEAD, "/api/orders/7").send().await;
    let whole = get(server.address, "/api/orders/7").send().await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-type"), "application/json");
    assert_eq!(head.header("content-length"), whole.body.len().to_string());
}

#[tokio::test]
async fn the_context_comes_first_and_its_rejection_is_the_answer() {
    let Open { server, extracted, .. } = open().await;
    let reply = post(server.address, "/api/orders", &json!(5)).header("authorization", "nobody").send().await;
    assert_eq!(problem(&reply, 401)["detail"], "Who are you?");
    assert_eq!(extracted.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn errors_and_panics_are_500s_that_show_nothing() {
    let Open { server, .. } = open().await;
    for how in ["fail", "panic", "unwritable"] {
        let reply = get(server.address, &format!("/api/misbehave/{how}")).send().await;
        let problem = problem(&reply, 500);
        assert_eq!(
            problem,
            json!({"type": "about:blank", "title": "Internal Server Error", "status": 500}),
            "{how}"
        );
    }
    assert_eq!(
        get(server.address, "/api/orders/7").send().await.status,
        StatusCode::OK,
        "the server goes on"
    );
}
