//! What was wrong with a request: every fault of all its parts, each with its place.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// A request that does not match its route's contract.
///
/// Answered as a `400` whose [`Problem`] lists the faults under `errors`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct InvalidRequest {
    /// Every fault that was found, in the order path, query, headers, cookies, body.
    pub faults: Vec<Fault>,
}

/// One thing in a request that is not as the contract says.
///
/// What the request held instead is not repeated, but where a type's own deserialiser says it in its error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Fault {
    /// The part of the request.
    #[serde(rename = "in")]
    pub place: Place,
    /// The field: a name, or a path such as `items[0].count` in a body. Empty where the part as a whole is meant.
    pub field: String,
    /// What the contract expects there.
    pub expected: String,
    /// The fault in a sentence.
    pub detail: String,
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Place {
    /// A parameter in the path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Body => "body",
        })
    }
}

impl Fault {
    /// A fault whose sentence is made of its place, field and expectation.
    pub(crate) fn new(place: Place, field: impl Into<String>, expected: impl Into<String>) -> Self {
        let (field, expected) = (field.into(), expected.into());
        let detail = format!("{} must be {expected}", subject(place, &field));
        Self { place, field, expected, detail }
    }

    /// Something that the contract requires is not there.
    pub(crate) fn missing(place: Place, field: impl Into<String>, expected: impl Into<String>) -> Self {
        let (field, expected) = (field.into(), expected.into());
        let detail = format!("{} is missing", subject(place, &field));
        Self { place, field, expected, detail }
    }

    /// The type itself refused the value, in its own words.
    pub(crate) fn refused(place: Place, field: impl Into<String>, reason: &str) -> Self {
        // The words may repeat what the client sent, which has no bound.
        let reason: String = reason.chars().take(200).collect();
        let field = field.into();
        let detail = format!("{} is not valid: {reason}", subject(place, &field));
        Self { place, field, expected: "a valid value".to_owned(), detail }
    }

    /// There are several values where one is meant.
    pub(crate) fn repeated(place: Place, field: impl Into<String>) -> Self {
        let field = field.into();
        let detail = format!("{} was given more than once", subject(place, &field));
        Self { place, field, expected: "one value".to_owned(), detail }
    }

    /// The request goes beyond a limit of this library.
    pub(crate) fn limit(place: Place, field: impl Into<String>, limit: impl Into<String>) -> Self {
        let (field, expected) = (field.into(), limit.into());
        let detail = format!("{} goes beyond a limit: {expected}", subject(place, &field));
        Self { place, field, expected, detail }
    }

    /// Whether this stands in a part of the field.
    pub(crate) fn is_within(&self, field: &str) -> bool {
        let rest = self.field.strip_prefix(field);
        rest.is_some_and(|rest| rest.starts_with(['.', '[']) || (field.is_empty() && !rest.is_empty()))
    }
}

fn subject(place: Place, field: &str) -> String {
    let part = match place {
        Place::Path => "the path parameter",
        Place::Query => "the query field",
        Place::Header => "the header",
        Place::Cookie => "the cookie",
        Place::Body => "the body's",
    };
    match (field, place) {
        ("", Place::Body) => "the body".to_owned(),
        ("", _) => format!("the {place}"),
        _ => format!("{part} `{field}`"),
    }
}

impl InvalidRequest {
    /// What was read, or else its faults.
    pub(crate) fn keep<T>(&mut self, read: Result<T, Vec<Fault>>) -> Option<T> {
        read.map_err(|faults| self.faults.extend(faults)).ok()
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&fault.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidRequest {}

impl From<InvalidRequest> for Problem {
    fn from(invalid: InvalidRequest) -> Self {
        let count = invalid.faults.len();
        let detail = match invalid.faults.as_slice() {
            [only] => only.detail.clone(),
            _ => format!("{count} things in the request are not as the contract says"),
        };
        Self::new(detail).title("Invalid request").status(400).with("errors", invalid.faults)
    }
}

/// Its faults in sentences, for a `400: "text/plain" => String`.
impl From<InvalidRequest> for String {
    fn from(invalid: InvalidRequest) -> Self {
        invalid.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_problem_lists_every_fault() {
        let faults = vec![
            Fault::missing(Place::Query, "page", "a value"),
            Fault::new(Place::Body, "items[0].count", "an integer"),
        ];
        let problem = Problem::from(InvalidRequest { faults });
        assert_eq!(
            serde_json::to_value(problem).unwrap(),
            json!({
                "type": "about:blank",
                "title": "Invalid request",
                "status": 400,
                "detail": "2 things in the request are not as the contract says",
                "errors": [
                    {"in": "query", "field": "page", "expected": "a value", "detail": "the query field `page` is missing"},
                    {"in": "body", "field": "items[0].count", "expected": "an integer", "detail": "the body's `items[0].count` must be an integer"},
                ],
            })
        );
    }
}
