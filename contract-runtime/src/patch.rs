//! A field of a change: left as it is, emptied, or given a value.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a body that changes something, where it makes a difference whether the field is absent or `null`:
/// `body: { title: Patch<String> }`.
///
/// In an inline object of a contract it is all that is needed. A struct of one's own says what serde's derives can't know:
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
        // A field that is absent is not read at all: its default is taken.
        Option::deserialize(deserializer).map(Self::from)
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

/// That of an `Option`, so that the field is not required.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::codec;

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
    fn a_patch_may_be_left_out_of_an_object() {
        assert!((codec::<Patch<String>>().is_optional)());
    }
}
