//! The elements and members of what a request gave, one after another, each error told where it was.

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess};

use super::Given;
use super::misread::{Misread, Null};
use super::reader::Reader;

/// The elements of a list.
pub(super) struct Elements<'a> {
    rest: std::iter::Enumerate<std::vec::IntoIter<Given<'a>>>,
    nulls: &'a [Null],
}

impl<'a> Elements<'a> {
    pub(super) fn new(elements: Vec<Given<'a>>, nulls: &'a [Null]) -> Self {
        Self { rest: elements.into_iter().enumerate(), nulls }
    }

    /// # Errors
    /// The type took fewer elements than there are.
    pub(super) fn end(mut self) -> Result<(), Misread> {
        let taken = self.rest.next().map(|(index, _)| index);
        taken.map_or(Ok(()), |taken| Err(Misread::expected(format!("a list of {taken}"))))
    }
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Misread;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misread> {
        let Some((index, given)) = self.rest.next() else { return Ok(None) };
        let read = seed.deserialize(Reader::new(given, self.nulls));
        read.map(Some).map_err(|found| found.in_element(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The members of an object.
pub(super) struct Members<'a> {
    rest: std::vec::IntoIter<(&'a str, Given<'a>)>,
    /// The one whose name was taken.
    current: Option<(&'a str, Given<'a>)>,
    nulls: &'a [Null],
}

impl<'a> Members<'a> {
    pub(super) fn new(members: Vec<(&'a str, Given<'a>)>, nulls: &'a [Null]) -> Self {
        Self { rest: members.into_iter(), current: None, nulls }
    }
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Misread;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misread> {
        self.current = self.rest.next();
        let Some((name, _)) = self.current else { return Ok(None) };
        let read = seed.deserialize(Reader::new(Given::Plain(name), self.nulls));
        read.map(Some).map_err(|found| found.in_member(name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misread> {
        let Some((name, given)) = self.current.take() else {
            return Err(Misread::custom("a value without its name"));
        };
        seed.deserialize(Reader::new(given, self.nulls)).map_err(|found| found.in_member(name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
