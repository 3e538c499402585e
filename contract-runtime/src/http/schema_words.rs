//! What a JSON Schema expects of a value, in words for the people who read an answer.

use std::fmt;

use serde_json::{Map, Value};

use super::schema_keywords::{integer_range, kinds, length_range};

/// What a schema expects.
pub(super) fn describe(schema: &Map<String, Value>) -> String {
    if let Some(only) = schema.get("const") {
        return quoted(only);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values: Vec<_> = values.iter().map(quoted).collect();
        return if values.len() == 1 { values.concat() } else { format!("one of {}", values.join(", ")) };
    }
    let kinds: Vec<_> = kinds(schema).into_iter().map(|kind| describe_kind(kind, schema)).collect();
    if kinds.is_empty() { "a value of the declared kind".to_owned() } else { kinds.join(" or ") }
}

fn describe_kind(kind: &str, schema: &Map<String, Value>) -> String {
    let format = schema.get("format").and_then(Value::as_str);
    match (kind, format) {
        ("integer", _) => {
            let (least, most) = whole_range(schema);
            bounded("a whole number", least, most)
        }
        ("string", Some(format)) => format!("a string with a {format}"),
        ("string", None) => match length_range(schema) {
            (Some(least), Some(most)) => format!("a string of {least} to {most} characters"),
            (Some(least), None) => format!("a string of at least {least} characters"),
            (None, Some(most)) => format!("a string of at most {most} characters"),
            (None, None) => "a string".to_owned(),
        },
        ("number", _) => {
            let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
            bounded("a number", bound("minimum"), bound("maximum"))
        }
        ("boolean", _) => "`true` or `false`".to_owned(),
        ("array", _) => "a list".to_owned(),
        ("object", _) => "an object".to_owned(),
        (other, _) => other.to_owned(),
    }
}

/// What whole numbers the schema takes, as far as it is worth saying: nobody types the limits of 64 bits.
fn whole_range(schema: &Map<String, Value>) -> (Option<i128>, Option<i128>) {
    let bound = |keyword: &str| {
        let bound = schema.get(keyword)?;
        bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from))
    };
    let format = integer_range(schema);
    let least = bound("minimum").max(format.map(|(least, _)| least));
    let most = bound("maximum").into_iter().chain(format.map(|(_, most)| most)).min();
    (least.filter(|least| *least > i64::MIN.into()), most.filter(|most| *most < i64::MAX.into()))
}

fn bounded<T: fmt::Display + Default + PartialEq>(what: &str, least: Option<T>, most: Option<T>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{what} from {least} to {most}"),
        (Some(least), None) if least == T::default() => format!("{what}, not negative"),
        (Some(least), None) => format!("{what} of at least {least}"),
        (None, Some(most)) => format!("{what} of at most {most}"),
        (None, None) => what.to_owned(),
    }
}

fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_number_s_bounds_are_told() {
        for (schema, expected) in [
            (json!({"type": "integer", "minimum": 1, "maximum": 100}), "a whole number from 1 to 100"),
            (json!({"type": "integer", "format": "uint8", "minimum": 1}), "a whole number from 1 to 255"),
            (json!({"type": "integer", "format": "uint64", "minimum": 0}), "a whole number, not negative"),
            (json!({"type": "integer", "format": "int64"}), "a whole number"),
            (json!({"type": "integer", "minimum": 18}), "a whole number of at least 18"),
            (json!({"type": "integer", "maximum": 5}), "a whole number of at most 5"),
            (json!({"type": "number", "minimum": 0.5, "maximum": 2}), "a number from 0.5 to 2"),
            (json!({"type": "number", "minimum": 0}), "a number, not negative"),
            (json!({"type": "number"}), "a number"),
        ] {
            assert_eq!(describe(schema.as_object().unwrap()), expected, "{schema}");
        }
    }
}
