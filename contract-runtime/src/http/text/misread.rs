//! Why a value did not read, and where in it.

use std::fmt;

use serde::de;

use super::given::Part;
use crate::http::fault::Fault;
use crate::http::path::{self, Segment};

/// Why a value did not read. serde makes it, and stops at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misread {
    /// Where in the value that was asked for, the innermost segment first.
    pub(super) path: Vec<Segment<'static>>,
    pub(super) why: Why,
    /// The text that may have been meant as `null`.
    pub(super) null: Option<Null>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// There is nothing, and the type needs something.
    Missing,
    /// There are several texts, and the type takes one.
    Repeated,
    /// There is something else than the type reads; holds what it does read.
    Expected(String),
    /// The type refuses what it read; holds its own words.
    Refused(String),
    /// There is too much; holds how much there may be.
    Limit(String),
}

/// A text that is `null` where an `Option` of this type stands, since the type inside does not read it.
///
/// serde takes a value once and does not give it back, so that the `Option` can't be told to be `None` any more when its
/// inside has failed. That is known the next time, and a type reads a text in the same way everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Null {
    pub(super) option: &'static str,
    pub(super) text: &'static str,
}

impl Misread {
    pub(super) fn new(why: Why) -> Self {
        Self { path: Vec::new(), why, null: None }
    }

    pub(super) fn expected(what: impl Into<String>) -> Self {
        Self::new(Why::Expected(what.into()))
    }

    pub(super) fn is_limit(&self) -> bool {
        matches!(self.why, Why::Limit(_))
    }

    pub(super) fn in_element(mut self, index: usize) -> Self {
        self.path.push(Segment::Item(index));
        self
    }

    pub(super) fn in_member(mut self, name: &str) -> Self {
        self.path.push(Segment::member(path::shortened(name).into_owned()));
        self
    }

    /// This came of a text that may have been meant as `null`; the innermost `Option` around it decides.
    pub(super) fn or_null(mut self, null: Null) -> Self {
        self.null.get_or_insert(null);
        self
    }

    pub(super) fn into_fault(self, part: Part<'_>) -> Fault {
        let name = (!part.name.is_empty()).then(|| Segment::member(part.name));
        let (place, field) = (part.place, path::render(name.iter().chain(self.path.iter().rev())));
        match self.why {
            Why::Missing => Fault::missing(place, field, "a value"),
            Why::Repeated => Fault::repeated(place, field),
            Why::Expected(expected) => Fault::new(place, field, expected),
            Why::Refused(reason) => Fault::refused(place, field, &reason),
            Why::Limit(limit) => Fault::limit(place, field, limit),
        }
    }
}

impl From<Why> for Misread {
    fn from(why: Why) -> Self {
        Self::new(why)
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Missing => f.write_str("a value"),
            Why::Repeated => f.write_str("one value"),
            Why::Expected(what) | Why::Refused(what) | Why::Limit(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Misread {}

impl de::Error for Misread {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Why::Refused(message.to_string()))
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::expected(one_of(expected))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::expected(format!("named {}", one_of(expected)))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Why::Missing).in_member(field)
    }
}

fn one_of(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        _ => format!("one of {}", quoted.join(", ")),
    }
}
