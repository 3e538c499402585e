//! The requests of one connection, on their way to the router.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use hyper::Request;
use hyper::body::Incoming;
use tower::Service;

use super::limits::Limits;
use super::request_body::RequestBody;

/// The router, for the requests of one connection.
#[derive(Debug, Clone)]
pub(super) struct Requests<P> {
    router: Router,
    peer: ConnectInfo<P>,
    body_timeout: Option<Duration>,
}

impl<P> Requests<P> {
    pub(super) fn new(router: Router, peer: P, limits: Limits) -> Self {
        Self { router, peer: ConnectInfo(peer), body_timeout: limits.body_timeout }
    }
}

impl<P: Clone + Send + Sync + 'static> hyper::service::Service<Request<Incoming>> for Requests<P> {
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request.map(|body| Body::new(RequestBody::new(body, self.body_timeout)));
        request.extensions_mut().insert(self.peer.clone());
        // A router is always ready.
        self.router.clone().call(request)
    }
}
