//! The body of a request, of the media type and the size that its route takes.

use std::convert::Infallible;

use axum::RequestExt as _;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request};
use futures_util::stream;
use http::header::{CONTENT_TYPE, EXPECT};
use http::{HeaderMap, StatusCode, Version};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Collected, LengthLimitError, Limited};
use mime::Mime;

use super::answer::{Rejected, internal, refuse};
use crate::causes;
use crate::http::accept::covers;
use crate::http::media_type;
use crate::http::{Fault, InvalidRequest, Place, Problem};
use crate::internal::Internal;
use crate::multipart::{self, Fields, Multipart, Names};
use crate::route::MultipartFields;

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

    /// Reads the parts of these names, as files or as text. What is wrong with them is told when its turn comes.
    ///
    /// # Errors
    /// The answer, where the body is too large or the disk is full.
    pub(super) async fn read_parts(self, names: MultipartFields) -> Result<Self, Rejected> {
        let MultipartFields { files, texts } = names;
        match self {
            Self::Parts(body) => match Fields::read(*body, Names { files, texts }).await {
                Ok(fields) => Ok(Self::Fields(Box::new(fields))),
                Err(error) => match error.fault() {
                    Some(fault) => Ok(Self::BrokenOff(Box::new(fault))),
                    None => Err(Rejected::new(internal(&Internal::new(error)))),
                },
            },
            // Without a body no field of it is there.
            Self::Nothing => Ok(Self::Fields(Box::default())),
            other => Ok(other),
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
    let must_send_first = sends_before_it_listens(headers, request.version());
    let mut body = std::mem::take(request.body_mut());
    let most = most_bytes(request);
    let announced = body.size_hint().lower();
    let is_too_large = most.is_some_and(|most| announced > most as u64);
    if is_too_large || !sent.map_or(announced == 0, |sent| is_of(media_type, sent)) {
        if must_send_first {
            pass_over(body).await;
        }
        return Err(if is_too_large { too_large(limit) } else { other_type(media_type) });
    }
    if media_type == MULTIPART {
        let body = match most {
            Some(most) => Body::new(Limited::new(body, most)),
            None => body,
        };
        return parts(sent, body, invalid);
    }
    let read = match most {
        Some(most) => Limited::new(&mut body, most).collect().await,
        None => (&mut body).collect().await.map_err(Into::into),
    };
    match read.map(Collected::to_bytes) {
        // Without a body there is no media type to be wrong; whether the route can do without one is its type's to say.
        Ok(bytes) if sent.is_none() && bytes.is_empty() => Ok(Received::Nothing),
        // A body without a type is refused, since a page on another site can send one without asking first.
        Ok(_) if sent.is_none() => Err(other_type(media_type)),
        Ok(bytes) => Ok(Received::Bytes(bytes)),
        Err(error) if causes::find::<LengthLimitError>(&*error).is_some() => {
            if must_send_first {
                pass_over(body).await;
            }
            Err(too_large(limit))
        }
        Err(_) => {
            invalid.faults.push(Fault::new(Place::Body, "", "sent whole"));
            Ok(Received::Broken)
        }
    }
}

/// How many bytes a request's body may have. axum tells it only by the body that it makes.
fn most_bytes(mut request: Request) -> Option<usize> {
    *request.body_mut() = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let most = request.with_limited_body().body().size_hint().upper();
    most.and_then(|most| usize::try_from(most).ok())
}

/// Whether a client may send all of a body before it reads the answer. One of HTTP/1 does, unless it asks first; if its connection
/// were closed meanwhile, it would not come to read why.
fn sends_before_it_listens(headers: &HeaderMap, version: Version) -> bool {
    let asks_first =
        || headers.get(EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    version < Version::HTTP_11 || (version == Version::HTTP_11 && !asks_first())
}

/// How much of a refused body is read, at most, so that its client comes to read the answer.
const PASSED_OVER: usize = 2 << 20;

/// Reads a body to its end or to a limit, and keeps nothing of it.
async fn pass_over(body: Body) {
    let mut body = Limited::new(body, PASSED_OVER);
    while let Some(Ok(_)) = body.frame().await {}
}

/// A body whose parts are read later.
fn parts(sent: Option<&str>, body: Body, invalid: &mut InvalidRequest) -> Result<Received, Rejected> {
    match sent.map(multipart::boundary) {
        Some(Some(Ok(boundary))) => Ok(Received::Parts(Box::new(Multipart::new(body, &boundary)))),
        Some(Some(Err(error))) => {
            invalid.faults.extend(error.fault());
            Ok(Received::Broken)
        }
        None if body.is_end_stream() => Ok(Received::Nothing),
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

fn is_of(declared: &str, sent: &str) -> bool {
    // Its parameters may be such as only its own parser understands.
    if declared == MULTIPART { multipart::boundary(sent).is_some() } else { is_taken(declared, sent) }
}

/// Whether a body that is sent as this is of the media type that the route declares.
fn is_taken(declared: &str, sent: &str) -> bool {
    if declared == sent {
        return true;
    }
    let (Ok(declared), Some(sent)) = (declared.parse::<Mime>(), media_type::parse(sent)) else {
        return false;
    };
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
            (JSON, "application/json;", true),
            (JSON, "application/json ; charset=\"utf-8\"", true),
            (JSON, "application/json; charset", false),
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
