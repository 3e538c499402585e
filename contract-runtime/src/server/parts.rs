//! A multipart body on its way into types.

use super::answer::{Rejected, internal};
use super::body::Received;
use super::input::{Input, Read};
use super::internal::Internal;
use crate::http::fault::{Fault, Place};
use crate::http::path;
use crate::http::text::{Given, Part};
use crate::multipart::{Fields, File, Multipart, Names, NotFiles};
use crate::route::MultipartFields;

impl Received {
    /// Reads the parts of these names, as files or as text. What is wrong with them is told when its turn comes.
    ///
    /// # Errors
    /// The answer, where the body is too large or the disk is full.
    pub(super) async fn read_parts(self, names: MultipartFields) -> Result<Self, Rejected> {
        let MultipartFields { files, texts } = names;
        match self {
            Self::Parts(body) => match Fields::read(*body, Names { files, texts }).await {
                Ok(fields) => Ok(Self::Fields(Box::new(fields))),
                Err(error) => match error.fault() {
                    Some(fault) => Ok(Self::BrokenOff(Box::new(fault))),
                    None => Err(Rejected::new(internal(&Internal::new(error)))),
                },
            },
            // Without a body no field of it is there.
            Self::Nothing => Ok(Self::Fields(Box::default())),
            other => Ok(other),
        }
    }
}

impl Input {
    /// Tells what is wrong with a multipart body before its fields are read.
    pub fn check_parts(&mut self) {
        match &mut self.body {
            Received::Fields(fields) => self.invalid.faults.extend(fields.take_faults()),
            Received::BrokenOff(fault) => self.invalid.faults.push(Fault::clone(fault)),
            _ => {}
        }
    }

    /// A field of a multipart body that is text.
    pub fn part<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        let Received::Fields(fields) = &self.body else { return None };
        let given = fields.texts.find(name).map_or(Given::Nothing, Given::from);
        // What is no text at all was told already.
        let was_told = |fault: &Fault| fault.place == Place::Body && fault.field == path::shortened(name);
        if matches!(given, Given::Nothing) && self.invalid.faults.iter().any(was_told) {
            return None;
        }
        self.invalid.keep(read(Part { place: Place::Body, name, given }))
    }

    /// A field of a multipart body that holds files.
    pub fn files<T>(&mut self, name: &str, from_files: fn(Vec<File>) -> Result<T, NotFiles>) -> Option<T> {
        let Received::Fields(fields) = &mut self.body else { return None };
        let taken = from_files(fields.take_files(name));
        taken.map_err(|error| self.invalid.faults.push(error.into_fault(name))).ok()
    }

    /// A multipart body that its handler reads itself.
    pub fn parts<T>(&mut self, from_multipart: fn(Multipart) -> T) -> Option<T> {
        match std::mem::replace(&mut self.body, Received::Broken) {
            Received::Parts(body) => Some(from_multipart(*body)),
            Received::Nothing => {
                self.invalid.faults.push(Fault::missing(Place::Body, "", "`multipart/form-data`"));
                None
            }
            _ => None,
        }
    }
}
