//! From a table of routes to an axum router.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{MethodFilter, on_service};
use http::StatusCode;

use super::answer::{Answering, problem};
use super::call::Call;
use super::endpoint::Endpoint;
use crate::http::Problem;
use crate::route::{Route, Verb};
use crate::sse::SseManager;

/// The typed part of a route: decodes, calls the handler, encodes.
pub type Shim<T> = fn(Call<T>) -> Answering;

/// A router that serves `api`: `shims` do what `routes` say, one each.
pub fn router<T: Send + Sync + 'static, const N: usize>(
    api: T,
    sse: &SseManager,
    routes: &'static [Route; N],
    shims: [Shim<T>; N],
) -> Router {
    let api = Arc::new(api);
    let endpoints = routes.iter().zip(shims).map(|(route, shim)| {
        let (api, sse) = (Arc::clone(&api), sse.clone());
        let call = move |request: Request| {
            let (mut parts, body) = request.into_parts();
            parts.extensions.insert(route);
            shim(Call { api: Arc::clone(&api), sse: sse.clone(), route, parts, body })
        };
        (route, Endpoint::new(route, Arc::new(call)))
    });
    assemble(endpoints.collect())
}

fn assemble(endpoints: Vec<(&'static Route, Endpoint)>) -> Router {
    let mut router = Router::new();
    for (route, endpoint) in endpoints {
        router = router.route(route.path, on_service(filter(route.method), endpoint));
    }
    router.method_not_allowed_fallback(method_not_allowed).fallback(not_found)
}

fn filter(method: Verb) -> MethodFilter {
    match method {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
        Verb::Put => MethodFilter::PUT,
        Verb::Patch => MethodFilter::PATCH,
        Verb::Delete => MethodFilter::DELETE,
        Verb::Head => MethodFilter::HEAD,
        Verb::Options => MethodFilter::OPTIONS,
    }
}

/// Answers a path that no route has with a `404` problem. A contract's router has it as its fallback.
///
/// axum refuses to merge two routers that both have a fallback: call `reset_fallback()` on one of them, or give this one to
/// an application's own router.
///
/// ```
/// use contract_runtime::axum::Router;
///
/// let app: Router = Router::new().fallback(contract_runtime::not_found);
/// ```
pub async fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, Problem::new("There is nothing at this path."))
}

/// axum adds the `Allow` header.
async fn method_not_allowed() -> Response {
    problem(
        StatusCode::METHOD_NOT_ALLOWED,
        Problem::new("There is something at this path, but not with this method."),
    )
}
