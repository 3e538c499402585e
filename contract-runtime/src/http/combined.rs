//! An invalid request in the shape that ts-rest's servers give it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::{Fault, InvalidRequest, Place};

/// What was wrong with a request, in the shape that ts-rest calls `combined`: for clients that already read it.
///
/// An implementation chooses it instead of the [`Problem`](crate::Problem):
///
/// ```
/// use contract_runtime::axum::response::{IntoResponse, Response};
/// use contract_runtime::prelude::*;
/// use contract_runtime::{CombinedErrors, InvalidRequest};
///
/// contract! {
///     pub trait Clock {
///         read: { method: GET, path: "/time", query: { zone: i8 }, responses: { 200: String } },
///     }
/// }
///
/// struct Grandfather;
///
/// impl Clock for Grandfather {
///     type Context = ();
///
///     async fn read(&self, (): (), _: ClockReadRequest) -> ClockReadResult {
///         Ok("noon".to_owned().into())
///     }
///
///     fn invalid_request(&self, request: InvalidRequest) -> Response {
///         CombinedErrors::from(request).into_response()
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CombinedErrors {
    /// The faults of the path's parameters.
    pub path_parameter_errors: Option<PartErrors>,
    /// The faults of the headers.
    pub header_errors: Option<PartErrors>,
    /// The faults of the query string.
    pub query_parameter_errors: Option<PartErrors>,
    /// The faults of the body.
    pub body_errors: Option<PartErrors>,
}

/// The faults of one part, as zod writes its error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartErrors {
    /// The faults.
    pub issues: Vec<PartIssue>,
    /// `ZodError`
    pub name: String,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartIssue {
    /// `custom`, as zod has it for rules that are not its own.
    pub code: String,
    /// The field's name, or the names and indices that lead to it.
    pub path: Vec<Value>,
    /// The fault in a sentence.
    pub message: String,
}

impl From<InvalidRequest> for CombinedErrors {
    fn from(invalid: InvalidRequest) -> Self {
        let of = |is_in_part: fn(Place) -> bool| {
            let faults = invalid.faults.iter().filter(|fault| is_in_part(fault.place));
            let issues: Vec<PartIssue> = faults.map(PartIssue::from).collect();
            (!issues.is_empty()).then(|| PartErrors { issues, name: "ZodError".to_owned() })
        };
        Self {
            path_parameter_errors: of(|place| place == Place::Path),
            // What is in none of the other three came in a header.
            header_errors: of(|place| !matches!(place, Place::Path | Place::Query | Place::Body)),
            query_parameter_errors: of(|place| place == Place::Query),
            body_errors: of(|place| place == Place::Body),
        }
    }
}

impl From<&Fault> for PartIssue {
    fn from(fault: &Fault) -> Self {
        Self { code: "custom".to_owned(), path: path(fault), message: fault.detail.clone() }
    }
}

/// `items[0].count`, or `items[0][count]` as a query has it, as the names and indices that it is made of.
fn path(fault: &Fault) -> Vec<Value> {
    if fault.field.is_empty() {
        return Vec::new();
    }
    if !matches!(fault.place, Place::Body | Place::Query) {
        // The name of a header may hold a dot.
        return vec![fault.field.as_str().into()];
    }
    let steps = fault.field.split(['.', '[']).filter(|step| !step.is_empty());
    let step = |step: &str| match step.strip_suffix(']') {
        Some(inside) => inside.parse::<u64>().map_or_else(|_| inside.into(), Value::from),
        None => step.into(),
    };
    steps.map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_part_has_its_faults_and_null_without_any() {
        let faults = vec![
            Fault::missing(Place::Header, "x-attempt", "a value"),
            Fault::new(Place::Body, "items[0].count", "an integer"),
            Fault::new(Place::Body, "", "an object"),
            Fault::new(Place::Query, "sort[0][by]", "a string"),
        ];
        let combined = CombinedErrors::from(InvalidRequest { faults });
        assert_eq!(
            serde_json::to_value(combined).unwrap(),
            json!({
                "pathParameterErrors": null,
                "headerErrors": {
                    "issues": [{
                        "code": "custom",
                        "path": ["x-attempt"],
                        "message": "the header `x-attempt` is missing",
                    }],
                    "name": "ZodError",
                },
                "queryParameterErrors": {
                    "issues": [{
                        "code": "custom",
                        "path": ["sort", 0, "by"],
                        "message": "the query field `sort[0][by]` must be a string",
                    }],
                    "name": "ZodError",
                },
                "bodyErrors": {
                    "issues": [
                        {
                            "code": "custom",
                            "path": ["items", 0, "count"],
                            "message": "the body's `items[0].count` must be an integer",
                        },
                        { "code": "custom", "path": [], "message": "the body must be an object" },
                    ],
                    "name": "ZodError",
                },
            })
        );
    }
}
