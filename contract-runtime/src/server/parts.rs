//! A multipart body on its way into types.

use super::answer::{Rejected, internal};
use super::body::Received;
use super::input::{Input, Read};
use super::internal::Internal;
use crate::http::fault::{Fault, Place};
use crate::http::text::{Given, Part};
use crate::multipart::{Fields, File, Multipart, Names, NotFiles};

impl Input {
    /// Reads a multipart body: the parts of these names, as files or as text.
    ///
    /// # Errors
    /// The answer, where the body is too large or the disk is full.
    pub async fn multipart(&mut self, files: &[&str], texts: &[&str]) -> Result<(), Rejected> {
        self.body = match std::mem::replace(&mut self.body, Received::Broken) {
            Received::Parts(body) => match Fields::read(*body, Names { files, texts }).await {
                Ok(mut fields) => {
                    self.invalid.faults.extend(fields.take_faults());
                    Received::Fields(Box::new(fields))
                }
                Err(error) => {
                    let fault =
                        error.fault().ok_or_else(|| Rejected::new(internal(&Internal::new(error))))?;
                    self.invalid.faults.push(fault);
                    Received::Broken
                }
            },
            // Without a body no field of it is there.
            Received::Nothing => Received::Fields(Box::default()),
            other => other,
        };
        Ok(())
    }

    /// A field of a multipart body that is text.
    pub fn part<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        let Received::Fields(fields) = &self.body else { return None };
        let given = fields.texts.find(name).map_or(Given::Nothing, Given::from);
        // What is no text at all was told already.
        let was_told = |fault: &Fault| fault.place == Place::Body && fault.field == name;
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
