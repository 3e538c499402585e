//! A named query type: the whole query string read by the type's own serde implementation.

use std::borrow::Cow;

use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::fault::{Fault, Place};
use super::text::{TextError, Values};

/// The pairs of a query string in their order, decoded.
pub type Pairs<'a> = [(Cow<'a, str>, Cow<'a, str>)];

/// Reads a `T` from all pairs of a query string.
///
/// # Errors
/// The first field that does not read, since serde stops there.
pub(crate) fn from_query<T: DeserializeOwned>(pairs: &Pairs<'_>) -> Result<T, Fault> {
    let mut grouped: Vec<(&str, Vec<Cow<'_, str>>)> = Vec::new();
    for (name, value) in pairs {
        match grouped.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(Cow::Borrowed(value)),
            None => grouped.push((name, vec![Cow::Borrowed(value)])),
        }
    }
    let map =
        MapDeserializer::new(grouped.iter().map(|(name, values)| (Cow::Borrowed(*name), Values(values))));
    serde_path_to_error::deserialize(map).map_err(|error| {
        let field = error.path().to_string();
        let field = if field == "." { String::new() } else { field };
        Fault::from_text(Place::Query, field, error.into_inner())
    })
}

impl<'de, 'a> IntoDeserializer<'de, TextError> for Values<'a>
where
    'a: 'de,
{
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Filter {
        page: Option<u32>,
        #[serde(default)]
        tags: Vec<String>,
    }

    fn read(query: &str) -> Result<Filter, Fault> {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        from_query(&pairs)
    }

    #[test]
    fn repeated_names_make_a_list_wherever_they_stand() {
        let filter = read("tags=a&page=2&tags=b+c").unwrap();
        assert_eq!(filter, Filter { page: Some(2), tags: vec!["a".into(), "b c".into()] });
        assert_eq!(read("other=1").unwrap(), Filter { page: None, tags: vec![] });
    }

    #[test]
    fn a_fault_names_its_field() {
        let fault = read("page=two").unwrap_err();
        assert_eq!((fault.field.as_str(), fault.place), ("page", Place::Query));
        assert!(fault.expected.starts_with("a whole number"), "{fault:?}");
    }
}
