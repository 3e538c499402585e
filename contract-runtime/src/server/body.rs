//! The body of a request, of the media type and the size that its route takes.

use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use http_body::Body as _;
use mime::Mime;

use super::answer::Rejected;
use super::input::refuse;
use crate::http::accept::covers;
use crate::http::{Fault, InvalidRequest, Place, Problem};
use crate::multipart::{self, Fields, Multipart};

const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data";

/// What there is of a body.
#[derive(Debug)]
pub(super) enum Received {
    /// There is none, nor a media type of it.
    Nothing,
    /// All of it.
    Bytes(Bytes),
    /// One of several parts, none of which is read yet.
    Parts(Box<Multipart>),
    /// The parts that the contract names.
    Fields(Box<Fields>),
    /// Of several parts, of which not all could be read.
    BrokenOff(Box<Fault>),
    /// It was read, or why it can't be was told.
    Broken,
}

impl Received {
    /// The bytes; nothing where what is wrong with them was told.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Nothing => Some(&[]),
            Self::Bytes(bytes) => Some(bytes),
            Self::Parts(_) | Self::Fields(_) | Self::BrokenOff(_) | Self::Broken => None,
        }
    }
}

/// Takes the body in, or says why not: 413 or 415.
pub(super) async fn read(
    headers: &HeaderMap,
    mut request: Request,
    media_type: &'static str,
    limit: Option<usize>,
    invalid: &mut InvalidRequest,
) -> Result<Received, Rejected> {
    let sent = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    // A limit of the route's own wins. Any other is axum's, so that its `DefaultBodyLimit` layer means here what it means
    // elsewhere.
    if let Some(limit) = limit {
        DefaultBodyLimit::max(limit).apply(&mut request);
    }
    if media_type == MULTIPART {
        return parts(sent, request, invalid);
    }
    let body: Bytes = match request.extract().await {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Err(too_large(limit));
        }
        Err(_) => {
            invalid.faults.push(Fault::new(Place::Body, "", "sent whole"));
            return Ok(Received::Broken);
        }
    };
    match sent {
        Some(sent) if is_taken(media_type, sent) => Ok(Received::Bytes(body)),
        // Without a body there is no media type to be wrong; whether the route can do without one is its type's to say.
        // A body without a type is refused, since a page on another site can send one without asking first.
        None if body.is_empty() => Ok(Received::Nothing),
        _ => Err(other_type(media_type)),
    }
}

/// A body whose parts are read later.
fn parts(sent: Option<&str>, request: Request, invalid: &mut InvalidRequest) -> Result<Received, Rejected> {
    match sent.map(multipart::boundary) {
        Some(Some(Ok(boundary))) => {
            Ok(Received::Parts(Box::new(Multipart::new(request.with_limited_body().into_body(), &boundary))))
        }
        Some(Some(Err(error))) => {
            invalid.faults.extend(error.fault());
            Ok(Received::Broken)
        }
        None if request.body().is_end_stream() => Ok(Received::Nothing),
        Some(None) | None => Err(other_type(MULTIPART)),
    }
}

fn other_type(media_type: &str) -> Rejected {
    refuse(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Problem::new(format!("The body must be sent as {media_type}.")),
    )
}

pub(super) fn too_large(limit: Option<usize>) -> Rejected {
    let detail = match limit {
        Some(limit) => format!("The body is larger than the {limit} bytes that are taken here."),
        None => "The body is larger than this server takes.".to_owned(),
    };
    refuse(StatusCode::PAYLOAD_TOO_LARGE, Problem::new(detail))
}

/// Whether a body that is sent as this is of the media type that the route declares.
fn is_taken(declared: &str, sent: &str) -> bool {
    if declared == sent {
        return true;
    }
    let (Ok(declared), Ok(sent)) = (declared.parse::<Mime>(), sent.parse::<Mime>()) else { return false };
    if declared.essence_str() == JSON {
        return is_json(&sent);
    }
    // What has no other charset is UTF-8, of which ASCII is a part.
    let charset = sent.get_param(mime::CHARSET);
    let is_utf_8 = charset.is_none_or(|charset| charset == mime::UTF_8 || charset == "us-ascii");
    covers(&declared, &sent) && (declared.type_() != mime::TEXT || is_utf_8)
}

fn is_json(sent: &Mime) -> bool {
    sent.type_() == mime::APPLICATION
        && (sent.subtype() == mime::JSON || sent.suffix().is_some_and(|suffix| suffix == mime::JSON))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_of_the_declared_media_type() {
        for (declared, sent, expected) in [
            (JSON, "application/json; charset=utf-8", true),
            (JSON, "application/merge-patch+json", true),
            (JSON, "text/plain", false),
            ("application/merge-patch+json", "application/json", false),
            ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=UTF-8", true),
            ("text/plain", "text/plain; charset=US-ASCII", true),
            ("text/plain", "text/plain; charset=latin1", false),
            ("text/plain", "text/html", false),
            ("image/png", "IMAGE/PNG", true),
            ("image/png", "", false),
        ] {
            assert_eq!(is_taken(declared, sent), expected, "{sent} as {declared}");
        }
    }
}
