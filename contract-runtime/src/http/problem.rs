//! Problem details (RFC 9457).

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::reason::reason;

/// Problem details (RFC 9457): the body of the runtime's own error answers, and a good one for yours.
///
/// As an answer's type it goes out as `application/problem+json`. A [`title`](Self::title) or `status` that is not set
/// is taken from the answer's status, so that the detail is all that has to be written:
///
/// ```
/// use contract_runtime::Problem;
///
/// let problem = Problem::new("No order has this number.").with("order", 42);
/// assert_eq!(problem.detail.as_deref(), Some("No order has this number."));
/// assert_eq!(problem.extensions["order"], 42);
/// ```
///
/// Its fields are those of [`ProblemDetails`], which [`into_details`](Self::into_details) gives to be taken apart.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
// A pointer, so that an error that holds a problem, and headers beside it, is small enough to be returned as it is.
pub struct Problem(Box<ProblemDetails>);

/// What a [`Problem`] says, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Problem", description = "Problem details (RFC 9457).")]
pub struct ProblemDetails {
    /// A URI that identifies the kind of problem; `about:blank` says that the status tells all.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// The kind of problem in a few words, the same for every occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong this time, for the people who read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// A URI that identifies this occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Further members, which programs can read.
    #[serde(flatten)]
    pub extensions: Map<String, Value>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

impl Default for ProblemDetails {
    fn default() -> Self {
        Self {
            kind: about_blank(),
            title: None,
            status: None,
            detail: None,
            instance: None,
            extensions: Map::new(),
        }
    }
}

impl Deref for Problem {
    type Target = ProblemDetails;

    fn deref(&self) -> &ProblemDetails {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut ProblemDetails {
        &mut self.0
    }
}

impl From<ProblemDetails> for Problem {
    fn from(details: ProblemDetails) -> Self {
        Self(Box::new(details))
    }
}

/// That of its fields.
impl JsonSchema for Problem {
    fn schema_name() -> Cow<'static, str> {
        ProblemDetails::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        ProblemDetails::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        ProblemDetails::json_schema(generator)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Problem").field(&self.0).finish()
    }
}

impl Problem {
    /// A problem with this detail: what went wrong, for the people who read it.
    #[must_use]
    pub fn new(detail: impl Into<String>) -> Self {
        ProblemDetails { detail: Some(detail.into()), ..ProblemDetails::default() }.into()
    }

    /// Its fields, to be taken apart.
    ///
    /// ```
    /// use contract_runtime::{Problem, ProblemDetails};
    ///
    /// let ProblemDetails { title, detail, .. } = Problem::new("No order has this number.").into_details();
    /// assert_eq!(detail.or(title).as_deref(), Some("No order has this number."));
    /// ```
    #[must_use]
    pub fn into_details(self) -> ProblemDetails {
        *self.0
    }

    /// Sets the URI that identifies the kind of problem.
    #[must_use]
    pub fn kind(mut self, uri: impl Into<String>) -> Self {
        self.kind = uri.into();
        self
    }

    /// Sets the title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the status. A contract's answer sets its own; a problem that answers by itself (in a plain axum handler) is a
    /// `500` without one.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds a member. A value that does not serialise to JSON is left out.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.extensions.insert(name.into(), value);
        }
        self
    }

    /// Fills in what the answer's status tells.
    pub(crate) fn for_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        if self.title.is_none() {
            self.title = reason(status).map(ToOwned::to_owned);
        }
        self
    }

    /// It as JSON, with what the answer's status tells.
    pub(crate) fn to_json(&self, status: u16) -> Result<String, serde_json::Error> {
        let title = self.title.as_deref().or_else(|| reason(status));
        let ProblemDetails { kind, detail, instance, extensions, .. } = &*self.0;
        serde_json::to_string(&Sent { kind, title, status, detail, instance, extensions })
    }
}

/// What went wrong, or else the kind of problem, for a `500: "text/plain" => String`.
impl From<Problem> for String {
    fn from(problem: Problem) -> Self {
        let ProblemDetails { kind, title, detail, .. } = problem.into_details();
        detail.or(title).unwrap_or(kind)
    }
}

/// Tells problems from all other types, where the compiler works out a table: what is none has the constant of [`NoProblem`].
#[derive(Debug)]
pub struct IsProblem<T>(PhantomData<T>);

impl IsProblem<Problem> {
    /// Whether it is one.
    pub const IS_PROBLEM: bool = true;
}

/// Stands in for a type that is no problem.
pub trait NoProblem {
    /// Whether it is one.
    const IS_PROBLEM: bool = false;
}

impl<T> NoProblem for IsProblem<T> {}

/// A problem as it goes out.
#[derive(Serialize)]
struct Sent<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: &'a Option<String>,
    #[serde(flatten)]
    extensions: &'a Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_status_fills_in_status_and_title() {
        let problem = Problem::new("gone fishing").to_json(404).unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(&problem).unwrap(),
            json!({"type": "about:blank", "title": "Not Found", "status": 404, "detail": "gone fishing"})
        );
    }

    #[test]
    fn a_title_is_the_present_name_of_the_status() {
        let problem = Problem::default().to_json(422).unwrap();
        assert!(problem.contains(r#""title":"Unprocessable Content""#), "{problem}");
    }

    #[test]
    fn a_problem_is_small_enough_to_be_an_error() {
        // clippy finds an error of 128 bytes too large, in the code of whoever returns one.
        assert_eq!(size_of::<Problem>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Problem>>(), size_of::<usize>());
    }

    #[test]
    fn documents_know_its_fields() {
        let schema = schemars::schema_for!(Problem);
        assert_eq!(schema.get("title"), Some(&json!("Problem")));
        assert!(schema.pointer("/properties/detail").is_some(), "{schema:?}");
    }

    #[test]
    fn a_stranger_s_problem_reads_back_whole() {
        let text = r#"{"type":"https://example.org/out-of-credit","balance":30}"#;
        let problem: Problem = serde_json::from_str(text).unwrap();
        assert_eq!(problem.kind, "https://example.org/out-of-credit");
        assert_eq!(problem.extensions["balance"], 30);
    }
}
