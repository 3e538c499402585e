//! A field of a change: left as it is, emptied, or given a value.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a body that changes something, where it makes a difference whether the field is absent or `null`:
/// `body: { title: Patch<String> }`.
///
/// In an inline object of a contract it is all that is needed. A struct of one's own says what serde's derives can't know,
/// and without its `default` a request that leaves the field out is invalid:
///
/// ```
/// use contract_runtime::Patch;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// struct Change {
///     #[serde(default, skip_serializing_if = "Patch::is_absent")]
///     note: Patch<String>,
/// }
///
/// let change = |json| serde_json::from_str::<Change>(json).unwrap().note;
/// assert_eq!(change("{}"), Patch::Absent);
/// assert_eq!(change(r#"{"note":null}"#), Patch::Null);
/// assert_eq!(change(r#"{"note":"Fragile"}"#), Patch::Value("Fragile".to_owned()));
///
/// let mut note = Some("Old".to_owned());
/// change("{}").apply(&mut note);
/// assert_eq!(note.as_deref(), Some("Old"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Patch<T> {
    /// The field is not there: what it stands for stays as it is.
    #[default]
    Absent,
    /// The field is `null`: what it stands for is emptied.
    Null,
    /// The field has this value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the field is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Changes `target` as the field says.
    pub fn apply(self, target: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *target = None,
            Self::Value(value) => *target = Some(value),
        }
    }
}

impl<T> From<Option<T>> for Patch<T> {
    /// `None` is `null`.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A field that is absent is not read at all: its default is taken. Where none was given, serde offers what reads as
        // an option and as nothing else, and an absent field must not be taken for `null`.
        deserializer.deserialize_newtype_struct("Patch", Present(PhantomData))
    }
}

/// A field that is there.
struct Present<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Present<T> {
    type Value = Patch<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Patch<T>, D::Error> {
        Option::deserialize(deserializer).map(Patch::from)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

/// That of an `Option`.
impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        Option::<T>::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        Option::<T>::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// Tells whether a type is a `Patch`, by whatever name: for one the constant of the type itself is found, for all others that
/// of [`NoPatch`].
#[derive(Debug)]
pub struct Patched<T>(PhantomData<T>);

impl<T> Patched<Patch<T>> {
    /// It is one.
    pub const IS_PATCH: bool = true;
}

/// What is said of a type that is no `Patch`.
pub trait NoPatch {
    /// It is none.
    const IS_PATCH: bool = false;
}

impl<T> NoPatch for Patched<T> {}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[test]
    fn a_patch_changes_what_it_says() {
        let changed = |patch: Patch<u8>| {
            let mut target = Some(1);
            patch.apply(&mut target);
            target
        };
        assert_eq!(changed(Patch::Absent), Some(1));
        assert_eq!(changed(Patch::Null), None);
        assert_eq!(changed(Patch::Value(2)), Some(2));
    }

    #[test]
    fn what_is_absent_is_never_taken_for_null() {
        #[derive(Deserialize)]
        struct WithoutDefault {
            note: Patch<String>,
        }
        let note = |json| serde_json::from_str::<WithoutDefault>(json).map(|change| change.note);
        assert_eq!(note("{}").unwrap_err().to_string(), "missing field `note` at line 1 column 2");
        assert_eq!(note(r#"{"note":null}"#).unwrap(), Patch::Null);
        assert_eq!(note(r#"{"note":"Ink"}"#).unwrap(), Patch::Value("Ink".to_owned()));
    }

    #[test]
    fn a_patch_is_read_in_a_flattened_struct_too() {
        #[derive(Deserialize)]
        struct Outer {
            #[serde(flatten)]
            inner: Inner,
        }
        #[derive(Deserialize)]
        struct Inner {
            #[serde(default)]
            note: Patch<u8>,
        }
        let note = |json| serde_json::from_str::<Outer>(json).unwrap().inner.note;
        assert_eq!(
            [note("{}"), note(r#"{"note":null}"#), note(r#"{"note":1}"#)],
            [Patch::Absent, Patch::Null, Patch::Value(1)]
        );
    }
}
