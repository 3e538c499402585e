//! The rules of answers.

use super::{fields, headers, media, taken};
use crate::ast::{self, Schema, Slot};
use crate::errors::Errors;
use crate::model::{Answer, Content, Media, Origin, Sets};
use crate::names::status_line;

/// The answers of the `common_responses` of a contract or a group; nothing where they are not all known.
pub(super) fn common(
    written: &Slot<ast::Responses>,
    origin: &Origin,
    sets: &Sets,
    errors: &mut Errors,
) -> Option<Vec<Answer>> {
    match written {
        Slot::Absent => Some(Vec::new()),
        Slot::Unreadable => None,
        Slot::Given(_, written) => {
            no_events_are_shared(&written.responses, errors);
            let answers = declared(&written.responses, origin, errors);
            let answers = taken::with_sets(answers, &written.sets, sets, errors);
            answers.filter(|_| written.readable)
        }
    }
}

/// The answers that a route declares or takes from sets; nothing where they are not all known.
pub(super) fn own(written: &ast::Responses, sets: &Sets, errors: &mut Errors) -> Option<Vec<Answer>> {
    let answers = declared(&written.responses, &Origin::Route, errors);
    taken::with_sets(answers, &written.sets, sets, errors).filter(|_| written.readable)
}

/// A stream of events is what one route answers.
pub(super) fn no_events_are_shared(written: &[ast::Response], errors: &mut Errors) {
    for response in written {
        if let ast::Answer::Events(at, _) = response.answer {
            errors.report(
                at,
                "a stream of events is what one route answers, not all",
                "write `events { … }` in the 200 of a route",
            );
        }
    }
}

/// The answers that are written, but for events.
pub(super) fn declared(written: &[ast::Response], origin: &Origin, errors: &mut Errors) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for response in written {
        let is_status = status_is_an_answer_s(response, errors);
        let is_new = status_is_there_once(response, &answers, errors);
        if !is_status || !is_new {
            continue;
        }
        let ast::Answer::Schema(schema) = &response.answer else {
            media::events_have_none(response, errors);
            continue;
        };
        let has_body = body_is_allowed(response, schema, errors);
        let media = media::of_answer(response, schema, errors);
        let content = match media {
            _ if !has_body => Content::Nothing,
            // Without a media type nobody knows what the type must be able to do.
            None => Content::Unknown,
            Some(_) => fields::content(schema, errors),
        };
        answers.push(Answer {
            docs: response.docs.clone(),
            status: response.status,
            at: response.at,
            content,
            media: media.unwrap_or_else(Media::json),
            headers: headers::of_answer(response, errors),
            origin: origin.clone(),
        });
    }
    answers
}

/// The statuses of answers: what is below is sent before an answer, and no server lets a handler send it in its place.
const STATUSES: std::ops::Range<u16> = 200..600;

/// A status is one of 200 to 599.
fn status_is_an_answer_s(response: &ast::Response, errors: &mut Errors) -> bool {
    let status = response.status;
    let problem = match status {
        _ if STATUSES.contains(&status) => return true,
        100..200 => format!("`{}` is no answer: a 1xx only comes before one", status_line(status)),
        _ => format!("`{status}` is not a status"),
    };
    errors.report(response.at, problem, "write the status of an answer, one of 200 to 599");
    false
}

/// A status is there once.
fn status_is_there_once(response: &ast::Response, before: &[Answer], errors: &mut Errors) -> bool {
    let is_new = before.iter().all(|answer| answer.status != response.status);
    if !is_new {
        errors.report(
            response.at,
            format!("{} is there twice", response.status),
            "write one answer a status; an enum can hold several",
        );
    }
    is_new
}

/// No body comes with 204, 205 and 304.
fn body_is_allowed(response: &ast::Response, schema: &Schema, errors: &mut Errors) -> bool {
    let status = response.status;
    let is_bodiless = matches!(status, 204 | 205 | 304);
    let at = match schema {
        Schema::Type(ty) => crate::errors::At::all(ty),
        Schema::Object(at, _) => *at,
        Schema::Nothing | Schema::Unreadable => return !is_bodiless,
    };
    if is_bodiless {
        errors.report(at, format!("{} has no body", status_line(status)), format!("write `{status}: ()`"));
    }
    !is_bodiless
}

/// The answers of a route: its own, and those common ones whose status it does not declare itself.
pub(super) fn with_common(mut own: Vec<Answer>, common: &[Answer], is_stream: bool) -> Vec<Answer> {
    let own_statuses: Vec<u16> = own.iter().map(|answer| answer.status).collect();
    let is_taken = |answer: &Answer| {
        // What a stream answers when all goes well is its events.
        own_statuses.contains(&answer.status) || (is_stream && answer.status == 200)
    };
    own.extend(common.iter().filter(|answer| !is_taken(answer)).cloned());
    own
}

/// A route that is no stream has an answer for when all goes well, which is one below 400.
pub(super) fn can_go_well(route: &ast::Route, answers: &[Answer], errors: &mut Errors) {
    if answers.iter().any(|answer| answer.status < 400) {
        return;
    }
    let at = match &route.responses {
        // One that is no status was meant to be another, which may well be such an answer.
        Slot::Given(_, written) if written.responses.iter().any(|one| !STATUSES.contains(&one.status)) => {
            return;
        }
        Slot::Given(at, _) => *at,
        _ => (&route.name).into(),
    };
    errors.report(
        at,
        format!("`{}` has no answer for success", route.name),
        "add one below 400, such as `200: Type` or `204: ()`",
    );
}
