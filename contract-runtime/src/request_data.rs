//! What a contract says of the fields of a request, as data.

use std::fmt;

use crate::http::Place;

/// A header that a contract asks of the requests to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestHeader {
    /// Its name.
    pub name: &'static str,
    /// The value that it must have, where the contract writes one out: `"x-api-version": "2"`.
    pub value: Option<&'static str>,
}

/// What a field of a request is where it is left out: `page: u32 = 1`.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct FieldDefault {
    /// The part of the request that it is a field of.
    pub place: Place,
    /// Its name on the wire.
    pub name: &'static str,
    value: fn() -> Result<serde_json::Value, serde_json::Error>,
}

impl FieldDefault {
    /// The default, as documents have it. The expression in the contract is evaluated each time, as it is for each request.
    ///
    /// ```
    /// use contract_runtime::prelude::*;
    ///
    /// contract! {
    ///     pub trait Shop {
    ///         list_orders: {
    ///             method: GET,
    ///             path: "/orders",
    ///             query: { page: u32 = 1 },
    ///             responses: { 200: Vec<String> },
    ///         },
    ///     }
    /// }
    ///
    /// let page = &ShopContract::routes()[0].defaults[0];
    /// assert_eq!((page.name, page.value().unwrap()), ("page", 1.into()));
    /// ```
    ///
    /// # Errors
    /// It does not serialise.
    pub fn value(&self) -> Result<serde_json::Value, serde_json::Error> {
        (self.value)()
    }
}

impl fmt::Debug for FieldDefault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldDefault")
            .field("place", &self.place)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Of two in one place with one name, the functions are not compared: one function may have two addresses.
impl PartialEq for FieldDefault {
    fn eq(&self, other: &Self) -> bool {
        (self.place, self.name) == (other.place, other.name)
    }
}

impl Eq for FieldDefault {}

/// How generated code states them.
#[doc(hidden)]
impl RequestHeader {
    pub const fn read(name: &'static str) -> Self {
        Self { name, value: None }
    }

    pub const fn fixed(name: &'static str, value: &'static str) -> Self {
        Self { name, value: Some(value) }
    }
}

#[doc(hidden)]
impl FieldDefault {
    pub const fn new(
        place: Place,
        name: &'static str,
        value: fn() -> Result<serde_json::Value, serde_json::Error>,
    ) -> Self {
        Self { place, name, value }
    }
}

/// A default as JSON.
///
/// # Errors
/// It does not serialise.
pub fn default_json<T>(
    to_json: fn(&T) -> Result<String, serde_json::Error>,
    default: fn() -> T,
) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::from_str(&to_json(&default())?)
}
