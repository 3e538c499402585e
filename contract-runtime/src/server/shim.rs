//! The typed part of a route, made of the function that reads its request and of its handler.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};

use super::answer::{Answering, json_response, respond};
use super::input::Input;
use super::stream::Subscribing;
use crate::answered::{JsonAnswer, JsonBody};
use crate::sse::{EventSet, Subscription};

/// The typed part of a route: reads a request whose bytes are there, and calls the handler. None where something did not read.
pub(super) type Shim<T, C> = Arc<dyn for<'a> Fn(&'a T, C, &mut Input) -> Option<Answering<'a>> + Send + Sync>;

/// Reads the request of a route. It knows nothing of who implements the contract, so it is compiled once however many do.
type Read<Q> = fn(&mut Input) -> Option<Q>;

/// A handler whose answers know themselves how they go out.
pub trait Handler<'a, T, C, Q>: Send + Sync + 'static {
    /// Begins.
    fn call(&self, api: &'a T, context: C, request: Q) -> Answering<'a>;
}

impl<'a, T: 'a, C, Q, F, U, R, E> Handler<'a, T, C, Q> for F
where
    F: Fn(&'a T, C, Q) -> U + Send + Sync + 'static,
    U: Future<Output = Result<R, E>> + Send + 'a,
    R: IntoResponse,
    E: IntoResponse,
{
    fn call(&self, api: &'a T, context: C, request: Q) -> Answering<'a> {
        let answering = self(api, context, request);
        Box::pin(async move { respond(answering.await) })
    }
}

/// A handler that answers with JSON when all goes well.
pub trait JsonHandler<'a, T, C, Q, H>: Send + Sync + 'static {
    /// Begins.
    fn call(&self, api: &'a T, context: C, request: Q, body: fn(&H) -> &dyn JsonBody) -> Answering<'a>;
}

impl<'a, T: 'a, C, Q, H: 'static, F, U, R, E> JsonHandler<'a, T, C, Q, H> for F
where
    F: Fn(&'a T, C, Q) -> U + Send + Sync + 'static,
    U: Future<Output = Result<R, E>> + Send + 'a,
    R: JsonAnswer<Held = H>,
    E: IntoResponse,
{
    fn call(&self, api: &'a T, context: C, request: Q, body: fn(&H) -> &dyn JsonBody) -> Answering<'a> {
        let answering = self(api, context, request);
        Box::pin(async move {
            match answering.await {
                Ok(answer) => json_response(R::STATUS, "application/json", body(answer.held())),
                Err(error) => error.into_response(),
            }
        })
    }
}

/// A handler that subscribes to something.
pub trait StreamHandler<'a, T, C, Q, S>: Send + Sync + 'static {
    /// Begins.
    fn call(&self, api: &'a T, context: C, request: Q, subscribing: Subscribing<S>) -> Answering<'a>;
}

impl<'a, T: 'a, C, Q, S: EventSet, F, U, E> StreamHandler<'a, T, C, Q, S> for F
where
    F: Fn(&'a T, C, Q) -> U + Send + Sync + 'static,
    U: Future<Output = Result<Subscription<S>, E>> + Send + 'a,
    E: IntoResponse,
{
    fn call(&self, api: &'a T, context: C, request: Q, subscribing: Subscribing<S>) -> Answering<'a> {
        let answering = self(api, context, request);
        Box::pin(async move {
            respond(answering.await.map(|subscription| -> Response { subscribing.attach(subscription) }))
        })
    }
}

/// A route whose answers know themselves how they go out.
pub fn route<T: 'static, C: 'static, Q: 'static>(
    read: Read<Q>,
    handler: impl for<'a> Handler<'a, T, C, Q>,
) -> Shim<T, C> {
    shim(move |api, context, input| Some(handler.call(api, context, read(input)?)))
}

/// A route that answers with JSON when all goes well. What it answers becomes a body by `body`.
pub fn json_route<T: 'static, C: 'static, Q: 'static, H: 'static>(
    read: Read<Q>,
    handler: impl for<'a> JsonHandler<'a, T, C, Q, H>,
    body: fn(&H) -> &dyn JsonBody,
) -> Shim<T, C> {
    shim(move |api, context, input| Some(handler.call(api, context, read(input)?, body)))
}

/// The route of a stream. What its handler subscribes to is attached, or answered with why not.
pub fn stream_route<T: 'static, C: 'static, Q: 'static, S: EventSet>(
    read: Read<(Subscribing<S>, Q)>,
    handler: impl for<'a> StreamHandler<'a, T, C, Q, S>,
) -> Shim<T, C> {
    shim(move |api, context, input| {
        let (subscribing, request) = read(input)?;
        Some(handler.call(api, context, request, subscribing))
    })
}

/// A closure as a shim. That it takes a reference of any lifetime is only known where this is said of it.
fn shim<T, C>(
    serve: impl for<'a> Fn(&'a T, C, &mut Input) -> Option<Answering<'a>> + Send + Sync + 'static,
) -> Shim<T, C> {
    Arc::new(serve)
}
