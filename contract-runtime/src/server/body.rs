//! The body of a request: all its bytes, of the media type and the size that its route takes.

use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request};
use axum::response::IntoResponse as _;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use mime::Mime;

use super::answer::Rejected;
use super::input::refuse;
use crate::http::Problem;
use crate::http::accept::covers;

const JSON: &str = "application/json";

/// Takes the body in, or says why not: 413 or 415. Nothing comes of a request that has neither a body nor a media type.
pub(super) async fn read(
    headers: &HeaderMap,
    mut request: Request,
    media_type: &'static str,
    limit: Option<usize>,
) -> Result<Option<Bytes>, Rejected> {
    let sent = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    // A limit of the route's own wins. Any other is axum's, so that its `DefaultBodyLimit` layer means here what it means
    // elsewhere.
    if let Some(limit) = limit {
        DefaultBodyLimit::max(limit).apply(&mut request);
    }
    let body: Bytes = match request.extract().await {
        Ok(body) => body,
        Err(rejection) => return Err(not_taken(rejection, limit)),
    };
    match sent {
        Some(sent) if is_taken(media_type, sent) => Ok(Some(body)),
        // Without a body there is no media type to be wrong; whether the route can do without one is its type's to say.
        // A body without a type is refused, since a page on another site can send one without asking first.
        None if body.is_empty() => Ok(None),
        _ => {
            let detail = format!("The body must be sent as {media_type}.");
            Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Problem::new(detail)))
        }
    }
}

fn not_taken(rejection: BytesRejection, limit: Option<usize>) -> Rejected {
    let status = rejection.into_response().status();
    let detail = match (status, limit) {
        (StatusCode::PAYLOAD_TOO_LARGE, Some(limit)) => {
            format!("The body is larger than the {limit} bytes that are taken here.")
        }
        (StatusCode::PAYLOAD_TOO_LARGE, None) => "The body is larger than this server takes.".to_owned(),
        _ => "The body did not arrive whole.".to_owned(),
    };
    refuse(status, Problem::new(detail))
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
