//! What a type must be to stand in a contract, and the one place where that is asked.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::http::fault::Fault;
use crate::http::json::{JsonFault, from_json};
use crate::http::text::{self, Part};
use crate::http::texts::to_texts;
use crate::object::is_optional;
use crate::patch::Patch;

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

/// All that generated code does with a user's type, as plain functions.
///
/// [`codec`] is the only thing with a bound, so that a type without its derives earns one error, where the codec is made,
/// however often the type is used.
pub struct Codec<T> {
    /// Writes a value as JSON.
    pub to_json: fn(&T) -> Result<String, serde_json::Error>,
    /// Reads a value from a JSON body.
    pub from_json: fn(&[u8]) -> Result<T, JsonFault>,
    /// Writes a value as the texts of a header: none for nothing, several for a list.
    pub to_texts: fn(&T) -> Result<Vec<String>, serde_json::Error>,
    /// Writes a value as the text of a channel's name.
    pub to_text: fn(&T) -> String,
    /// Reads a value from what a request gave for it: a path parameter, a header, a field of the query, or a whole
    /// query or form.
    pub from_text: fn(Part<'_>) -> Result<T, Vec<Fault>>,
    /// The JSON Schema of the type.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Whether a field of the type may be left out of an object.
    pub is_optional: fn() -> bool,
    /// `Debug`.
    pub debug: fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
}

/// The codec of a type.
// A function rather than a method: of a method the compiler says that it does not exist, of a function what is missing.
pub const fn codec<T: Payload>() -> Codec<T> {
    Codec {
        to_json: serde_json::to_string::<T>,
        from_json: from_json::<T>,
        to_texts: to_texts::<T>,
        to_text: to_text::<T>,
        from_text: text::read::<T>,
        // A query is an object, and an object may as well be a field of it.
        schema: SchemaGenerator::subschema_for::<T>,
        is_optional: is_optional::<T>,
        debug: <T as fmt::Debug>::fmt,
    }
}

/// A [`Payload`] whose name is that of a type which only stands in a multipart body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand here",
    label = "only a body of `multipart/form-data` holds it",
    note = "add `content_type: \"multipart/form-data\"` to the route; a type of your own that is called so is `#[derive(Debug, Serialize, Deserialize, JsonSchema)]` (serde's and schemars')"
)]
pub trait NoPart: Payload {}

#[diagnostic::do_not_recommend]
impl<T: Payload> NoPart for T {}

/// The codec of a type that is called `File` or `Multipart`.
pub const fn codec_unless_multipart<T: NoPart>() -> Codec<T> {
    codec()
}

/// Finds the codec of a `Vec`, an `Option`, a `Patch` or an inline object, whether or not what it holds has its derives.
///
/// What `Vec<Order>` would have to say of an `Order` without derives, `codec::<Order>()` says already; a second error would
/// add nothing. So without derives `Find::<T>::CODEC` is the one of [`WithoutDerives`].
#[derive(Debug)]
pub struct Find<T>(std::marker::PhantomData<T>);

impl<T: Payload> Find<T> {
    /// The codec.
    pub const CODEC: Codec<T> = codec::<T>();
}

/// Stands in for the codec of a type that has none, in a program that does not compile.
pub trait WithoutDerives<T> {
    /// The codec, of which no function is ever called.
    const CODEC: Codec<T> = absent();
}

impl<T> WithoutDerives<Vec<T>> for Find<Vec<T>> {}

impl<T> WithoutDerives<Option<T>> for Find<Option<T>> {}

impl<T> WithoutDerives<Patch<T>> for Find<Patch<T>> {}

const fn absent<T>() -> Codec<T> {
    Codec {
        to_json: |_| never(),
        from_json: |_| never(),
        to_texts: |_| never(),
        to_text: |_| never(),
        from_text: |_| never(),
        schema: |_| never(),
        is_optional: || never(),
        debug: |_, _| never(),
    }
}

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

/// Shows a value through its codec's `debug`.
pub struct Shown<'a, T>(pub &'a T, pub fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result);

impl<T> fmt::Debug for Shown<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.1)(self.0, f)
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

/// `Debug` of a variant that holds one value.
///
/// # Errors
/// What writing gives.
pub fn debug_held<T>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    held: &T,
    debug: fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    f.debug_tuple(name).field(&Shown(held, debug)).finish()
}

impl<T> fmt::Debug for Codec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Codec<{}>", std::any::type_name::<T>())
    }
}
