//! The runtime's own answers as a contract declares them: where a route declares the status of one, its body is of the
//! declared type.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::response::{empty, problem};
use crate::http::{InvalidRequest, Problem};
use crate::own_answer::OwnAnswer;
use crate::route::{Answer, Route};

/// Marks an answer as the runtime's own, and keeps what it was made of.
#[derive(Debug, Clone)]
enum Own {
    InvalidRequest(InvalidRequest),
    Problem(Problem),
}

/// An answer of the runtime's own, which goes out as a problem where the contract does not declare it.
pub(super) fn own_problem(status: StatusCode, body: Problem) -> Response {
    let answer = problem(status, &body);
    marked(answer, Own::Problem(body))
}

/// The same for an invalid request.
pub(super) fn own_invalid(request: InvalidRequest) -> Response {
    let answer = problem(StatusCode::BAD_REQUEST, &request.clone().into());
    marked(answer, Own::InvalidRequest(request))
}

/// Marks an answer that is there already, and tells this.
pub(super) fn mark(answer: Response, body: Problem) -> Response {
    marked(answer, Own::Problem(body))
}

fn marked(mut answer: Response, own: Own) -> Response {
    answer.extensions_mut().insert(own);
    answer
}

/// Whether an answer is the runtime's own.
pub(super) fn is_own(answer: &Response) -> bool {
    answer.extensions().get::<Own>().is_some()
}

/// The answer to an invalid request: the one that the route declares, or else what `render` makes of it.
pub(super) fn invalid(
    route: &Route,
    request: InvalidRequest,
    render: impl FnOnce(InvalidRequest) -> Response,
) -> Response {
    match declared(route, StatusCode::BAD_REQUEST) {
        Some(Answer { content_type: None, .. }) => empty(400),
        Some(Answer { own: Some(OwnAnswer::OfInvalidRequest(make)), .. }) => make(request),
        Some(_) => problem(StatusCode::BAD_REQUEST, &request.into()),
        None => render(request),
    }
}

/// An answer as its route declares it, where it is the runtime's own.
pub(super) fn as_declared(route: &Route, mut answer: Response) -> Response {
    let Some(own) = answer.extensions_mut().remove::<Own>() else { return answer };
    let status = answer.status();
    let Some(made) = declared(route, status).and_then(|declared| make(declared, own)) else { return answer };
    if made.status() != status {
        // It could not be made, which is a 500 and may be declared too.
        return as_declared(route, made);
    }
    with_headers_of(made, answer.headers())
}

fn declared(route: &Route, status: StatusCode) -> Option<&'static Answer> {
    route.answers.iter().find(|answer| answer.status == status.as_u16())
}

/// Nothing where the contract declares no other body than there is.
fn make(declared: &Answer, own: Own) -> Option<Response> {
    if declared.content_type.is_none() {
        return Some(empty(declared.status));
    }
    let made = match (declared.own?, own) {
        (OwnAnswer::OfInvalidRequest(make), Own::InvalidRequest(request)) => {
            catch_unwind(AssertUnwindSafe(|| make(request)))
        }
        (OwnAnswer::OfProblem(make), Own::Problem(body)) => {
            catch_unwind(AssertUnwindSafe(|| make(body.for_status(declared.status))))
        }
        _ => return None,
    };
    Some(made.unwrap_or_else(|panic| panicked(panic.as_ref())))
}

/// The answer to a panic in the application's code.
pub(super) fn panicked(panic: &(dyn std::any::Any + Send)) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let message = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = message.unwrap_or("no message"), "a handler panicked");
    own_problem(StatusCode::INTERNAL_SERVER_ERROR, Problem::default())
}

/// Keeps what else an answer said: `retry-after`, say.
fn with_headers_of(mut made: Response, headers: &HeaderMap) -> Response {
    for (name, value) in headers {
        if name != CONTENT_TYPE {
            made.headers_mut().append(name, value.clone());
        }
    }
    made
}
