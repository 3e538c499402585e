//! A multipart body on its way into types.

use super::body::Received;
use super::input::{Input, Read};
use crate::http::fault::{Fault, Place};
use crate::http::path;
use crate::http::text::{Given, Part};
use crate::multipart::{File, Multipart, NotFiles};

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
