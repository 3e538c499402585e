//! The heads of the manager's answers, and the refusals.

use std::time::Duration;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};

use super::format::retry;
use super::limits::admission::RefusalReason;
use super::request::{ClientKind, StreamRequest};
use super::streams::body::EventBody;

/// How much longer a refused client is told to wait than one whose stream ended.
const REFUSED_DELAY: u32 = 5;

/// The answer that is a stream.
pub(crate) fn stream(request: &StreamRequest, body: EventBody) -> Response<EventBody> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    // nginx holds answers back otherwise.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if request.keep_alive {
        headers.insert(CONNECTION, HeaderValue::from_static("keep-alive"));
    }
    response
}

/// The answer to a client that gets no stream now. A browser's `EventSource` gives up for good on any status
/// but 200, so it is sent a stream that ends at once and tells it when to come back.
pub(crate) fn refusal(request: &StreamRequest, reason: RefusalReason, base: Duration) -> Response<EventBody> {
    let delay = retry::jittered(base.saturating_mul(REFUSED_DELAY));
    let (status, title, detail) = match reason {
        RefusalReason::Expired => {
            return stream(request, EventBody::whole(retry::line(retry::jittered(base))));
        }
        // It would not help to come back.
        RefusalReason::TooManyChannels => {
            let detail = "A stream can't have so many channels.";
            return problem(StatusCode::BAD_REQUEST, "Bad Request", Some(detail));
        }
        _ if request.client != ClientKind::Other => {
            return stream(request, EventBody::whole(retry::line(delay)));
        }
        RefusalReason::Full => {
            (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", "Too many connections.")
        }
        RefusalReason::TooFast => {
            (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", "Too many clients connect at once.")
        }
        RefusalReason::TooManyOfClient => {
            (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", "You have too many connections.")
        }
        RefusalReason::TooManyOfAddress => {
            (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", "Too many connections from this address.")
        }
        RefusalReason::Shutdown => {
            (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", "The server is shutting down.")
        }
    };
    let mut response = problem(status, title, Some(detail));
    let seconds = delay.div_ceil(1000).max(1);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// The answer where nothing will ever come, by which an `EventSource` stops its reconnects.
pub(crate) fn over() -> Response<EventBody> {
    let mut response = Response::new(EventBody::none());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The answer where a handler's subscription cannot be served. The cause is in the log.
pub(crate) fn internal_error() -> Response<EventBody> {
    problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error", None)
}

/// Marks an answer that tells why there is no stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused {
    /// What it says of that.
    pub(crate) detail: Option<&'static str>,
}

fn problem(status: StatusCode, title: &str, detail: Option<&'static str>) -> Response<EventBody> {
    let told = detail.map(|detail| format!(r#","detail":"{detail}""#)).unwrap_or_default();
    let json = format!(r#"{{"type":"about:blank","title":"{title}","status":{}{told}}}"#, status.as_u16());
    let mut response = Response::new(EventBody::whole(Bytes::from(json)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response.extensions_mut().insert(Refused { detail });
    response
}
