//! What a contract says of a route in the application's own terms, to be read by whatever serves it.

use std::any::Any;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// A type that a contract's `metadata` may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be metadata yet",
    label = "this value is of a type that lacks something",
    note = "metadata is of a type that is `#[derive(Serialize)]` (serde's), and `Send + Sync + 'static`"
)]
pub trait Described: Any + Send + Sync {
    /// It as documents have it.
    ///
    /// # Errors
    /// It does not serialise.
    fn json(&self) -> Result<Value, serde_json::Error>;
}

// Without this the compiler names what is lacking as if nobody had asked for metadata.
#[diagnostic::do_not_recommend]
impl<T: Serialize + Send + Sync + 'static> Described for T {
    fn json(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }
}

/// Metadata of any type.
pub struct Metadata(Box<dyn Described>);

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.json() {
            Ok(json) => write!(f, "{json}"),
            Err(error) => write!(f, "<{error}>"),
        }
    }
}

/// Takes the value that a contract gives.
pub fn metadata<T: Described>(value: T) -> Metadata {
    Metadata(Box::new(value))
}

/// Where metadata is: found by a function, since a table that is a constant can't refer to what is made at run time.
#[derive(Clone, Copy)]
pub(crate) struct MetadataPlace(pub(crate) fn() -> &'static Metadata);

impl MetadataPlace {
    pub(crate) fn downcast<T: 'static>(self) -> Option<&'static T> {
        let any: &'static dyn Any = &*(self.0)().0;
        any.downcast_ref()
    }

    pub(crate) fn json(self) -> Result<Value, serde_json::Error> {
        (self.0)().0.json()
    }
}

/// Two places are one where the same value is found.
impl PartialEq for MetadataPlace {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq((self.0)(), (other.0)())
    }
}

impl Eq for MetadataPlace {}

impl fmt::Debug for MetadataPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)().fmt(f)
    }
}
