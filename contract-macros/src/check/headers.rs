//! The rules of headers: those that all routes of a contract or a group have, and those of answers.

use super::fields;
use crate::ast::{self, Slot, unraw};
use crate::errors::Errors;
use crate::model::{Content, Field, FieldType, FixedHeader, Headers};

/// The headers of a contract or a group; nothing where they are not all known.
pub(super) fn common(written: &Slot<Vec<ast::Field>>, errors: &mut Errors) -> Option<Headers> {
    let mistakes_before = errors.count();
    for field in written.given().into_iter().flatten().filter(|field| fields::is_content_type(field)) {
        errors.report(
            field.name.at(),
            "`content_type` marks a stream of events, which is one route",
            "write `headers: { content_type: \"text/event-stream\" }` in the route",
        );
    }
    let (read, fixed) = fields::headers(written, errors);
    let read = match read {
        Content::Fields(read) => read,
        Content::Nothing => Vec::new(),
        _ => return None,
    };
    // What is wrong with a type by itself has been told where it was read.
    let are_known = read.iter().all(|field| !matches!(field.ty, FieldType::Unknown));
    (are_known && errors.count() == mistakes_before).then_some(Headers { read, fixed })
}

/// The headers of a route: its own, and those that are asked of all routes around it.
pub(super) fn of_route(
    written: &Slot<Vec<ast::Field>>,
    common: Option<&Headers>,
    errors: &mut Errors,
) -> (Content, Vec<FixedHeader>) {
    let (own, fixed) = fields::headers(written, errors);
    let Some(common) = common else { return (Content::Unknown, fixed) };
    let read = match own {
        Content::Fields(read) => read,
        Content::Nothing => Vec::new(),
        unknown => return (unknown, fixed),
    };
    let Headers { read, fixed } = with_common(&Headers { read, fixed }, common, errors);
    (if read.is_empty() { Content::Nothing } else { Content::Fields(read) }, fixed)
}

/// Headers, and those around them that are not of the same name.
pub(super) fn with_common(own: &Headers, outer: &Headers, errors: &mut Errors) -> Headers {
    let has = |wire: &str| {
        own.read
            .iter()
            .map(|field| &field.wire)
            .chain(own.fixed.iter().map(|fixed| &fixed.wire))
            .any(|own| own == wire)
    };
    let mut all = own.clone();
    all.fixed.extend(outer.fixed.iter().filter(|fixed| !has(&fixed.wire)).cloned());
    for field in outer.read.iter().filter(|field| !has(&field.wire)) {
        match own.read.iter().find(|own| unraw(&own.ident) == unraw(&field.ident)) {
            Some(own) => errors.report(
                &own.ident,
                format!("`{}` and `{}`, a header of all routes, have one name", own.wire, field.wire),
                "rename one of the two",
            ),
            None => all.read.push(field.clone()),
        }
    }
    all
}

/// The headers that an answer is given.
pub(super) fn of_answer(response: &ast::Response, errors: &mut Errors) -> Vec<Field> {
    let written = response.headers.as_ref().map_or(&[][..], |headers| &headers.fields);
    let headers = fields::named_headers(written, errors);
    for header in &headers {
        is_not_the_server_s(header, errors);
        is_not_named_body(header, errors);
    }
    redirect_has_a_place(response, &headers, errors);
    headers
}

/// A redirect says where to.
fn redirect_has_a_place(response: &ast::Response, headers: &[Field], errors: &mut Errors) {
    let status = response.status;
    let is_redirect = matches!(status, 301 | 302 | 303 | 307 | 308);
    if is_redirect && headers.iter().all(|header| header.wire != "location") {
        errors.report(
            response.at,
            format!("a {status} says where to go in a `location` header"),
            format!("write `{status}: () with {{ location: String }}`"),
        );
    }
}

/// A header is not one that the server writes by itself.
fn is_not_the_server_s(header: &Field, errors: &mut Errors) {
    let help = match header.wire.as_str() {
        "content-type" => "write the media type before the body: `200: \"text/csv\" => String`",
        "content-length" | "transfer-encoding" | "connection" => "remove it",
        _ => return,
    };
    errors.report(&header.ident, format!("`{}` is written by the server itself", header.wire), help);
}

/// `body` is what the body beside the headers is called.
fn is_not_named_body(header: &Field, errors: &mut Errors) {
    if header.ident == "body" {
        errors.report(
            &header.ident,
            "`body` is what holds the body beside the headers",
            "give the header another name",
        );
    }
}

/// A stream has the headers of a stream.
pub(super) fn stream_has_its_own(responses: &[ast::Response], errors: &mut Errors) {
    let streamed = responses.iter().find(|response| response.status == 200);
    if let Some(headers) = streamed.and_then(|response| response.headers.as_ref()) {
        errors.report(headers.at, "a stream of events has headers of its own", "remove `with { … }`");
    }
}
