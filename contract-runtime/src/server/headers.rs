//! The headers that a contract gives to an answer.

use std::borrow::Cow;

use axum::response::Response;
use http::header::{CONTENT_LOCATION, LOCATION};
use http::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::answer::internal;
use super::own::is_own;
use crate::answered::{AnsweredHeader, Answers};
use crate::internal::Internal;

/// The texts of a header, or why there are none.
type Texts = Result<Vec<String>, serde_json::Error>;

/// An answer with these headers; one that can't be a header makes it the answer to an error of the server's.
pub fn with_headers<const N: usize>(answer: Response, headers: [(&'static str, Texts); N]) -> Response {
    with_each(answer, |add| headers.into_iter().for_each(|(name, texts)| add(name, texts)))
}

/// An answer with the headers that are declared for it.
pub(super) fn with_headers_of(answer: Response, answers: &dyn Answers) -> Response {
    with_each(answer, |add| {
        answers.headers(&mut |AnsweredHeader { name, value, .. }| add(name, value.to_texts()));
    })
}

/// An answer with the headers that are handed over one by one.
fn with_each(mut answer: Response, headers: impl FnOnce(&mut dyn FnMut(&'static str, Texts))) -> Response {
    // An error that stands in for the answer has no header of it.
    if is_own(&answer) {
        return answer;
    }
    let mut added = Ok(());
    headers(&mut |name, texts| {
        if added.is_ok() {
            added = add(&mut answer, name, texts);
        }
    });
    match added {
        Ok(()) => answer,
        Err(error) => internal(&error),
    }
}

fn add(answer: &mut Response, name: &'static str, texts: Texts) -> Result<(), Internal> {
    let refuse = |error: String| Internal::new(format!("the header `{name}` can't be sent: {error}"));
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(Internal::new)?;
    for text in texts.map_err(|error| refuse(error.to_string()))? {
        // As a request's headers are read: text in UTF-8, which is ASCII nearly always.
        let text = if is_address(&name) { as_uri(text) } else { text };
        let value = HeaderValue::try_from(text.into_bytes()).map_err(|error| refuse(error.to_string()))?;
        answer.headers_mut().append(name.clone(), value);
    }
    Ok(())
}

/// Whether a header's value is a URI, which has no characters beyond ASCII.
fn is_address(name: &HeaderName) -> bool {
    [LOCATION, CONTENT_LOCATION].contains(name)
}

/// An address with what is beyond ASCII percent-encoded (RFC 3987, 3.1): clients read the bytes each in its own way otherwise.
fn as_uri(address: String) -> String {
    match utf8_percent_encode(&address, &AsciiSet::EMPTY).into() {
        Cow::Borrowed(_) => address,
        Cow::Owned(encoded) => encoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_sent_as_a_uri() {
        for (address, expected) in [
            ("/a%20b?c=d#e", "/a%20b?c=d#e"),
            ("/größe/%C3%9F", "/gr%C3%B6%C3%9Fe/%C3%9F"),
            ("/名前", "/%E5%90%8D%E5%89%8D"),
        ] {
            assert_eq!(as_uri(address.to_owned()), expected);
        }
    }
}
