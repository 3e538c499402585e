//! Bodies that are no JSON: they go over the wire as they are.

use std::fmt;
use std::io;
use std::path::Path;

use axum::BoxError;
use bytes::Bytes;
use futures_core::TryStream;
use http::HeaderValue;
use mime::Mime;

use crate::http::accept::covers;
use crate::internal::Internal;
use crate::ranged::{Choice, Ranged};

/// What can be sent as it is, under the media type that the contract gives it: `200: "text/csv" => String`.
///
/// `String` and [`Bytes`] are, and [`Body`], which may also be a stream. Another type can be made one of them:
///
/// ```
/// use contract_runtime::{Body, RawBody};
///
/// #[derive(Debug)]
/// struct Csv(Vec<[String; 2]>);
///
/// impl RawBody for Csv {
///     fn into_body(self) -> Body {
///         self.0.into_iter().map(|row| row.join(",") + "\r\n").collect::<String>().into_body()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be sent as it is",
    label = "only JSON is made of any type",
    note = "write `String` for text, `contract_runtime::Bytes` for anything else, `contract_runtime::Body` for a stream; or implement `contract_runtime::RawBody` for the type"
)]
pub trait RawBody: fmt::Debug + Send + 'static {
    /// The bytes to send.
    fn into_body(self) -> Body;
}

/// A body whose media type is only known when it is sent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what media type it has",
    label = "this media type is a range, within which the body gives its own",
    note = "write `contract_runtime::Body`, or a media type without `*`"
)]
pub trait RangeBody: RawBody {}

impl RangeBody for Body {}

/// A body that goes out as it is: bytes, text, or a stream of either.
///
/// Where the contract gives it a media type (`"text/csv" => Body`), it needs none; where that is a range
/// (`"*/*" => Body`, `"image/*" => Body`), it is given one. One that is outside of the contract's is a logged `500`.
///
/// ```
/// use contract_runtime::Body;
/// use futures_util::stream;
///
/// # async fn example() -> std::io::Result<()> {
/// let picture = Body::file("/srv/pictures/1.png").await?.media_type("image/png");
/// # Ok(())
/// # }
/// let rows = stream::iter([Ok::<_, std::io::Error>("id,title\r\n"), Ok("7,Ink\r\n")]);
/// let export = Body::stream(rows);
/// ```
pub struct Body {
    media_type: Option<String>,
    is_text: bool,
    content: Content,
}

enum Content {
    Stream(axum::body::Body),
    /// What can also be sent in parts.
    Ranged(Ranged),
}

impl Body {
    /// A body of these bytes; also any body of axum's.
    pub fn new(bytes: impl Into<axum::body::Body>) -> Self {
        Self::of(Content::Stream(bytes.into()))
    }

    fn of(content: Content) -> Self {
        Self { media_type: None, is_text: false, content }
    }

    /// A file, which is sent piece by piece as the client takes it.
    ///
    /// As an answer's 200 it is what caches, browsers and download managers expect of one: with `Last-Modified`, `ETag` and
    /// `Accept-Ranges`; a `304` where the client has this version already, a part of it (`206`, `416`) where it asks for one by
    /// `Range` and `If-Range`, and a `412` where it is told to be another version. None of these is declared: they are how HTTP
    /// gives a 200.
    ///
    /// A name that comes from a client must not be joined to a path before it is known to hold no `/` and to be no `..`.
    ///
    /// # Errors
    /// It can't be opened, or is a folder. [`NotFound`](std::io::ErrorKind::NotFound) is for the handler to answer as its
    /// contract says.
    pub async fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        Ranged::open(path.as_ref()).await.map(|file| Self::of(Content::Ranged(file)))
    }

    /// A body that is sent piece by piece, as the stream gives it. An error cuts the answer off, so that the client does not
    /// take it for whole.
    pub fn stream<S>(pieces: S) -> Self
    where
        S: TryStream + Send + 'static,
        S::Ok: Into<Bytes>,
        S::Error: Into<BoxError>,
    {
        Self::new(axum::body::Body::from_stream(pieces))
    }

    /// Gives it a media type.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The body and its media type, which is within `range`, that of the contract.
    pub(crate) fn within(self, range: &'static str) -> Result<Sent, Internal> {
        let Some(own) = self.media_type else {
            let media_type = match range {
                "*/*" => "application/octet-stream".to_owned(),
                _ if range.contains('*') => {
                    return Err(Internal::new(format!(
                        "a body of the contract's `{range}` has no media type"
                    )));
                }
                // What a string holds is known, and clients guess otherwise.
                _ if self.is_text && range.starts_with("text/") && !range.contains("charset") => {
                    format!("{range}; charset=utf-8")
                }
                _ => range.to_owned(),
            };
            return Ok(self.content.sent(media_type.try_into().map_err(Internal::new)?));
        };
        let is_within = |range: Mime| own.parse::<Mime>().is_ok_and(|own| covers(&range, &own));
        if !range.parse::<Mime>().is_ok_and(is_within) {
            return Err(Internal::new(format!("a body of the contract's `{range}` is `{own}`")));
        }
        Ok(self.content.sent(own.try_into().map_err(Internal::new)?))
    }
}

