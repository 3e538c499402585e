//! The keywords of a JSON Schema that are read both to find faults and to tell what is expected.

use serde_json::{Map, Value};

/// A keyword whose value is a list of schemas, values or names; empty where there is none.
pub(super) fn list<'a>(schema: &'a Map<String, Value>, keyword: &str) -> &'a [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The `type` keyword, which is a name or a list of names.
pub(super) fn kinds(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The least and the most characters of a text.
pub(super) fn length_range(schema: &Map<String, Value>) -> (Option<u64>, Option<u64>) {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
    (bound("minLength"), bound("maxLength"))
}

/// The range of whole numbers that a format stands for.
pub(super) fn integer_range(schema: &Map<String, Value>) -> Option<(i128, i128)> {
    Some(match schema.get("format").and_then(Value::as_str)? {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}
