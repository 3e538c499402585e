//! The rules of the headers of answers.

use super::fields;
use crate::ast;
use crate::errors::Errors;
use crate::model::Field;

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
