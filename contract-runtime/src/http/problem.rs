//! Problem details (RFC 9457).

use schemars::JsonSchema;
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
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
    // Boxed, so that an error that holds a problem stays small enough to be returned as it is.
    pub extensions: Box<Map<String, Value>>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

impl Default for Problem {
    fn default() -> Self {
        Self {
            kind: about_blank(),
            title: None,
            status: None,
            detail: None,
            instance: None,
            extensions: Box::default(),
        }
    }
}

impl Problem {
    /// A problem with this detail: what went wrong, for the people who read it.
    #[must_use]
    pub fn new(detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::default() }
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
        self.title = self.title.or_else(|| reason(status).map(ToOwned::to_owned));
        self
    }

    /// It as JSON, with what the answer's status tells.
    pub(crate) fn to_json(&self, status: u16) -> Result<String, serde_json::Error> {
        let title = self.title.as_deref().or_else(|| reason(status));
        let Self { kind, detail, instance, extensions, .. } = self;
        serde_json::to_string(&Sent { kind, title, status, detail, instance, extensions })
    }
}

/// What went wrong, or else the kind of problem, for a `500: "text/plain" => String`.
impl From<Problem> for String {
    fn from(problem: Problem) -> Self {
        let Problem { kind, title, detail, .. } = problem;
        detail.or(title).unwrap_or(kind)
    }
}

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
        assert!(size_of::<Problem>() < 120, "{} bytes", size_of::<Problem>());
    }

    #[test]
    fn a_stranger_s_problem_reads_back_whole() {
        let text = r#"{"type":"https://example.org/out-of-credit","balance":30}"#;
        let problem: Problem = serde_json::from_str(text).unwrap();
        assert_eq!(problem.kind, "https://example.org/out-of-credit");
        assert_eq!(problem.extensions["balance"], 30);
    }
}
