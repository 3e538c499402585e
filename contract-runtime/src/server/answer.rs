//! Answers: declared ones as JSON, and the runtime's own as problem details.

use std::any::Any;
use std::pin::Pin;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};

use super::own::{own_invalid, own_problem};
use super::response::{self, known, with_body};
use crate::answered::{JsonAnswer, JsonBody};
use crate::causes;
use crate::http::{CombinedErrors, InvalidRequest, Problem};
use crate::internal::Internal;
use crate::multipart::MultipartError;
use crate::raw::{Body, Sent};

/// An answer given before the handler was called, boxed since answers are large and this one is rare.
#[derive(Debug)]
pub(crate) struct Rejected(Box<Response>);

impl Rejected {
    pub(super) fn new(answer: impl IntoResponse) -> Self {
        Self(Box::new(answer.into_response()))
    }
}

impl IntoResponse for Rejected {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// An answer of the runtime's own, given before the handler was called.
pub(super) fn refuse(status: StatusCode, body: impl Into<Problem>) -> Rejected {
    Rejected::new(own_problem(status, body.into()))
}

/// A handler at work on its answer.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Response> + Send + 'a>>;

/// What a handler gave, as an answer.
pub(super) fn respond(result: Result<impl IntoResponse, impl IntoResponse>) -> Response {
    match result {
        Ok(response) => response.into_response(),
        Err(error) => error.into_response(),
    }
}

/// Boxes a handler's future.
pub fn answering<'a, R: IntoResponse, E: IntoResponse>(
    handler: impl Future<Output = Result<R, E>> + Send + 'a,
) -> Answering<'a> {
    Box::pin(async move { respond(handler.await) })
}

/// Boxes the future of a handler that answers with JSON when all goes well. What it answers becomes a body by `body`.
pub fn answering_json<'a, R: JsonAnswer, E: IntoResponse>(
    body: fn(&R::Held) -> &dyn JsonBody,
    handler: impl Future<Output = Result<R, E>> + Send + 'a,
) -> Answering<'a>
where
    R::Held: 'static,
{
    Box::pin(async move {
        match handler.await {
            Ok(answer) => json_response(R::STATUS, "application/json", body(answer.held())),
            Err(error) => error.into_response(),
        }
    })
}

/// An answer with a JSON body of this media type; a [`Problem`] goes out as problem details.
pub fn json<T: 'static>(
    status: u16,
    media_type: &'static str,
    to_json: fn(&T) -> Result<String, serde_json::Error>,
    body: &T,
) -> Response {
    written(status, media_type, (body as &dyn Any).downcast_ref(), || to_json(body))
}

/// The same, of a body that says itself how it is written.
pub(crate) fn json_response(status: u16, media_type: &'static str, body: &dyn JsonBody) -> Response {
    written(status, media_type, body.as_problem(), || body.to_json())
}

/// An answer with a body that is written as JSON of this media type, unless it is a problem: these go out as problem details.
fn written(
    status: u16,
    media_type: &'static str,
    problem: Option<&Problem>,
    json: impl FnOnce() -> Result<String, serde_json::Error>,
) -> Response {
    if let Some(problem) = problem {
        return response::problem(known(status), problem);
    }
    match json() {
        Ok(json) => with_body(known(status), HeaderValue::from_static(media_type), json),
        Err(error) => internal(&Internal::new(error)),
    }
}

/// An answer with a body that goes out as it is, of a media type within this range.
pub fn raw<T>(status: u16, range: &'static str, into_body: fn(T) -> Body, body: T) -> Response {
    match into_body(body).within(range) {
        Ok(Sent { media_type, body, choice }) => {
            let mut answer = with_body(known(status), media_type, body);
            if let Some(choice) = choice {
                answer.extensions_mut().insert(choice);
            }
            answer
        }
        Err(error) => internal(&error),
    }
}

/// The answer to an error that is the server's alone, or that came of a body which the handler read itself.
pub fn internal(error: &Internal) -> Response {
    let client_s = error.find().and_then(of_multipart);
    client_s.unwrap_or_else(|| {
        tracing::error!(error = causes::in_one_line(error), "a handler failed");
        own_problem(StatusCode::INTERNAL_SERVER_ERROR, Problem::default())
    })
}

/// What a client is told whose multipart body can't be read, where the error is not the server's own.
fn of_multipart(error: &MultipartError) -> Option<Response> {
    match error.excess() {
        Some(what) => Some(own_problem(error.status(), Problem::new(format!("The {what}.")))),
        None => Some(own_invalid(InvalidRequest { faults: vec![error.fault()?] })),
    }
}

/// For plain axum handlers; in a contract's, [`internal`](crate::InternalExt::internal) does the same.
impl IntoResponse for MultipartError {
    fn into_response(self) -> Response {
        internal(&Internal::new(self))
    }
}

/// A `400` with the shape that clients of ts-rest know.
impl IntoResponse for CombinedErrors {
    fn into_response(self) -> Response {
        json(StatusCode::BAD_REQUEST.as_u16(), "application/json", serde_json::to_string, &self)
    }
}
