//! What a type must be to stand in a contract, and the one place where that is asked.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answered::{HeaderTexts, JsonBody};
use crate::http::fault::Fault;
use crate::http::json::{JsonFault, from_json};
use crate::http::text::{self, Part};
use crate::http::texts::to_texts;
use crate::object::is_optional;

/// A type that can stand in a contract: as a parameter, a header, a body, an answer or an event.
///
/// Implemented for every type with the four derives; there is nothing to implement by hand.
///
/// ```
/// use contract_runtime::schemars::{self, JsonSchema};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, Serialize, Deserialize, JsonSchema)]
/// struct Order {
///     id: u64,
/// }
///
/// fn stands_in_a_contract<T: contract_runtime::Payload>() {}
/// stands_in_a_contract::<Order>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand in a contract yet",
    label = "this type lacks a derive",
    note = "every type in a contract is `#[derive(Debug, Serialize, Deserialize, JsonSchema)]` (serde's and schemars'), and `Send + 'static`"
)]
pub trait Payload: Serialize + DeserializeOwned + JsonSchema + fmt::Debug + Send + 'static {}

// Without this the compiler names the derives one by one, an error each.
#[diagnostic::do_not_recommend]
impl<T> Payload for T where T: Serialize + DeserializeOwned + JsonSchema + fmt::Debug + Send + 'static {}

/// Asks a type to be a [`Payload`], which an expansion does once, where the type is first written.
pub const fn is_payload<T: Payload>() {}

/// A [`Payload`] whose name is that of a type which only stands in a multipart body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand here",
    label = "only a body of `multipart/form-data` holds it",
    note = "add `content_type: \"multipart/form-data\"` to the route; a type of your own that is called so is `#[derive(Debug, Serialize, Deserialize, JsonSchema)]` (serde's and schemars')"
)]
pub trait NoPart: Payload {}

#[diagnostic::do_not_recommend]
impl<T: Payload> NoPart for T {}

/// Asks the same of a type that is called `File` or `Multipart`.
pub const fn is_payload_and_no_part<T: NoPart>() {}

/// A [`Payload`] whose name is that of a type which is sent and received as it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand here",
    label = "only JSON stands here without a media type",
    note = "write `content_type: \"application/octet-stream\"` beside a body of bytes, and `\"application/octet-stream\" => {Self}` for an answer; a type of your own that is called so is `#[derive(Debug, Serialize, Deserialize, JsonSchema)]` (serde's and schemars')"
)]
pub trait NoRaw: Payload {}

#[diagnostic::do_not_recommend]
impl<T: Payload> NoRaw for T {}

/// Asks the same of a type that is called `Bytes` or `Body`.
pub const fn is_payload_and_not_raw<T: NoRaw>() {}

/// All that generated code does with a user's type, as plain functions.
///
/// What a type lacks [`is_payload`] has told, and no use of the type has anything to add. So where its derives are missing, the
/// functions are those of [`WithoutDerives`], which an expansion has in scope wherever it names one.
#[derive(Debug)]
pub struct Codec<T>(std::marker::PhantomData<T>);

impl<T: Payload> Codec<T> {
    /// Writes a value as JSON.
    ///
    /// # Errors
    /// The value does not serialise.
    pub fn to_json(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }

    /// Reads a value that [`to_json`](Self::to_json) has written.
    ///
    /// # Errors
    /// The JSON is none of the type.
    pub fn of_json(json: &str) -> Result<T, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// Reads a value from a JSON body.
    ///
    /// # Errors
    /// The body is none of the type.
    pub fn from_json(body: &[u8]) -> Result<T, JsonFault> {
        from_json(body)
    }

    /// A value as the body of an answer.
    pub fn body(value: &T) -> &dyn JsonBody {
        value
    }

    /// A value as a header of an answer.
    pub fn header(value: &T) -> &dyn HeaderTexts {
        value
    }

    /// Writes a value as the texts of a header: none for nothing, several for a list.
    ///
    /// # Errors
    /// The value does not serialise to text.
    pub fn to_texts(value: &T) -> Result<Vec<String>, serde_json::Error> {
        to_texts(value)
    }

    /// Writes a value as the text of a channel's name.
    pub fn to_text(value: &T) -> String {
        to_text(value)
    }

    /// Reads a value from what a request gave for it: a path parameter, a header, a field of the query, or a whole
    /// query or form.
    ///
    /// # Errors
    /// What was given is none of the type.
    pub fn from_text(part: Part<'_>) -> Result<T, Vec<Fault>> {
        text::read(part)
    }

    /// The JSON Schema of the type.
    // A query is an object, and an object may as well be a field of it.
    pub fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    /// Whether a field of the type may be left out of an object.
    pub fn is_optional() -> bool {
        is_optional::<T>()
    }

    /// A value as what can be shown.
    pub fn shown(value: &T) -> &dyn fmt::Debug {
        value
    }
}

/// Stands in for the codec of a type that has none, in a program that does not compile: no function is ever called.
#[expect(missing_docs, clippy::missing_errors_doc, reason = "`Codec` says it")]
pub trait WithoutDerives<T> {
    fn to_json(_: &T) -> Result<String, serde_json::Error> {
        never()
    }

    fn of_json(_: &str) -> Result<T, serde_json::Error> {
        never()
    }

    fn from_json(_: &[u8]) -> Result<T, JsonFault> {
        never()
    }

    fn body(_: &T) -> &dyn JsonBody {
        never()
    }

    fn header(_: &T) -> &dyn HeaderTexts {
        never()
    }

    fn to_texts(_: &T) -> Result<Vec<String>, serde_json::Error> {
        never()
    }

    fn to_text(_: &T) -> String {
        never()
    }

    fn from_text(_: Part<'_>) -> Result<T, Vec<Fault>> {
        never()
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        never()
    }

    fn is_optional() -> bool {
        never()
    }

    fn shown(_: &T) -> &dyn fmt::Debug {
        never()
    }
}

impl<T> WithoutDerives<T> for Codec<T> {}

fn never() -> ! {
    unreachable!("a type without derives is a compile error")
}

/// The text that tells one value of a parameter from every other: equal values give equal texts, whatever the request
/// wrote (`007` and `7` are one number).
fn to_text<T: Payload>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        // What does not serialise still has a text that its equal has too.
        Err(_) => format!("{value:?}"),
    }
}

/// `Debug` of what has names: one call, which costs the compiler of a contract less than one for each of them.
///
/// # Errors
/// What writing gives.
pub fn debug_fields(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn fmt::Debug)],
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (name, field) in fields {
        shown.field(name, field);
    }
    shown.finish()
}

/// `Debug` of what has one name, as most have. The compiler takes less over it than over a list of one.
///
/// # Errors
/// What writing gives.
pub fn debug_field(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    field: &str,
    value: &dyn fmt::Debug,
) -> fmt::Result {
    debug_fields(f, name, &[(field, value)])
}

/// `Debug` of a variant that holds one value.
///
/// # Errors
/// What writing gives.
pub fn debug_held(f: &mut fmt::Formatter<'_>, name: &str, held: &dyn fmt::Debug) -> fmt::Result {
    f.debug_tuple(name).field(held).finish()
}
