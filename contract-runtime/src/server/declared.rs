//! Responses of enums of answers.

use axum::response::Response;

use super::answer::{internal, json_response};
use super::headers::with_headers_of;
use super::response::empty;
use crate::answered::{Answered, AnsweredBody, Answers};

/// The response that an enum of answers makes.
pub fn response(answers: &dyn Answers) -> Response {
    let (status, body) = match answers.answer() {
        Answered::Declared { status, body, .. } => (status, body),
        Answered::Internal(error) => return internal(error),
    };
    let answer = match body {
        AnsweredBody::Json(media_type, body) => json_response(status, media_type, body),
        // What goes out as it is, the enum sends by itself.
        AnsweredBody::Empty | AnsweredBody::Raw(_) => empty(status),
    };
    with_headers_of(answer, answers)
}
