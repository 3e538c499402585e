//! Where two features meet.

use std::borrow::Cow;

use contract_runtime::Body;
use contract_runtime::axum::Router;
use contract_runtime::axum::http::{Method, StatusCode};
use contract_runtime::prelude::*;
use contract_tests::client::{Reply, call, get};
use contract_tests::server::Server;
use serde_json::json;

contract! {
    trait Corners {
        get_user: {
            method: GET,
            path: "/users/{id}",
            path_params: { id: u64 },
            responses: { 200: u64 },
        },
        picture: {
            method: GET,
            path: "/picture",
            responses: { 200: "image/*" => Body with { cache_control: String, set_cookie: String } },
        },
        sign_in: {
            method: POST,
            path: "/session",
            content_type: "application/x-www-form-urlencoded",
            body: Option<Login>,
            responses: { 200: Option<String> },
        },
        greet: {
            method: GET,
            path: "/greeting",
            cookies: { name: String },
            responses: { 200: String },
        },
        moved: { method: GET, path: "/moved", query: { to: String }, responses: { 302: () with { location: String, x_to: String } } },
        echo: {
            method: POST,
            path: "/echoes/{word}",
            path_params: { word: Cow<'static, str> },
            query: { words: Vec<Cow<'static, str>> },
            body: Cow<'static, str>,
            responses: { 200: Cow<'static, str> },
        },
    }
}

#[derive(Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Login {
    name: String,
}

struct App;

impl Corners for App {
    type Context = ();

    async fn get_user(&self, (): (), request: CornersGetUserRequest) -> CornersGetUserResult {
        Ok(request.params.id.into())
    }

    async fn picture(&self, (): (), _: CornersPictureRequest) -> CornersPictureResult {
        let body = Body::new("no picture").media_type("text/html");
        Ok(CornersPictureResponse::Ok {
            body,
            cache_control: "public, max-age=3600".into(),
            set_cookie: "session=secret".into(),
        })
    }

    async fn sign_in(&self, (): (), request: CornersSignInRequest) -> CornersSignInResult {
        Ok(request.body.map(|login| login.name).into())
    }

    async fn greet(&self, (): (), request: CornersGreetRequest) -> CornersGreetResult {
        Ok(request.cookies.name.into())
    }

    async fn moved(&self, (): (), request: CornersMovedRequest) -> CornersMovedResult {
        let x_to = request.query.to.clone();
        Ok(CornersMovedResponse::Found { location: request.query.to, x_to })
    }

    async fn echo(&self, (): (), request: CornersEchoRequest) -> CornersEchoResult {
        let CornersEchoRequest { params, query, body } = request;
        Ok(Cow::from([vec![params.word], query.words, vec![body]].concat().join(" ")).into())
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    let router = CornersContract::router(App, &sse);
    Server::start(router.clone().nest("/tenants/{id}", router), &sse).await
}

#[tokio::test]
async fn below_a_parameter_of_the_same_name_a_route_reads_its_own() {
    let server = open().await;
    assert_eq!(get(server.address, "/tenants/1/users/5").send().await.json(), json!(5));
}

#[tokio::test]
async fn what_is_unknown_below_a_nested_router_is_a_problem_where_the_outer_one_says_so() {
    let sse = SseManager::new();
    let nested = Router::new().nest("/v1", CornersContract::router(App, &sse));
    let server = Server::start(nested.fallback(contract_runtime::not_found), &sse).await;
    let is_problem = |reply: &Reply| reply.header("content-type") == "application/problem+json";
    for path in ["/v1/nothing", "/v1", "/nothing"] {
        let reply = get(server.address, path).send().await;
        assert!(reply.status == StatusCode::NOT_FOUND && is_problem(&reply), "{path}");
    }
    let reply = call(server.address, Method::DELETE, "/v1/users/5").send().await;
    assert!(reply.status == StatusCode::METHOD_NOT_ALLOWED && is_problem(&reply));
    assert_eq!(reply.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn what_is_unknown_below_a_router_that_is_nested_as_a_service_is_its_own_problem() {
    let sse = SseManager::new();
    let nested = Router::new().nest_service("/v1", CornersContract::router(App, &sse));
    let server = Server::start(nested.fallback(async || "elsewhere"), &sse).await;
    assert_eq!(get(server.address, "/v1/users/5").send().await.json(), json!(5));
    for path in ["/v1/nothing", "/v1"] {
        let reply = get(server.address, path).send().await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
    assert_eq!(get(server.address, "/nothing").send().await.body, "elsewhere");
}

#[tokio::test]
async fn an_error_of_the_server_has_no_header_of_the_answer_that_it_stands_in_for() {
    let server = open().await;
    let reply = get(server.address, "/picture").send().await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!((reply.header("cache-control"), reply.header("set-cookie")), ("", ""));
}

#[tokio::test]
async fn no_form_is_none() {
    let server = open().await;
    assert_eq!(call(server.address, Method::POST, "/session").send().await.json(), json!(null));
    let form = call(server.address, Method::POST, "/session").body("name=Ada");
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.send().await.json(), json!("Ada"));
}

#[tokio::test]
async fn a_bad_cookie_behind_a_good_one_of_its_name_locks_nobody_out() {
    let server = open().await;
    let call = || get(server.address, "/greeting");
    let good_first = call().header("cookie", "name=Ada").header_bytes("cookie", b"name=\xff").send().await;
    assert_eq!(good_first.json(), json!("Ada"));
    let bad_first = call().header_bytes("cookie", b"name=\xff").header("cookie", "name=Ada").send().await;
    assert_eq!(bad_first.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_lives_for_ever_may_own_what_is_received() {
    let server = open().await;
    let call = call(server.address, Method::POST, "/echoes/a%2Fb?words=c&words=d");
    let echo = call.header("content-type", "application/json ; charset=utf-8").body("\"e\"").send().await;
    assert_eq!(echo.json(), json!("a/b c d e"));
}

#[tokio::test]
async fn a_location_is_sent_as_clients_ask_for_it() {
    let server = open().await;
    let moved = get(server.address, "/moved?to=/gr%C3%B6%C3%9Fe%2520a?b%23c").send().await;
    assert_eq!((moved.status, moved.header("location")), (StatusCode::FOUND, "/gr%C3%B6%C3%9Fe%20a?b#c"));
    assert_eq!(moved.headers["x-to"].as_bytes(), "/größe%20a?b#c".as_bytes(), "what is no address is text");
    let broken = get(server.address, "/moved?to=a%0D%0Ax-b:c").send().await;
    assert_eq!((broken.status, broken.header("x-b")), (StatusCode::INTERNAL_SERVER_ERROR, ""));
}
