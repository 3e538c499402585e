//! Layers around single routes, chosen by what the contract says of them.

use contract_runtime::axum::Router;
use contract_runtime::axum::extract::Request;
use contract_runtime::axum::http::{Method, StatusCode};
use contract_runtime::axum::middleware::{Next, from_fn, map_response};
use contract_runtime::axum::response::Response;
use contract_runtime::axum::routing::MethodRouter;
use contract_runtime::prelude::*;
use contract_runtime::{Route, Verb};
use contract_tests::client::{call, get};
use contract_tests::server::Server;
use contract_tests::status::Constant;

contract! {
    pub(crate) trait Desk {
        read: { method: GET, path: "/notes/{id}", responses: { 200: String } },
        write: { method: PUT, path: "/notes/{id}", body: String, responses: { 204: () } },
        status: contract_tests::status::Status,
    }
}

struct App;

impl Desk for App {
    type Context = ();
    type Status = Constant;

    fn status(&self) -> Constant {
        Constant("all is well")
    }

    async fn read(&self, (): (), req: DeskReadRequest) -> DeskReadResult {
        Ok(req.params.id.into())
    }

    async fn write(&self, (): (), _: DeskWriteRequest) -> DeskWriteResult {
        Ok(DeskWriteResponse::NoContent)
    }
}

/// Names the route in the answer, as a layer of some other crate could.
async fn name_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<&'static Route>().map_or("", |route| route.name);
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-route", route.parse().unwrap());
    response
}

async fn refuse_all(_: Response) -> StatusCode {
    StatusCode::FORBIDDEN
}

async fn open(layer: impl FnMut(&'static Route, MethodRouter) -> MethodRouter) -> (Server, SseManager) {
    let sse = SseManager::new();
    let router: Router = DeskContract::router_with(App, &sse, layer);
    (Server::start(router, &sse).await, sse)
}

#[tokio::test]
async fn a_layer_surrounds_the_routes_that_it_was_put_around_and_no_other() {
    let is_read = |route: &Route| route.method == Verb::Get;
    let (server, _sse) =
        open(
            |route, service| {
                if is_read(route) { service } else { service.route_layer(map_response(refuse_all)) }
            },
        )
        .await;
    assert_eq!(get(server.address, "/notes/7").send().await.json(), "7");
    assert_eq!(get(server.address, "/status").send().await.json(), "all is well");
    let write = call(server.address, Method::PUT, "/notes/7").header("content-type", "application/json");
    assert_eq!(write.body("\"tea\"").send().await.status, StatusCode::FORBIDDEN);
    let other = call(server.address, Method::DELETE, "/notes/7").send().await;
    assert_eq!(other.status, StatusCode::METHOD_NOT_ALLOWED, "what no route answers has no route's layer");
    assert_eq!(other.header("allow"), "GET,HEAD,PUT");
}

#[tokio::test]
async fn a_layer_finds_the_route_among_the_extensions() {
    let (server, _sse) = open(|_, service| service.route_layer(from_fn(name_route))).await;
    assert_eq!(get(server.address, "/notes/7").send().await.header("x-route"), "read");
    assert_eq!(get(server.address, "/status").send().await.header("x-route"), "status.read");
    let stream = get(server.address, "/status/changes").follow().await;
    assert_eq!(stream.headers["x-route"], "status.changes");
}

#[tokio::test]
async fn every_route_is_given_to_the_layer_once() {
    let mut seen = Vec::new();
    let _router = DeskContract::router_with(App, &SseManager::new(), |route, service| {
        seen.push(route.name);
        service
    });
    assert_eq!(seen, ["read", "write", "status.read", "status.changes"]);
}
