//! From a table of routes to an axum router.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use axum::{Extension, Router};
use http::StatusCode;
use tower::{Layer, Service};

use super::above::{Above, HeaderCheck, PrefixParam};
use super::call::Call;
use super::context::HandlerContext;
use super::endpoint::Endpoint;
use super::input::WithoutLast;
use super::response::problem;
use super::shim::Shim;
use crate::http::{InvalidRequest, Problem};
use crate::publisher::ChannelNames;
use crate::route::{Route, Verb};
use crate::sse::SseManager;

/// The routes of a contract and of those that it mounts, being given what serves them.
#[derive(Debug)]
pub struct Endpoints<'a> {
    sse: &'a SseManager,
    /// Those that have nothing yet, in the order of the contract.
    routes: std::slice::Iter<'static, Route>,
    /// What the contracts that mount the one whose turn it is ask of requests.
    above: Above,
    ready: Vec<(&'static Route, Endpoint)>,
}

impl<'a> Endpoints<'a> {
    /// For all of `routes`, with streams through `sse`.
    ///
    /// # Panics
    /// When another contract has channels of these names.
    pub fn new(sse: &'a SseManager, routes: &'static [Route], names: ChannelNames) -> Self {
        let above = Above { channels: names.take(sse), ..Above::default() };
        Self { sse, routes: routes.iter(), above, ready: Vec::with_capacity(routes.len()) }
    }

    /// Gives the next routes `shims`, one each, which call `api` with a context of type `C`; `invalid` renders what is wrong with a
    /// request.
    pub fn add<T, C, const N: usize>(
        &mut self,
        api: T,
        invalid: fn(&T, InvalidRequest) -> Response,
        shims: [Shim<T, C>; N],
    ) -> Arc<T>
    where
        T: Send + Sync + 'static,
        C: HandlerContext<T> + 'static,
    {
        let api = Arc::new(api);
        for (shim, route) in shims.into_iter().zip(&mut self.routes) {
            let (sse, above) = (self.sse.clone(), self.above.of_route(route));
            let call = Call { api: Arc::clone(&api), shim, invalid, sse, route, above };
            self.ready.push((route, Endpoint::new(route, call)));
        }
        api
    }

    /// Serves a contract that is mounted below a prefix with these parameters, by a contract that asks for these headers.
    pub fn below(&mut self, params: &[PrefixParam], headers: &[HeaderCheck], serve: impl FnOnce(&mut Self)) {
        let outer = self.above.clone();
        self.above.params.extend(params);
        self.above.headers.extend(headers);
        serve(self);
        self.above = outer;
    }

    /// The router of them all.
    pub fn router(self) -> Router {
        self.assemble(|_, service| service)
    }

    /// The router of them all, each as `layer` makes it. Its layers find their route among the request's extensions.
    pub fn router_with(self, mut layer: impl FnMut(&'static Route, MethodRouter) -> MethodRouter) -> Router {
        self.assemble(|route, service| layer(route, service).layer(Extension(route)))
    }

    fn assemble(self, mut layer: impl FnMut(&'static Route, MethodRouter) -> MethodRouter) -> Router {
        let mut router = Router::new().layer(Always(nothing_here));
        for (route, endpoint) in self.ready {
            let otherwise = MethodRouter::<(), Infallible>::new().layer(Always(other_methods));
            let service = otherwise.on_service(filter(route.method), endpoint);
            let service = layer(route, service);
            if let Some(short) = route.short_path() {
                router = router.route(short, service.clone().layer(Extension(WithoutLast)));
            }
            router = router.route(route.path, service);
        }
        router
    }
}

/// Puts an answer in the place of what is there already. Before any route is added, that is only axum's own default
/// fallback, which stays the default: unlike one that is set, it gives way to an application's own, and lets routers
/// be merged.
#[derive(Debug, Clone, Copy)]
struct Always(fn() -> Response);

impl<S> Layer<S> for Always {
    type Service = Self;

    fn layer(&self, _: S) -> Self {
        *self
    }
}

impl Service<Request> for Always {
    type Response = Response;
    type Error = Infallible;
    type Future = Ready<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        ready(Ok((self.0)()))
    }
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

/// Answers with a `404` problem. A contract's router does so for unknown paths by itself, also where routers are merged. In an
/// application that nests it, or that has a fallback of its own, that one answers: make it this.
///
/// ```
/// use contract_runtime::axum::Router;
///
/// # let shop: Router = Router::new();
/// // Unknown paths below a nested router are the outer one's, of which axum's own answer is empty.
/// let app: Router = Router::new().nest("/v1", shop.clone()).fallback(contract_runtime::not_found);
/// // As a service it keeps its own, whatever the outer one answers.
/// let app: Router = Router::new().nest_service("/v1", shop).fallback(async || "my own page");
/// ```
pub async fn not_found() -> Response {
    nothing_here()
}

fn nothing_here() -> Response {
    problem(StatusCode::NOT_FOUND, &Problem::new("There is nothing at this path."))
}

/// axum adds the `Allow` header.
fn other_methods() -> Response {
    problem(
        StatusCode::METHOD_NOT_ALLOWED,
        &Problem::new("There is something at this path, but not with this method."),
    )
}
