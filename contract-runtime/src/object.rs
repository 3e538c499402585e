//! Inline objects: structs that `contract!` makes of `{ field: Type }`.
//!
//! Serde's derives are put on them with a bound a field, [`OnWire`], and their schema is made here, so that a field whose type
//! lacks a derive earns its one error where its type is written, and none for each thing that is derived on the object.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::request_data::FieldDefault;

/// What serde asks of a field.
///
/// The lifetime makes of a bound that names no parameter one that the compiler takes as given inside the implementation;
/// without it, the bound itself would be an error where it does not hold.
pub trait OnWire<'a>: Serialize + DeserializeOwned {}

impl<T: Serialize + DeserializeOwned> OnWire<'_> for T {}

/// A field of an inline object, as its schema needs it.
#[derive(Debug)]
pub struct Property {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its doc comment, or nothing.
    pub description: &'static str,
    /// The schema of its type.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Whether its type is read from nothing.
    pub is_optional: fn() -> bool,
    /// Whether it is a `Patch`, which is not sent where it is absent.
    pub is_patch: bool,
}

/// The schema of an inline object: what the derive of schemars gives for such a struct.
pub fn object_schema(generator: &mut SchemaGenerator, fields: &[Property]) -> Schema {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        let mut schema = (field.schema)(generator);
        if !field.description.is_empty() {
            schema.insert("description".to_owned(), field.description.into());
        }
        properties.insert(field.name.to_owned(), schema.to_value());
        // What is sent is sent whole, but for patches.
        let is_whole = generator.contract().is_serialize() && !field.is_patch;
        if is_whole || !(field.is_patch || (field.is_optional)()) {
            required.push(Value::from(field.name));
        }
    }
    let mut schema = json_schema!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

/// The schema of an inline object, with what some of its fields are where a request leaves them out. One that does not
/// serialise is left out itself, as the derive of schemars does it.
pub fn with_defaults(mut object: Schema, defaults: &[FieldDefault]) -> Schema {
    let Some(properties) = object.get_mut("properties") else { return object };
    for default in defaults {
        let Some(property) = properties.get_mut(default.name) else { continue };
        if let (Ok(value), Ok(mut schema)) = (default.value(), Schema::try_from(property.take())) {
            schema.insert("default".to_owned(), value);
            *property = schema.to_value();
        }
    }
    object
}

/// Reads a field that has a default, which it is where it is `null` too, as with an `Option`.
///
/// # Errors
/// What is given is none of the type.
pub fn read_or_default<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
    default: fn() -> T,
) -> Result<T, D::Error> {
    Option::deserialize(from).map(|given| given.unwrap_or_else(default))
}

/// Whether serde reads a field of this type where the object does not have it.
pub(crate) fn is_optional<T: DeserializeOwned>() -> bool {
    T::deserialize(Absent).is_ok()
}

/// A field that is not there, as serde's derives present it to the field's type.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("absent"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use schemars::generate::SchemaSettings;
    use serde::Deserialize;

    use super::*;
    use crate::payload::Codec;

    /// The derive makes of this what [`object_schema`] must make of the same fields.
    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    struct Derived {
        id: u64,
        /// Said by whom.
        note: Option<String>,
        tags: Vec<String>,
    }

    fn fields() -> [Property; 3] {
        [
            Property {
                name: "id",
                description: "",
                schema: Codec::<u64>::schema,
                is_optional: Codec::<u64>::is_optional,
                is_patch: false,
            },
            Property {
                name: "note",
                description: "Said by whom.",
                schema: Codec::<Option<String>>::schema,
                is_optional: Codec::<Option<String>>::is_optional,
                is_patch: false,
            },
            Property {
                name: "tags",
                description: "",
                schema: Codec::<Vec<String>>::schema,
                is_optional: Codec::<Vec<String>>::is_optional,
                is_patch: false,
            },
        ]
    }

    #[test]
    fn the_schema_is_that_of_the_derive() {
        let both = [
            SchemaSettings::draft2020_12().for_serialize(),
            SchemaSettings::draft2020_12().for_deserialize(),
        ];
        for settings in both {
            let mut generator = settings.into_generator();
            let made = object_schema(&mut generator, &fields()).to_value();
            let mut derived = Derived::json_schema(&mut generator).to_value();
            derived.as_object_mut().unwrap().remove("description");
            assert_eq!(made, derived);
        }
    }

    #[test]
    fn only_what_serde_reads_from_nothing_is_optional() {
        assert!(is_optional::<Option<String>>());
        assert!(!is_optional::<String>());
        assert!(!is_optional::<Vec<String>>());
        assert!(!is_optional::<Value>());
    }
}