/// A body as it goes out.
pub(crate) struct Sent {
    pub(crate) media_type: HeaderValue,
    pub(crate) body: axum::body::Body,
    /// What is still to be chosen of it.
    pub(crate) choice: Option<Choice>,
}

impl Content {
    fn sent(self, media_type: HeaderValue) -> Sent {
        match self {
            Self::Stream(body) => Sent { media_type, body, choice: None },
            Self::Ranged(ranged) => {
                let (body, choice) = ranged.into_body();
                Sent { media_type, body, choice: Some(choice) }
            }
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("media_type", &self.media_type).finish_non_exhaustive()
    }
}

impl RawBody for Body {
    fn into_body(self) -> Body {
        self
    }
}

impl RawBody for String {
    fn into_body(self) -> Body {
        Body { is_text: true, ..Body::new(self) }
    }
}

impl RawBody for Bytes {
    fn into_body(self) -> Body {
        Body::of(Content::Ranged(Ranged::bytes(self)))
    }
}

/// All that generated code does with a type that is sent as it is.
pub struct RawCodec<T> {
    /// The bytes to send.
    pub into_body: fn(T) -> Body,
    /// A value as what can be shown.
    pub shown: fn(&T) -> &dyn fmt::Debug,
}

/// The codec of a type under a media type.
pub const fn raw_codec<T: RawBody>() -> RawCodec<T> {
    RawCodec { into_body: T::into_body, shown: |value| value }
}

/// The codec of a type under a range of media types.
pub const fn range_codec<T: RangeBody>() -> RawCodec<T> {
    raw_codec()
}

impl<T> fmt::Debug for RawCodec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawCodec<{}>", std::any::type_name::<T>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(body: impl RawBody, range: &'static str) -> Option<String> {
        let sent = body.into_body().within(range).ok()?;
        Some(sent.media_type.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_body_has_the_contract_s_media_type_or_its_own_within_that() {
        for (own, range, expected) in [
            (None, "text/csv", Some("text/csv")),
            (None, "*/*", Some("application/octet-stream")),
            (None, "image/*", None),
            (Some("image/png"), "image/*", Some("image/png")),
            (Some("text/html; charset=latin1"), "*/*", Some("text/html; charset=latin1")),
            (Some("Text/CSV"), "text/csv", Some("Text/CSV")),
            (Some("text/html"), "text/csv", None),
            (Some("nonsense"), "*/*", None),
        ] {
            let body = Body::new("");
            let body = if let Some(own) = own { body.media_type(own) } else { body };
            assert_eq!(sent(body, range).as_deref(), expected, "{own:?} within {range}");
        }
    }

    #[test]
    fn only_text_that_is_a_string_is_known_to_be_utf_8() {
        assert_eq!(sent(String::new(), "text/csv").unwrap(), "text/csv; charset=utf-8");
        assert_eq!(sent(String::new(), "text/csv; charset=us-ascii").unwrap(), "text/csv; charset=us-ascii");
        assert_eq!(sent(String::new(), "application/yaml").unwrap(), "application/yaml");
        assert_eq!(sent(Bytes::new(), "text/csv").unwrap(), "text/csv");
    }
}
