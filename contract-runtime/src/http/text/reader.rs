//! What a request gave, for serde to read.

use std::any::type_name;
use std::borrow::Cow;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer as _, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde_json::Value;

use super::given::Given;
use super::literal;
use super::misread::{Misread, Null, Why};
use crate::http::query::{MOST_ELEMENTS, NotAList};

/// What a request gave, and what is known of its nulls.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    given: Given<'a>,
    nulls: &'a [Null],
}

impl<'a> Reader<'a> {
    pub(super) fn new(given: Given<'a>, nulls: &'a [Null]) -> Self {
        Self { given, nulls }
    }

    fn with<'b>(self, value: &'b Value) -> Reader<'b>
    where
        'a: 'b,
    {
        Reader { given: Given::Json(value), nulls: self.nulls }
    }

    /// The one text that a scalar is read from, or what the type expects instead.
    fn scalar(self, expected: &str) -> Result<Cow<'a, str>, Misread> {
        match self.given {
            Given::Nothing => Err(Why::Missing.into()),
            Given::Plain(text) | Given::Text(text) => Ok(Cow::Borrowed(text)),
            Given::Plains(_) => Err(Why::Repeated.into()),
            Given::Node(node) if node.members.is_empty() && !node.is_list => Err(Why::Repeated.into()),
            Given::Json(Value::String(text)) => Ok(Cow::Borrowed(text)),
            Given::Json(value @ (Value::Bool(_) | Value::Number(_))) => Ok(Cow::Owned(value.to_string())),
            Given::Node(_) | Given::Json(_) => Err(Misread::expected(expected)),
        }
    }

    fn parsed<T: FromStr>(self, expected: &str) -> Result<T, Misread> {
        self.scalar(expected)?.parse().map_err(|_| Misread::expected(expected))
    }

    /// A number as JSON knows them: `NaN` and `inf` are none, nor is what is too large.
    fn number<T: FromStr>(self, is_finite: impl FnOnce(&T) -> bool) -> Result<T, Misread> {
        const EXPECTED: &str = "a number";
        Some(self.parsed(EXPECTED)?).filter(is_finite).ok_or_else(|| Misread::expected(EXPECTED))
    }

    fn string(self, expected: &str) -> Result<Cow<'a, str>, Misread> {
        match self.given {
            Given::Text(text) => Ok(literal::unquoted(text)),
            _ => self.scalar(expected),
        }
    }

    /// The text that may be `null`.
    fn null_text(self) -> Option<&'static str> {
        match self.given {
            Given::Plain("") | Given::Text("") => Some(""),
            Given::Text("null") => Some("null"),
            Given::Json(Value::String(text)) if text.is_empty() => Some(""),
            _ => None,
        }
    }

    /// The elements of a list, of which one text has one.
    fn elements(self) -> Result<Vec<Given<'a>>, Misread> {
        let elements: Vec<_> = match self.given {
            Given::Nothing => Vec::new(),
            one @ (Given::Plain(_) | Given::Text(_)) => vec![one],
            Given::Plains(texts) => texts.iter().map(|text| Given::Plain(text)).collect(),
            Given::Node(node) => {
                let numbered = node.numbered().map_err(not_a_list)?;
                let texts = node.texts.iter().map(|text| Given::Text(text));
                texts.chain(numbered.into_iter().map(Given::from)).collect()
            }
            Given::Json(Value::Array(items)) => items.iter().map(Given::Json).collect(),
            Given::Json(_) => return Err(Misread::expected("a list")),
        };
        if elements.len() > MOST_ELEMENTS { Err(not_a_list(NotAList::TooLong)) } else { Ok(elements) }
    }

    fn members(self) -> Result<Vec<(&'a str, Given<'a>)>, Misread> {
        match self.given {
            Given::Nothing => Ok(Vec::new()),
            Given::Node(node) if node.texts.is_empty() => {
                Ok(node.members.iter().map(|(name, node)| (name.as_str(), node.into())).collect())
            }
            Given::Json(Value::Object(members)) => {
                Ok(members.iter().map(|(name, value)| (name.as_str(), Given::Json(value))).collect())
            }
            _ => Err(Misread::expected("an object")),
        }
    }
}

fn not_a_list(why: NotAList) -> Misread {
    match why {
        NotAList::Named => Misread::expected("a list"),
        NotAList::Unnumbered => Misread::expected("a list whose elements are numbered, as in `a[0][k]`"),
        NotAList::TooLong => Why::Limit(format!("at most {MOST_ELEMENTS} elements in a list")).into(),
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident $expected:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
            visitor.$visit(self.parsed($expected)?)
        }
    )*};
}

