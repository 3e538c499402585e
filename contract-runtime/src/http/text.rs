//! Values from text: path parameters, query fields and headers are read by serde out of the strings that the
//! request gave for a name: none, one, or several.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::ser;
use serde_json::Value;

/// Why a value could not be read from text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextError {
    /// The request gave nothing for the name, and the type needs something.
    Missing,
    /// The request gave several values for the name, and the type takes one.
    Repeated,
    /// The request gave a value that the type does not read; holds what it does read.
    Expected(String),
    /// The request gave a value that the type refuses; holds the type's own words.
    Refused(String),
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("a value"),
            Self::Repeated => f.write_str("one value"),
            Self::Expected(what) | Self::Refused(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for TextError {}

impl de::Error for TextError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Refused(message.to_string())
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::Expected(one_of(expected))
    }
}

fn one_of(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [only] => only.clone(),
        _ => format!("one of {}", quoted.join(", ")),
    }
}

/// Reads a `T` from every value that the request gave for one name.
///
/// No value is `None` for an `Option` and empty for a list. A single empty value that the type can't read counts as
/// no value, since that is how clients write `null`.
///
/// # Errors
/// What was expected, where the values do not read as a `T`.
pub(crate) fn from_text<T: DeserializeOwned>(values: &[Cow<'_, str>]) -> Result<T, TextError> {
    match (T::deserialize(Values(values)), values) {
        (Err(error), [only]) if only.is_empty() => T::deserialize(Values(&[])).map_err(|_| error),
        (result, _) => result,
    }
}

/// Writes a value as texts that [`from_text`] reads: none for nothing, several for a list.
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

/// All values of one name.
#[derive(Clone, Copy)]
pub(super) struct Values<'a>(pub(super) &'a [Cow<'a, str>]);

impl<'a> Values<'a> {
    fn one(self) -> Result<One<'a>, TextError> {
        match self.0 {
            [] => Err(TextError::Missing),
            [only] => Ok(One(only)),
            _ => Err(TextError::Repeated),
        }
    }
}

macro_rules! through_one {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
            self.one()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Values<'_> {
    type Error = TextError;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if self.0.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_seq(de::value::SeqDeserializer::new(self.0.iter().map(|value| One(value))))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.one()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }

    through_one! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_map deserialize_identifier
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.one()?.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.one()?.deserialize_struct(name, fields, visitor)
    }
}

/// One value.
struct One<'a>(&'a str);

