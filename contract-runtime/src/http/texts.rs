//! Values to text: the headers of answers.

use serde::{Serialize, ser};
use serde_json::Value;

/// Writes a value as the texts of a header: none for nothing, several for a list.
///
/// # Errors
/// The value does not serialise, or not to what one line can hold.
pub(crate) fn to_texts<T: Serialize>(value: &T) -> Result<Vec<String>, serde_json::Error> {
    match serde_json::to_value(value)? {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => items.into_iter().map(one_text).collect(),
        value => Ok(vec![one_text(value)?]),
    }
}

fn one_text(value: Value) -> Result<String, serde_json::Error> {
    match value {
        Value::String(text) => Ok(text),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(ser::Error::custom("a header holds text, a number, a boolean, or a list of these"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_line_can_hold_is_written() {
        assert_eq!(to_texts(&"a b").unwrap(), ["a b"]);
        assert_eq!(to_texts(&7u32).unwrap(), ["7"]);
        assert_eq!(to_texts(&Some(true)).unwrap(), ["true"]);
        assert_eq!(to_texts(&None::<u32>).unwrap(), [""; 0]);
        assert_eq!(to_texts(&vec!["a", "b"]).unwrap(), ["a", "b"]);
        assert!(to_texts(&vec![vec![1]]).is_err());
        assert!(to_texts(&std::collections::HashMap::from([("a", 1)])).is_err());
    }
}
