//! Texts of a query that are JSON.

use std::borrow::Cow;

use serde_json::{Number, Value};

/// Digits that a double keeps, whatever they are.
const EXACT_DIGITS: usize = 15;

/// What a JSON string literal says; any other text is itself.
pub(super) fn unquoted(text: &str) -> Cow<'_, str> {
    if text.starts_with('"') && text.ends_with('"') {
        serde_json::from_str(text).map_or(Cow::Borrowed(text), Cow::Owned)
    } else {
        Cow::Borrowed(text)
    }
}

/// The text as a JSON array.
pub(super) fn array(text: &str) -> Option<Value> {
    text.starts_with('[').then(|| serde_json::from_str(text).ok())?
}

/// The text as a JSON object.
pub(super) fn object(text: &str) -> Option<Value> {
    text.starts_with('{').then(|| serde_json::from_str(text).ok())?
}

/// The text as a JSON number.
pub(super) fn number(text: &str) -> Option<Value> {
    // JSON has space around it, which no client writes around a number.
    let begins = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let ends = text.ends_with(|last: char| last.is_ascii_digit());
    let number: Value = (begins && ends).then(|| serde_json::from_str(text).ok())??;
    if !number.is_f64() {
        return number.is_number().then_some(number);
    }
    // A whole number beyond 64 bits is no double, and serde_json may miss the nearest double by one.
    let double: f64 = text.contains(['.', 'e', 'E']).then(|| text.parse().ok())??;
    Number::from_f64(double).map(Value::Number)
}

/// The most specific reading that loses nothing of the text.
pub(super) fn most_specific(text: &str) -> Value {
    let is_json = text.starts_with(['[', '{', '"']) || matches!(text, "true" | "false" | "null");
    let read = if is_json {
        serde_json::from_str(text).ok()
    } else {
        number(text).filter(|read| is_exact(text, read))
    };
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Whether the text says no more digits than the number keeps.
pub(super) fn is_exact(text: &str, number: &Value) -> bool {
    !number.is_f64() || text.bytes().filter(u8::is_ascii_digit).count() <= EXACT_DIGITS
}

/// The text as a boolean. A name that is present without a value is a flag that is set: `?verbose`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
