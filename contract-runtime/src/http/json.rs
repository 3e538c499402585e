//! JSON bodies: reading one, and finding every fault of one that does not read.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fault::{Fault, Place};
use super::schema_faults;

/// How much of a path is told, in characters.
const LONGEST_PATH: usize = 256;

/// Why a body did not read: where serde stopped, and its words.
#[derive(Debug)]
pub struct JsonFault {
    path: String,
    error: serde_json::Error,
}

/// Reads a `T` from a body. No body at all reads as a `T` that takes `null`, such as an `Option`.
///
/// # Errors
/// Where reading stopped.
pub(crate) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonFault> {
    let body = if body.is_empty() { b"null" } else { body };
    // Keeping track of the path costs as much as reading itself, and nearly every body reads.
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // Keys of a map are the client's own, and of any length.
        let path: String = error.path().to_string().chars().take(LONGEST_PATH).collect();
        JsonFault { path: if path == "." { String::new() } else { path }, error: error.into_inner() }
    })?;
    reader.end().map_err(|error| JsonFault { path: String::new(), error })?;
    Ok(value)
}

/// Every fault of a body that did not read as its type.
///
/// serde stops at the first fault, so the body is held against the type's JSON Schema to find the others; serde has
/// the last word where the schema sees nothing wrong.
pub(crate) fn faults(
    body: &[u8],
    found: &JsonFault,
    schema: fn(&mut SchemaGenerator) -> Schema,
) -> Vec<Fault> {
    if body.is_empty() {
        return vec![Fault::missing(Place::Body, "", "a JSON value")];
    }
    let value = match serde_json::from_slice::<Value>(body) {
        Ok(value) => value,
        // Not the error that was found first: that one may be of a value before the place where the JSON breaks.
        Err(error) if is_too_deep(&error) => return vec![Fault::limit(Place::Body, "", TOO_DEEP)],
        Err(error) => return vec![not_json(&error)],
    };
    let mut generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let schema = schema(&mut generator);
    let definitions = generator.take_definitions(true);
    let mut faults = schema_faults::find(Place::Body, "", schema.as_value(), &definitions, &value);
    // What a type refuses by a rule of its own, no schema tells.
    let known = faults.iter().any(|fault| fault.field == found.path);
    if faults.is_empty() || (found.is_refusal() && !known) {
        // serde reads in order, so that whatever else there is comes after it.
        faults.insert(0, in_serde_s_words(found));
    }
    faults
}

impl JsonFault {
    /// The error's words, without the place, which is known more exactly.
    fn words(&self) -> String {
        let text = self.error.to_string();
        text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text).to_owned()
    }

    /// Whether the words are the type's own, and not serde's.
    fn is_refusal(&self) -> bool {
        const SERDE_S: [&str; 8] = [
            "data did not match any variant of untagged enum ",
            "invalid type: ",
            "invalid value: ",
            "invalid length ",
            "unknown variant ",
            "unknown field ",
            "missing field ",
            "duplicate field ",
        ];
        let words = self.words();
        !SERDE_S.iter().any(|start| words.starts_with(start))
    }
}

/// What `serde_json` takes, so that nobody can have a thread's stack run over.
const TOO_DEEP: &str = "at most 127 lists and objects inside each other";

/// `serde_json` tells it apart by its words alone.
fn is_too_deep(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("recursion limit exceeded")
}

fn not_json(error: &serde_json::Error) -> Fault {
    let mut fault = Fault::new(Place::Body, "", "valid JSON");
    fault.detail = format!(
        "the body must be valid JSON, which it is up to line {} column {}",
        error.line(),
        error.column()
    );
    fault
}

