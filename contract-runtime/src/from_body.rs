//! Bodies of requests that are no JSON: they are read as they are.

use std::fmt;

use bytes::Bytes;

use crate::http::{Fault, Place};

/// What can be read from a body as it is, under the media type that the contract gives it:
/// `content_type: "text/plain", body: String`.
///
/// `String` and [`Bytes`] are, and an `Option` of one. Another type can be made one of them:
///
/// ```
/// use contract_runtime::{Bytes, FromBody, NotRead};
///
/// #[derive(Debug)]
/// struct Lines(Vec<String>);
///
/// impl FromBody for Lines {
///     fn from_body(body: Option<Bytes>) -> Result<Self, NotRead> {
///         let text = String::from_body(body)?;
///         Ok(Self(text.lines().map(str::to_owned).collect()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a body as it is",
    label = "only JSON and forms are read as any type",
    note = "write `String` for text, `contract_runtime::Bytes` for anything else; or implement `contract_runtime::FromBody` for the type"
)]
pub trait FromBody: Sized + fmt::Debug + Send + 'static {
    /// Reads all bytes of a body; `None` where the request has no body, and no media type of one.
    ///
    /// # Errors
    /// The answer is a `400` with this fault.
    fn from_body(body: Option<Bytes>) -> Result<Self, NotRead>;
}

/// Why a body was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    expected: String,
    is_missing: bool,
}

impl NotRead {
    /// The body is not what it is expected to be, such as `"text with a header line"`.
    pub fn expected(what: impl Into<String>) -> Self {
        Self { expected: what.into(), is_missing: false }
    }

    /// There is no body, which is expected to be this.
    pub fn missing(what: impl Into<String>) -> Self {
        Self { expected: what.into(), is_missing: true }
    }

    pub(crate) fn into_fault(self) -> Fault {
        if self.is_missing {
            Fault::missing(Place::Body, "", self.expected)
        } else {
            Fault::new(Place::Body, "", self.expected)
        }
    }
}

impl FromBody for Bytes {
    fn from_body(body: Option<Bytes>) -> Result<Self, NotRead> {
        body.ok_or_else(|| NotRead::missing("bytes"))
    }
}

impl FromBody for String {
    fn from_body(body: Option<Bytes>) -> Result<Self, NotRead> {
        let bytes = body.ok_or_else(|| NotRead::missing("text"))?;
        Self::from_utf8(bytes.into()).map_err(|_| NotRead::expected("UTF-8 text"))
    }
}

impl<T: FromBody> FromBody for Option<T> {
    fn from_body(body: Option<Bytes>) -> Result<Self, NotRead> {
        body.map(|bytes| T::from_body(Some(bytes))).transpose()
    }
}

/// All that generated code does with a type that is received as it is.
pub struct BodyCodec<T> {
    /// Reads the bytes.
    pub from_body: fn(Option<Bytes>) -> Result<T, NotRead>,
    /// A value as what can be shown.
    pub shown: fn(&T) -> &dyn fmt::Debug,
}

/// The codec of a type that is received as it is.
pub const fn body_codec<T: FromBody>() -> BodyCodec<T> {
    BodyCodec { from_body: T::from_body, shown: |value| value }
}

impl<T> fmt::Debug for BodyCodec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyCodec<{}>", std::any::type_name::<T>())
    }
}
