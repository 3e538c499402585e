//! One call of a route: what is done once a contract, so that a route's own function has only its types to deal with.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;

use super::above::Above;
use super::answer::Rejected;
use super::context::HandlerContext;
use super::input::Input;
use super::own;
use super::shim::Shim;
use super::stream::StreamCall;
use crate::http::InvalidRequest;
use crate::route::Route;
use crate::sse::SseManager;

/// What serves one route.
pub(super) struct Call<T, C> {
    pub(super) api: Arc<T>,
    pub(super) shim: Shim<T, C>,
    /// Renders what was wrong with a request.
    pub(super) invalid: fn(&T, InvalidRequest) -> Response,
    pub(super) sse: SseManager,
    pub(super) route: &'static Route,
    /// What the contracts that mount this one ask of the request.
    pub(super) above: Arc<Above>,
}

impl<T, C> Clone for Call<T, C> {
    fn clone(&self) -> Self {
        let (api, shim) = (Arc::clone(&self.api), Arc::clone(&self.shim));
        let (sse, above) = (self.sse.clone(), Arc::clone(&self.above));
        Self { api, shim, sse, above, ..*self }
    }
}

impl<T, C> fmt::Debug for Call<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("route", self.route).finish_non_exhaustive()
    }
}

impl<T, C: HandlerContext<T>> Call<T, C> {
    /// Extracts the context, takes the request in, and gives both to the route.
    pub(super) async fn answer(self, request: Request) -> Result<Response, Rejected> {
        let Self { api, shim, invalid, sse, route, above } = self;
        let (mut parts, body): (_, Body) = request.into_parts();
        parts.extensions.insert(route);
        // Before the context, which may take its time: what is published meanwhile is the subscriber's too.
        let stream = route.is_stream.then(|| StreamCall::new(sse, route, above.channels, &parts));
        let context = C::from_request_parts(&mut parts, &api).await.map_err(Rejected::new)?;
        let mut input = Input::read(parts, body, route, stream).await?;
        input.read_above(&above);
        match shim(&api, context, &mut input) {
            Some(answering) => {
                // A handler may be at it for long, and what is left of the request is nothing to it.
                drop(input);
                Ok(answering.await)
            }
            None => {
                Err(Rejected::new(own::invalid(route, input.invalid(), |request| invalid(&api, request))))
            }
        }
    }
}