fn in_serde_s_words(found: &JsonFault) -> Fault {
    let words = found.words();
    match words.rsplit_once("expected ") {
        Some((_, expected)) if !found.is_refusal() => Fault::new(Place::Body, found.path.clone(), expected),
        _ => Fault::refused(Place::Body, found.path.clone(), &words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::JsonSchema;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only read from JSON")]
    struct Order {
        title: String,
        items: Vec<Item>,
        note: Option<String>,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only read from JSON")]
    struct Item {
        count: u8,
        size: Size,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Size {
        Small,
        Large,
    }

    #[derive(Debug, JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Even(u32);

    impl<'de> Deserialize<'de> for Even {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Option::<u32>::deserialize(deserializer)?;
            Err(serde::de::Error::custom("odd numbers have no half"))
        }
    }

    fn faults_of<T: DeserializeOwned + JsonSchema + std::fmt::Debug>(body: &str) -> Vec<(String, String)> {
        let fault = from_json::<T>(body.as_bytes()).unwrap_err();
        let faults = faults(body.as_bytes(), &fault, SchemaGenerator::subschema_for::<T>);
        faults.into_iter().map(|fault| (fault.field, fault.expected)).collect()
    }

    fn pair(field: &str, expected: &str) -> (String, String) {
        (field.to_owned(), expected.to_owned())
    }

    #[test]
    fn every_fault_of_a_body_is_found() {
        let body = r#"{"title": 5, "items": [{"count": 1, "size": "small"}, {"count": 300, "size": "huge"}, 7], "note": []}"#;
        assert_eq!(
            faults_of::<Order>(body),
            [
                pair("items[1].count", "a whole number from 0 to 255"),
                pair("items[1].size", "one of `small`, `large`"),
                pair("items[2]", "an object"),
                pair("note", "a string or null"),
                pair("title", "a string"),
            ]
        );
    }

    #[test]
    fn every_missing_field_is_named() {
        assert_eq!(faults_of::<Order>("{}"), [pair("title", "a string"), pair("items", "a list")]);
    }

    #[test]
    fn a_rule_that_no_schema_tells_is_told_in_the_type_s_words() {
        let fault = from_json::<Even>(b"1").unwrap_err();
        let faults = faults(b"1", &fault, SchemaGenerator::subschema_for::<Even>);
        assert_eq!(faults[0].detail, "the body is not valid: odd numbers have no half");
    }

    #[test]
    fn a_refusal_stands_beside_what_the_schema_finds() {
        #[derive(Debug, Deserialize, JsonSchema)]
        #[expect(dead_code, reason = "only read from JSON")]
        struct Pair {
            half: Even,
            whole: u8,
        }
        let found = faults_of::<Pair>(r#"{"half": 3, "whole": "x"}"#);
        assert_eq!(found, [pair("half", "a valid value"), pair("whole", "a whole number from 0 to 255")]);
    }

    #[test]
    fn broken_json_and_no_json_are_told_apart() {
        assert_eq!(faults_of::<Order>("{\"title\": "), [pair("", "valid JSON")]);
        assert_eq!(faults_of::<Order>(""), [pair("", "a JSON value")]);
        assert_eq!(faults_of::<u8>("1 2"), [pair("", "valid JSON")]);
    }

    #[test]
    fn the_place_is_that_of_the_syntax_error() {
        let body = br#"{"title": 1, "items": [}"#;
        let found =
            faults(body, &from_json::<Order>(body).unwrap_err(), SchemaGenerator::subschema_for::<Order>);
        assert!(found[0].detail.ends_with("line 1 column 24"), "{}", found[0].detail);
    }

    #[test]
    fn json_may_be_so_deep_and_no_deeper() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(from_json::<Value>(nested(127).as_bytes()).is_ok());
        let body = nested(128);
        let found = from_json::<Value>(body.as_bytes()).unwrap_err();
        let faults = faults(body.as_bytes(), &found, SchemaGenerator::subschema_for::<Value>);
        assert_eq!(
            faults[0].detail,
            "the body goes beyond a limit: at most 127 lists and objects inside each other"
        );
    }

    #[test]
    fn no_body_is_none() {
        assert_eq!(from_json::<Option<u8>>(b"").unwrap(), None);
    }
}
