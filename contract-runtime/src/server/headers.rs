//! The headers that a contract gives to an answer.

use axum::response::Response;
use http::{HeaderName, HeaderValue};

use super::answer::internal;
use super::own::is_own;
use crate::internal::Internal;

/// The texts of a header, or why there are none.
type Texts = Result<Vec<String>, serde_json::Error>;

/// An answer with these headers; one that can't be a header makes it the answer to an error of the server's.
pub fn with_headers<const N: usize>(mut answer: Response, headers: [(&'static str, Texts); N]) -> Response {
    // An error that stands in for the answer has no header of it.
    if is_own(&answer) {
        return answer;
    }
    for (name, texts) in headers {
        if let Err(error) = add(&mut answer, name, texts) {
            return internal(&error);
        }
    }
    answer
}

fn add(answer: &mut Response, name: &'static str, texts: Texts) -> Result<(), Internal> {
    let refuse = |error: String| Internal::new(format!("the header `{name}` can't be sent: {error}"));
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(Internal::new)?;
    for text in texts.map_err(|error| refuse(error.to_string()))? {
        // As a request's headers are read: text in UTF-8, which is ASCII nearly always.
        let value = HeaderValue::try_from(text.into_bytes()).map_err(|error| refuse(error.to_string()))?;
        answer.headers_mut().append(name.clone(), value);
    }
    Ok(())
}
