//! Answers: declared ones as JSON, and the runtime's own as problem details.

use std::any::Any;
use std::convert::Infallible;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};

use super::internal::{Internal, chain};
use super::own::own_problem;
use crate::http::{CombinedErrors, InvalidRequest, Problem};
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

/// What a handler gave, as an answer.
pub(super) fn respond(result: Result<impl IntoResponse, impl IntoResponse>) -> Response {
    match result {
        Ok(response) => response.into_response(),
        Err(error) => error.into_response(),
    }
}

/// An answer with a JSON body of this media type; a [`Problem`] goes out as problem details.
pub fn json<T: 'static>(
    status: u16,
    media_type: &'static str,
    to_json: fn(&T) -> Result<String, serde_json::Error>,
    body: &T,
) -> Response {
    let status = known(status);
    if let Some(problem) = (body as &dyn Any).downcast_ref::<Problem>() {
        return self::problem(status, problem);
    }
    match to_json(body) {
        Ok(body) => with_body(status, HeaderValue::from_static(media_type), body),
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

/// An answer without a body.
pub fn empty(status: u16) -> Response {
    let status = known(status);
    // The length of a body that is known to be empty is told, which a 204 must not have, and HTTP/2 would send it.
    let body = match status {
        StatusCode::NO_CONTENT => axum::body::Body::from_stream(stream::empty::<Result<Bytes, Infallible>>()),
        _ => axum::body::Body::empty(),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// The answer to an error that is the server's alone, or that came of a body which the handler read itself.
pub fn internal(error: &Internal) -> Response {
    let client_s = error.find::<MultipartError>().and_then(MultipartError::answer);
    client_s.unwrap_or_else(|| {
        tracing::error!(error = chain(error), "a handler failed");
        own_problem(StatusCode::INTERNAL_SERVER_ERROR, Problem::default())
    })
}

/// An answer with this body.
pub(crate) fn problem(status: StatusCode, problem: &Problem) -> Response {
    let body = problem.to_json(status.as_u16()).unwrap_or_default();
    with_body(status, HeaderValue::from_static("application/problem+json"), body)
}

/// A problem is an answer by itself, in plain axum handlers and extractors: with its own status, or else a `500`.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status.and_then(|status| StatusCode::from_u16(status).ok());
        problem(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), &self)
    }
}

/// A `400` problem that lists every fault.
impl IntoResponse for InvalidRequest {
    fn into_response(self) -> Response {
        problem(StatusCode::BAD_REQUEST, &self.into())
    }
}

/// A `400` with the shape that clients of ts-rest know.
impl IntoResponse for CombinedErrors {
    fn into_response(self) -> Response {
        json(StatusCode::BAD_REQUEST.as_u16(), "application/json", serde_json::to_string, &self)
    }
}

fn with_body(status: StatusCode, media_type: HeaderValue, body: impl Into<axum::body::Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

/// The macro lets no status outside 200 to 599 through.
fn known(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
