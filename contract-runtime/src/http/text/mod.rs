//! Values from text: path parameters, headers and query fields are read by serde out of what the request gave for a name.
//!
//! # How a query is read
//!
//! By the type that is asked for, so that all forms of a query ([`query`](super::query)) work at once, also the JSON values
//! of ts-rest's `jsonQuery`:
//!
//! - A number, a boolean (`true`, `false`, `1`, `0`, and nothing for true), a date, an enum reads its text.
//! - A string is its text, or what a JSON string literal says: `s=a b` and `s="a b"` are one value. A text that has quotes
//!   around it and is meant to keep them must be sent as a literal itself.
//! - A list is its elements; one text is a list of one, or the elements of a JSON array. A text that happens to be a JSON array
//!   and is meant as the only element must be sent as `a[]=…` or `a[0]=…`.
//! - An object, a map and an enum with data is its members, or those of a JSON object.
//! - An `Option` is `None` where nothing was given, and where the text is empty or `null` and the type inside reads neither. So
//!   `Option<String>` reads both as texts.
//! - What describes itself (an untagged or internally tagged enum, a flattened struct, a JSON value) is offered the
//!   most specific reading of a text: a JSON number is a number, `true` a boolean, `null` nothing. Where the type does not take
//!   that, it is offered what its JSON Schema says ([`guide`]): a flattened `String` may read `12`.
//!
//! Path parameters and headers are texts and never JSON, since an `ETag` has quotes of its own.

mod given;
mod guide;
mod literal;
mod misread;
mod reader;
mod shape;
#[cfg(test)]
mod tests;

use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;

pub use self::given::Part;

pub(crate) use self::given::Given;
use self::guide::Guide;
use self::misread::{Misread, Null};
use self::reader::Reader;
use super::fault::Fault;

/// Reads a `T`.
///
/// # Errors
/// What was expected, everywhere where something else was found.
pub(crate) fn read<T: DeserializeOwned + JsonSchema>(part: Part<'_>) -> Result<T, Vec<Fault>> {
    let found = match attempt(part.given) {
        Ok(value) => return Ok(value),
        Err(found) => found,
    };
    // Only a query can be read in a second way, and only where there is something to read.
    if found.is_limit() || !matches!(part.given, Given::Text(_) | Given::Node(_)) {
        return Err(vec![found.into_fault(part)]);
    }
    let guide = Guide::new(SchemaGenerator::subschema_for::<T>);
    let value = guide.value(part.given);
    attempt(Given::Json(&value)).map_err(|second| guide.faults(part, &value, found, second))
}

/// Reads a `T` once, and again wherever a text turned out to be `null`, of which there are no more kinds than `T` has
/// `Option`s.
fn attempt<T: DeserializeOwned>(given: Given<'_>) -> Result<T, Misread> {
    let mut nulls: Vec<Null> = Vec::new();
    loop {
        let found = match T::deserialize(Reader::new(given, &nulls)) {
            Ok(value) => return Ok(value),
            Err(found) => found,
        };
        match found.null {
            Some(null) => nulls.push(null),
            None => return Err(found),
        }
    }
}
