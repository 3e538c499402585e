//! Responses by their status and body: with nothing, with problem details, with a body that is there.

use std::convert::Infallible;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};

use crate::http::{InvalidRequest, Problem};

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

/// An answer with this body.
pub(super) fn problem(status: StatusCode, problem: &Problem) -> Response {
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

/// An answer with a body of this media type.
pub(super) fn with_body(
    status: StatusCode,
    media_type: HeaderValue,
    body: impl Into<axum::body::Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

/// A status that a contract declares. The macro lets no status outside 200 to 599 through.
pub(super) fn known(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
