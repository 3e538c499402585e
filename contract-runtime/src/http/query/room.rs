//! How many names there may be.

use crate::http::fault::{Fault, Place};
use crate::http::path;

/// How many names may still come into a tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    place: Place,
    most: usize,
    left: usize,
}

impl Room {
    /// For so many names of a part of a request.
    pub(crate) fn new(place: Place, most: usize) -> Self {
        Self { place, most, left: most }
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Takes the place of one name, which is new with a key.
    ///
    /// # Errors
    /// There is none left.
    pub(super) fn take(&mut self, key: &str) -> Result<(), Fault> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            let what = if self.place == Place::Body { "form" } else { "query string" };
            let limit = format!("at most {} names in a {what}", self.most);
            Fault::limit(self.place, path::shortened(key), limit)
        })?;
        Ok(())
    }
}
