//! The one service type behind every route, so that axum's machinery is compiled once however many routes there are.

use std::convert::Infallible;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use tower::Service;
use tracing::Instrument as _;

use super::answer::Rejected;
use super::call::Call;
use super::conditions::Conditions;
use super::context::HandlerContext;
use super::own;
use crate::route::{Answer, Route};

/// A call under way.
type Called = Pin<Box<dyn Future<Output = Result<Response, Rejected>> + Send>>;

/// A route as a tower service.
#[derive(Clone)]
pub(super) struct Endpoint {
    route: &'static Route,
    call: Arc<dyn Fn(Request) -> Called + Send + Sync>,
    /// Whether it may answer with what caches keep and clients ask for parts of.
    sends_files: bool,
}

impl Endpoint {
    pub(super) fn new<T, C>(route: &'static Route, call: Call<T, C>) -> Self
    where
        T: Send + Sync + 'static,
        C: HandlerContext<T> + 'static,
    {
        let call = Arc::new(move |request| -> Called { Box::pin(call.clone().answer(request)) });
        let is_file = |answer: &Answer| {
            answer.status == 200 && answer.content_type.is_some_and(|text| !is_encoded(text))
        };
        Self { route, call, sends_files: route.answers.iter().any(is_file) }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.route).finish()
    }
}

impl Service<Request> for Endpoint {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let span = tracing::error_span!("call", contract = self.route.contract, route = self.route.name);
        let (route, call) = (self.route, Arc::clone(&self.call));
        let conditions =
            if self.sends_files { Conditions::of(request.method(), request.headers()) } else { None };
        // A call shares nothing with the next one but the implementation, whose own locks say when they are poisoned.
        let answer = AssertUnwindSafe(async move { call(request).await }).catch_unwind();
        Box::pin(
            async move {
                Ok(match answer.await {
                    Ok(answer) => {
                        let answer = own::as_declared(route, answer.into_response());
                        match conditions {
                            Some(conditions) => conditions.apply(answer),
                            None => answer,
                        }
                    }
                    Err(panic) => own::as_declared(route, own::panicked(panic.as_ref())),
                })
            }
            .instrument(span),
        )
    }
}

/// Whether a body of this media type is made for the one answer.
fn is_encoded(media_type: &str) -> bool {
    media_type == "application/json" || media_type == "text/event-stream"
}
