//! Values to text: the headers of answers.

use serde::{Serialize, ser};
use serde_json::value::RawValue;

/// Writes a value as the texts of a header: none for nothing, several for a list. A number has the digits that its type has:
/// JSON's own numbers would round those that they can't hold.
///
/// # Errors
/// The value does not serialise, or not to what one line can hold.
pub(crate) fn to_texts<T: Serialize>(value: &T) -> Result<Vec<String>, serde_json::Error> {
    let json = serde_json::to_string(value)?;
    match json.as_bytes() {
        b"null" => Ok(Vec::new()),
        [b'[', ..] => serde_json::from_str::<Vec<&RawValue>>(&json)?
            .into_iter()
            .map(|item| one_text(item.get().to_owned()))
            .collect(),
        _ => Ok(vec![one_text(json)?]),
    }
}

fn one_text(json: String) -> Result<String, serde_json::Error> {
    match json.as_bytes() {
        [b'"', ..] => serde_json::from_str(&json),
        b"null" | [b'[' | b'{', ..] => {
            Err(ser::Error::custom("a header holds text, a number, a boolean, or a list of these"))
        }
        _ => Ok(json),
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
        assert_eq!(to_texts(&vec!["[", "\"", "{"]).unwrap(), ["[", "\"", "{"]);
        assert_eq!(to_texts(&Vec::<u8>::new()).unwrap(), [""; 0]);
        assert!(to_texts(&vec![vec![1]]).is_err());
        assert!(to_texts(&vec![Some(1), None]).is_err());
        assert!(to_texts(&std::collections::HashMap::from([("a", 1)])).is_err());
    }

    #[test]
    fn numbers_are_written_as_their_types_have_them() {
        assert_eq!(to_texts(&0.1_f32).unwrap(), ["0.1"]);
        assert_eq!(to_texts(&vec![0.1_f32, 2.5]).unwrap(), ["0.1", "2.5"]);
        assert_eq!(to_texts(&u128::MAX).unwrap(), [u128::MAX.to_string()]);
        assert_eq!(to_texts(&Some(i128::MIN)).unwrap(), [i128::MIN.to_string()]);
        assert_eq!(to_texts(&f64::NAN).unwrap(), [""; 0], "no number is no header");
    }
}