macro_rules! as_another {
    ($($method:ident($($argument:ty),*) $other:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $argument,)* visitor: V) -> Result<V::Value, Misread> {
            self.$other(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misread;

    parsed! {
        deserialize_i8 visit_i8 "a whole number from -128 to 127";
        deserialize_i16 visit_i16 "a whole number from -32768 to 32767";
        deserialize_i32 visit_i32 "a whole number from -2147483648 to 2147483647";
        deserialize_i64 visit_i64 "a whole number of 64 bits";
        deserialize_i128 visit_i128 "a whole number of 128 bits";
        deserialize_u8 visit_u8 "a whole number from 0 to 255";
        deserialize_u16 visit_u16 "a whole number from 0 to 65535";
        deserialize_u32 visit_u32 "a whole number from 0 to 4294967295";
        deserialize_u64 visit_u64 "a whole number of 64 bits, not negative";
        deserialize_u128 visit_u128 "a whole number of 128 bits, not negative";
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_f32(self.number(|number: &f32| number.is_finite())?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_f64(self.number(|number: &f64| number.is_finite())?)
    }

    as_another! {
        deserialize_string() deserialize_str;
        deserialize_bytes() deserialize_str;
        deserialize_byte_buf() deserialize_str;
        deserialize_identifier() deserialize_str;
        deserialize_tuple(usize) deserialize_seq;
        deserialize_tuple_struct(&'static str, usize) deserialize_seq;
        deserialize_struct(&'static str, &'static [&'static str]) deserialize_map;
        deserialize_unit_struct(&'static str) deserialize_unit;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        const EXPECTED: &str = "`true` or `false`";
        let read = literal::boolean(&self.scalar(EXPECTED)?);
        visitor.visit_bool(read.ok_or_else(|| Misread::expected(EXPECTED))?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        const EXPECTED: &str = "one character";
        let read = self.string(EXPECTED)?.parse();
        visitor.visit_char(read.map_err(|_| Misread::expected(EXPECTED))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_str(&self.string("a string")?)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        let is_null = self.null_text().is_some() || matches!(self.given, Given::Json(Value::Null));
        if is_null { visitor.visit_unit() } else { Err(Misread::expected("nothing")) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        if matches!(self.given, Given::Nothing | Given::Json(Value::Null)) {
            return visitor.visit_none();
        }
        let null = self.null_text().map(|text| Null { option: type_name::<V::Value>(), text });
        match null {
            Some(null) if self.nulls.contains(&null) => visitor.visit_none(),
            Some(null) => visitor.visit_some(self).map_err(|found| found.or_null(null)),
            None => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        if let Given::Text(text) = self.given
            && let Some(array) = literal::array(text)
        {
            return self.with(&array).deserialize_seq(visitor);
        }
        let mut elements = Elements::new(self.elements()?, self.nulls);
        let value = visitor.visit_seq(&mut elements)?;
        elements.end().map(|()| value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        if let Given::Text(text) = self.given
            && let Some(object) = literal::object(text)
        {
            return self.with(&object).deserialize_map(visitor);
        }
        visitor.visit_map(Members::new(self.members()?, self.nulls))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        if let Given::Text(text) = self.given
            && let Some(object) = literal::object(text)
        {
            return self.with(&object).deserialize_enum(name, variants, visitor);
        }
        let has_data = match self.given {
            Given::Node(node) => !node.members.is_empty(),
            Given::Json(value) => value.is_object(),
            _ => false,
        };
        if has_data {
            let members = Members::new(self.members()?, self.nulls);
            if members.size_hint() != Some(1) {
                return Err(Misread::invalid_type(Unexpected::Map, &"an object with one member"));
            }
            return visitor.visit_enum(MapAccessDeserializer::new(members));
        }
        let text = self.string("a string")?;
        let variant: StrDeserializer<'_, Misread> = text.as_ref().into_deserializer();
        visitor.visit_enum(variant)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_unit()
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.given {
            Given::Nothing => Err(Why::Missing.into()),
            Given::Plain(text) => visitor.visit_str(text),
            Given::Text(text) => self.with(&literal::most_specific(text)).deserialize_any(visitor),
            Given::Plains(_) | Given::Json(Value::Array(_)) => self.deserialize_seq(visitor),
            Given::Node(node) if node.looks_like_a_list() => self.deserialize_seq(visitor),
            Given::Node(_) | Given::Json(Value::Object(_)) => self.deserialize_map(visitor),
            Given::Json(Value::Null) => visitor.visit_unit(),
            Given::Json(Value::Bool(value)) => visitor.visit_bool(*value),
            Given::Json(Value::String(text)) => visitor.visit_str(text),
            Given::Json(Value::Number(number)) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (.., number) => visitor.visit_f64(number.unwrap_or(f64::NAN)),
            },
        }
    }
}

/// The elements of a list.
struct Elements<'a> {
    rest: std::iter::Enumerate<std::vec::IntoIter<Given<'a>>>,
    nulls: &'a [Null],
}

impl<'a> Elements<'a> {
    fn new(elements: Vec<Given<'a>>, nulls: &'a [Null]) -> Self {
        Self { rest: elements.into_iter().enumerate(), nulls }
    }

    /// # Errors
    /// The type took fewer elements than there are.
    fn end(mut self) -> Result<(), Misread> {
        let taken = self.rest.next().map(|(index, _)| index);
        taken.map_or(Ok(()), |taken| Err(Misread::expected(format!("a list of {taken}"))))
    }
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Misread;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misread> {
        let Some((index, given)) = self.rest.next() else { return Ok(None) };
        let read = seed.deserialize(Reader::new(given, self.nulls));
        read.map(Some).map_err(|found| found.in_element(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The members of an object.
struct Members<'a> {
    rest: std::vec::IntoIter<(&'a str, Given<'a>)>,
    /// The one whose name was taken.
    current: Option<(&'a str, Given<'a>)>,
    nulls: &'a [Null],
}

impl<'a> Members<'a> {
    fn new(members: Vec<(&'a str, Given<'a>)>, nulls: &'a [Null]) -> Self {
        Self { rest: members.into_iter(), current: None, nulls }
    }
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Misread;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misread> {
        self.current = self.rest.next();
        let Some((name, _)) = self.current else { return Ok(None) };
        let read = seed.deserialize(Reader::new(Given::Plain(name), self.nulls));
        read.map(Some).map_err(|found| found.in_member(name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misread> {
        let Some((name, given)) = self.current.take() else {
            return Err(Misread::custom("a value without its name"));
        };
        seed.deserialize(Reader::new(given, self.nulls)).map_err(|found| found.in_member(name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
