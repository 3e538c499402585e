//! The rules of media types.

use syn::LitStr;

use crate::ast::{self, Schema, Slot};
use crate::errors::{At, Errors};
use crate::model::{BodyMedia, Media};
use crate::names::status_line;

const EVENTS: &str = "text/event-stream";

/// How the body of an answer goes over the wire; nothing where nobody can know.
pub(super) fn of_answer(response: &ast::Response, schema: &Schema, errors: &mut Errors) -> Option<Media> {
    let Some(written) = &response.media else { return Some(Media::json()) };
    let help = "write one such as `\"text/csv\"`, or `\"*/*\"` where it is only known when it is sent";
    let media = is_one(written, help, errors)?;
    if !events_are_written_so(written, errors) {
        return None;
    }
    match schema {
        Schema::Nothing => errors.report(
            written.span(),
            format!("nothing has no media type: the {} has no body", status_line(response.status)),
            format!("write `{}: ()`, or the type of the body", response.status),
        ),
        Schema::Object(at, _) if !matches!(media, Media::Json(_)) => {
            objects_are_json(*at, &media, errors);
            return Some(Media::json());
        }
        Schema::Object(..) | Schema::Type(_) | Schema::Unreadable => {}
    }
    Some(media)
}

/// How the body of a request is read; nothing where nobody can know.
pub(super) fn of_body(route: &ast::Route, errors: &mut Errors) -> Option<BodyMedia> {
    let json = BodyMedia::of(Media::json());
    let (at, written) = match &route.content_type {
        Slot::Absent => return Some(json),
        Slot::Unreadable => return None,
        Slot::Given(at, written) => (at, written),
    };
    if written.value() == EVENTS {
        errors.report(
            written.span(),
            "the mark of a stream of events is a header",
            format!("write `headers: {{ content_type: \"{EVENTS}\" }}`"),
        );
        return None;
    }
    let media = is_one(written, "write one such as `\"text/plain\"`", errors)?;
    if let Media::Range(range) = &media {
        errors.report(
            written.span(),
            format!("`{range}` is no type that a body is known to have"),
            "write one media type, such as `\"application/octet-stream\"`",
        );
        return None;
    }
    match &route.body {
        Slot::Absent | Slot::Given(_, Schema::Nothing) => {
            errors.report(
                *at,
                "`content_type` says what the body is, and there is none",
                "add `body: Type`, or remove `content_type`",
            );
        }
        Slot::Given(_, Schema::Object(at, _))
            if matches!(BodyMedia::of(media.clone()), BodyMedia::Raw(_)) =>
        {
            errors.report(
                *at,
                format!(
                    "an inline object is JSON, a form or `multipart/form-data`, and no `{}`",
                    media.text()
                ),
                "write `String` for text, `contract_runtime::Bytes` for anything else",
            );
            return Some(json);
        }
        Slot::Given(..) | Slot::Unreadable => {}
    }
    Some(BodyMedia::of(media))
}

/// A media type is `type/subtype`.
fn is_one(written: &LitStr, help: &str, errors: &mut Errors) -> Option<Media> {
    let media = Media::of(&written.value());
    if media.is_none() {
        errors.report(written.span(), format!("`{}` is not a media type", written.value()), help);
    }
    media
}

/// A stream of events is no body of a media type.
fn events_are_written_so(written: &LitStr, errors: &mut Errors) -> bool {
    let is_other = written.value() != EVENTS;
    if !is_other {
        errors.report(
            written.span(),
            "a stream of events is not declared by its media type",
            "write `200: events { name: Payload }`",
        );
    }
    is_other
}

/// Inline objects go over the wire as JSON.
fn objects_are_json(at: At, media: &Media, errors: &mut Errors) {
    errors.report(
        at,
        format!("an inline object is JSON, and no `{}`", media.text()),
        "write `String` for text, `contract_runtime::Bytes` for anything else, `contract_runtime::Body` for a stream",
    );
}

/// Events have their media type already.
pub(super) fn events_have_none(response: &ast::Response, errors: &mut Errors) {
    if let Some(written) = &response.media {
        errors.report(
            written.span(),
            "a stream of events has its media type already",
            "write `200: events { name: Payload }`",
        );
    }
}

/// A route that is marked as a stream answers with events, and with no body of another media type.
pub(super) fn refuse_beside_mark(written: &LitStr, errors: &mut Errors) {
    // What is wrong with the media type by itself is told where answers are checked.
    if Media::of(&written.value()).is_some() && written.value() != EVENTS {
        errors.report(
            written.span(),
            format!("a stream of events can't answer with `{}`", written.value()),
            "remove the mark `content_type: \"text/event-stream\"`, or write `200: events { name: Payload }`",
        );
    }
}