impl IntoDeserializer<'_, TextError> for One<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident $type:ty, $expected:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
            match self.0.parse::<$type>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(TextError::Expected($expected.to_owned())),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for One<'_> {
    type Error = TextError;

    parsed! {
        deserialize_i8 visit_i8 i8, "a whole number from -128 to 127";
        deserialize_i16 visit_i16 i16, "a whole number from -32768 to 32767";
        deserialize_i32 visit_i32 i32, "a whole number from -2147483648 to 2147483647";
        deserialize_i64 visit_i64 i64, "a whole number of 64 bits";
        deserialize_i128 visit_i128 i128, "a whole number of 128 bits";
        deserialize_u8 visit_u8 u8, "a whole number from 0 to 255";
        deserialize_u16 visit_u16 u16, "a whole number from 0 to 65535";
        deserialize_u32 visit_u32 u32, "a whole number from 0 to 4294967295";
        deserialize_u64 visit_u64 u64, "a whole number of 64 bits, not negative";
        deserialize_u128 visit_u128 u128, "a whole number of 128 bits, not negative";
        deserialize_f32 visit_f32 f32, "a number";
        deserialize_f64 visit_f64 f64, "a number";
        deserialize_char visit_char char, "one character";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_str(self.0)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        match self.0 {
            // A name that is present without a value is a flag that is set: `?verbose`.
            "true" | "1" | "" => visitor.visit_bool(true),
            "false" | "0" => visitor.visit_bool(false),
            _ => Err(TextError::Expected("`true` or `false`".to_owned())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_seq(de::value::SeqDeserializer::new(std::iter::once(self)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        let value: StrDeserializer<'_, TextError> = self.0.into_deserializer();
        visitor.visit_enum(value)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        str string bytes byte_buf unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    fn read<T: DeserializeOwned>(values: &[&str]) -> Result<T, TextError> {
        let values: Vec<_> = values.iter().map(|&value| Cow::Borrowed(value)).collect();
        from_text(&values)
    }

    fn expected(what: &str) -> TextError {
        TextError::Expected(what.to_owned())
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Id(u32);

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Status {
        Open,
        InTransit,
    }

    #[test]
    fn scalars_read_their_text() {
        assert_eq!(read::<u32>(&["7"]), Ok(7));
        assert_eq!(read::<i8>(&["-128"]), Ok(-128));
        assert_eq!(read::<f64>(&["1e3"]), Ok(1000.0));
        assert_eq!(read::<String>(&["a b"]), Ok("a b".to_owned()));
        assert_eq!(read::<Id>(&["7"]), Ok(Id(7)));
        assert_eq!(read::<Status>(&["in_transit"]), Ok(Status::InTransit));
    }

    #[test]
    fn a_wrong_text_says_what_was_expected() {
        assert_eq!(read::<u8>(&["256"]), Err(expected("a whole number from 0 to 255")));
        assert_eq!(read::<bool>(&["yes"]), Err(expected("`true` or `false`")));
        assert_eq!(read::<Status>(&["lost"]), Err(expected("one of `open`, `in_transit`")));
    }

    #[test]
    fn booleans_take_digits_and_bare_names() {
        for text in ["true", "1", ""] {
            assert_eq!(read::<bool>(&[text]), Ok(true));
        }
        for text in ["false", "0"] {
            assert_eq!(read::<bool>(&[text]), Ok(false));
        }
        assert_eq!(read::<Option<bool>>(&[""]), Ok(Some(true)));
    }

    #[test]
    fn nothing_is_none_or_empty_or_missing() {
        assert_eq!(read::<Option<u32>>(&[]), Ok(None));
        assert_eq!(read::<Vec<u32>>(&[]), Ok(vec![]));
        assert_eq!(read::<u32>(&[]), Err(TextError::Missing));
        assert_eq!(read::<Id>(&[]), Err(TextError::Missing));
    }

    #[test]
    fn an_empty_value_is_null_where_it_reads_as_nothing_else() {
        assert_eq!(read::<Option<u32>>(&[""]), Ok(None));
        assert_eq!(read::<Option<String>>(&[""]), Ok(Some(String::new())));
        assert_eq!(read::<u32>(&[""]), Err(expected("a whole number from 0 to 4294967295")));
    }

    #[test]
    fn texts_are_written_as_they_are_read() {
        assert_eq!(to_texts(&"a b").unwrap(), ["a b"]);
        assert_eq!(to_texts(&7u32).unwrap(), ["7"]);
        assert_eq!(to_texts(&Some(true)).unwrap(), ["true"]);
        assert_eq!(to_texts(&None::<u32>).unwrap(), [""; 0]);
        assert_eq!(to_texts(&vec!["a", "b"]).unwrap(), ["a", "b"]);
        assert!(to_texts(&vec![vec![1]]).is_err());
        assert!(to_texts(&std::collections::HashMap::from([("a", 1)])).is_err());
    }

    #[test]
    fn several_values_are_a_list_and_nothing_else() {
        assert_eq!(read::<Vec<u32>>(&["1", "2"]), Ok(vec![1, 2]));
        assert_eq!(read::<Vec<Status>>(&["open"]), Ok(vec![Status::Open]));
        assert_eq!(read::<Option<Vec<Id>>>(&["1"]), Ok(Some(vec![Id(1)])));
        assert_eq!(read::<u32>(&["1", "2"]), Err(TextError::Repeated));
    }
}
