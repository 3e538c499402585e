//! One call of a route, as its shim gets it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;

use super::above::Above;
use super::answer::{Rejected, respond};
use super::input::Input;
use super::own;
use crate::http::Problem;
use crate::publisher::channel_name;
use crate::route::Route;
use crate::sse::{Channel, EventSet, Refused, SseManager, StreamRequest, Subscription};

/// One call of a route of the contract that `T` implements.
pub struct Call<T> {
    pub(super) api: Arc<T>,
    pub(super) sse: SseManager,
    pub(super) route: &'static Route,
    /// What the contracts that mount this one ask of the request.
    pub(super) above: Arc<Above>,
    pub(super) parts: Parts,
    pub(super) body: Body,
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("route", self.route).finish_non_exhaustive()
    }
}

impl<T> Call<T> {
    /// What the stream manager must know of the request, taken before the handler runs.
    pub fn stream(&self) -> StreamCall {
        let Parts { method, version, uri, headers, .. } = &self.parts;
        let request = self.sse.capture(method, *version, uri, headers);
        StreamCall { sse: self.sse.clone(), route: self.route, request }
    }

    /// Extracts the context, then takes the request in.
    ///
    /// # Errors
    /// The answer, where the context rejects the request or its bytes can't be had.
    pub async fn open<C: FromRequestParts<T>>(self) -> Result<(Arc<T>, C, Input), Rejected> {
        let Self { api, route, above, mut parts, body, .. } = self;
        let context = C::from_request_parts(&mut parts, &api).await.map_err(Rejected::new)?;
        let mut input = Input::read(parts, body, route).await?;
        input.read_above(&above);
        Ok((api, context, input))
    }
}

/// The stream side of a call.
#[derive(Debug)]
pub struct StreamCall {
    sse: SseManager,
    route: &'static Route,
    request: StreamRequest,
}

impl StreamCall {
    /// The route's own channel for these path parameters, and for those of `input` above it.
    pub fn channel<E: EventSet>(&self, input: &Input, params: &[&str]) -> Channel<E> {
        self.sse.channel(channel_name(self.route.contract, self.route.name, input.above(), params))
    }

    /// Attaches what the handler subscribed to, or answers with why not.
    pub fn respond<E: EventSet>(
        self,
        channel: &Channel<E>,
        result: Result<Subscription<E>, impl IntoResponse>,
    ) -> Response {
        respond(result.map(|subscription| {
            let mut answer = self.sse.respond(subscription.bind(channel), &self.request).map(Body::new);
            match answer.extensions_mut().remove() {
                Some(Refused { detail }) => own::mark(answer, detail.map(Problem::new).unwrap_or_default()),
                None => answer,
            }
        }))
    }
}
