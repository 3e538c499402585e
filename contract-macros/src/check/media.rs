//! The rules of media types.

use syn::LitStr;

use crate::ast::{self, Schema};
use crate::errors::{At, Errors};
use crate::model::Media;
use crate::names::status_line;

const EVENTS: &str = "text/event-stream";

/// How the body of an answer goes over the wire.
pub(super) fn of_answer(response: &ast::Response, schema: &Schema, errors: &mut Errors) -> Media {
    let Some(written) = &response.media else { return Media::json() };
    let Some(media) = is_one(written, errors) else { return Media::json() };
    if !events_are_written_so(written, errors) {
        return media;
    }
    match schema {
        Schema::Nothing => errors.report(
            written.span(),
            format!("nothing has no media type: the {} has no body", status_line(response.status)),
            format!("write `{}: ()`, or the type of the body", response.status),
        ),
        Schema::Object(at, _) if !matches!(media, Media::Json(_)) => {
            objects_are_json(*at, &media, errors);
            return Media::json();
        }
        Schema::Object(..) | Schema::Type(_) | Schema::Unreadable => {}
    }
    media
}

/// A media type is `type/subtype`.
fn is_one(written: &LitStr, errors: &mut Errors) -> Option<Media> {
    let media = Media::of(&written.value());
    if media.is_none() {
        errors.report(
            written.span(),
            format!("`{}` is not a media type", written.value()),
            "write one such as `\"text/csv\"`, or `\"*/*\"` where it is only known when it is sent",
        );
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
