//! Why a multipart body can't be read.

use std::error::Error;
use std::fmt;
use std::io;

use http::StatusCode;
use http_body_util::LengthLimitError;

use super::parser::Broken;
use crate::causes;
use crate::http::{Fault, Place};

/// Why a [`Multipart`](super::Multipart) body, or a part of it, can't be read.
///
/// [`internal`](crate::InternalExt::internal) keeps its status: what the client did wrong is answered with a `400` or a `413`, and
/// only what the server did with a `500`.
#[derive(Debug)]
pub struct MultipartError(Why);

#[derive(Debug)]
enum Why {
    /// It is no `multipart/form-data`; what is expected instead.
    Broken(&'static str),
    /// A part is not text in UTF-8; its name.
    NotText(String),
    /// It goes beyond a limit: what, and how.
    TooLarge(&'static str),
    /// The connection broke off.
    Cut(axum::Error),
    /// A temporary file can't be written.
    Disk(io::Error),
}

impl MultipartError {
    pub(super) const fn broken(expected: &'static str) -> Self {
        Self(Why::Broken(expected))
    }

    pub(super) fn not_text(name: &str) -> Self {
        Self(Why::NotText(name.to_owned()))
    }

    pub(super) const fn too_large(what: &'static str) -> Self {
        Self(Why::TooLarge(what))
    }

    /// An error of the body itself, which is its limit or a connection that broke off.
    pub(super) fn of_body(error: axum::Error) -> Self {
        if causes::find::<LengthLimitError>(&error).is_some() {
            return Self::too_large("body is larger than what is taken here");
        }
        Self(Why::Cut(error))
    }

    /// The status that it is answered with: 400, 413 or 500.
    pub fn status(&self) -> StatusCode {
        match &self.0 {
            Why::Broken(_) | Why::NotText(_) | Why::Cut(_) => StatusCode::BAD_REQUEST,
            Why::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Why::Disk(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong with the request, where it is invalid.
    pub(crate) fn fault(&self) -> Option<Fault> {
        match &self.0 {
            Why::Broken(expected) => Some(Fault::new(Place::Body, "", *expected)),
            Why::NotText(name) => Some(Fault::new(Place::Body, name, "UTF-8 text")),
            Why::Cut(_) => Some(Fault::new(Place::Body, "", "sent whole")),
            Why::TooLarge(_) | Why::Disk(_) => None,
        }
    }

    /// What of the body goes beyond a limit, where something does.
    pub(crate) fn excess(&self) -> Option<&'static str> {
        match &self.0 {
            Why::TooLarge(what) => Some(what),
            _ => None,
        }
    }
}

impl fmt::Display for MultipartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::Broken(expected) => write!(f, "the body must be {expected}"),
            Why::NotText(name) => write!(f, "the part `{name}` must be UTF-8 text"),
            Why::TooLarge(what) => write!(f, "the {what}"),
            Why::Cut(_) => f.write_str("the body broke off"),
            Why::Disk(_) => f.write_str("a temporary file can't be written"),
        }
    }
}

impl Error for MultipartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Why::Cut(error) => Some(error),
            Why::Disk(error) => Some(error),
            Why::Broken(_) | Why::NotText(_) | Why::TooLarge(_) => None,
        }
    }
}

impl From<Broken> for MultipartError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Expected(what) => Self::broken(what),
            Broken::LongHead => Self::too_large("headers of a part are longer than what is taken here"),
        }
    }
}

impl From<io::Error> for MultipartError {
    fn from(error: io::Error) -> Self {
        Self(Why::Disk(error))
    }
}
