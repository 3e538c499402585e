//! A multipart body as the fields that a contract names.

use std::collections::BTreeMap;
use std::fmt;

use super::error::MultipartError;
use super::file::File;
use super::stream::{MOST_PARTS, Multipart};
use crate::http::fault::{Fault, Place};
use crate::http::path;
use crate::http::query::{Node, Room};

/// How much of all files of a request is kept in memory.
const FILES_IN_MEMORY: usize = 1024 * 1024;

/// The text of all fields of a request. As much as all of its headers and a long letter, since it is kept in memory whatever
/// the limit for the body is.
const MOST_TEXT: usize = 1024 * 1024;

/// A client mends one thing after another; nobody reads a longer list.
const MOST_FAULTS: usize = 100;

/// The names in the keys of the fields that are text, each counted once where it stands: they are kept while the rest of the body
/// comes, which may take any time.
const MOST_NAMES: usize = 3 * MOST_PARTS;

/// The fields of a multipart body.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// Those that are text, as a form has them.
    pub(crate) texts: Node,
    files: BTreeMap<String, Vec<File>>,
    /// What is wrong with the texts by themselves.
    faults: Vec<Fault>,
}

/// What is read of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) files: &'a [&'a str],
    pub(crate) texts: &'a [&'a str],
}

impl Fields {
    /// Reads a whole body. Parts of other names are passed over, as other fields of a form are.
    ///
    /// # Errors
    /// The body is broken, breaks off, or goes beyond a limit; or a temporary file can't be written.
    pub(crate) async fn read(mut body: Multipart, names: Names<'_>) -> Result<Self, MultipartError> {
        let mut fields = Self::default();
        let (mut files, mut texts) = (FILES_IN_MEMORY, MOST_TEXT);
        let mut room = Room::new(Place::Body, MOST_NAMES);
        while let Some(part) = body.next_part().await? {
            let name = part.name();
            // `photos[]` is how some clients call the elements of a list.
            let single = name.strip_suffix("[]").unwrap_or(name);
            if let Some(name) = names.files.iter().find(|known| **known == name || **known == single) {
                let file = part.spool(&mut files).await?;
                // What a browser sends for an input in which nothing was chosen.
                if !(file.is_empty() && file.name() == Some("")) {
                    fields.files.entry((*name).to_owned()).or_default().push(file);
                }
            } else if names.texts.iter().any(|known| Node::is_of(known, name)) {
                let name = name.to_owned();
                let text = text(part, &mut texts).await?;
                fields.give(&mut room, &name, text);
            }
        }
        Ok(fields)
    }

    fn give(&mut self, room: &mut Room, name: &str, text: Option<String>) {
        let given = match text {
            Some(text) => self.texts.put(room, name, text),
            // What follows the name in brackets is the client's own, and of any length.
            None => Err(Fault::new(Place::Body, path::shortened(name), "UTF-8 text")),
        };
        self.faults.extend(given.err().filter(|_| self.faults.len() < MOST_FAULTS));
    }

    /// What is wrong with the texts by themselves.
    pub(crate) fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    /// The files of a field.
    pub(crate) fn take_files(&mut self, name: &str) -> Vec<File> {
        self.files.remove(name).unwrap_or_default()
    }
}

/// The text of a part, if it is in UTF-8.
async fn text(mut part: super::Part<'_>, allowance: &mut usize) -> Result<Option<String>, MultipartError> {
    let mut text = Vec::new();
    while let Some(bytes) = part.chunk().await? {
        let rest = allowance.checked_sub(bytes.len());
        *allowance =
            rest.ok_or(MultipartError::too_large("texts in the body are longer than what is taken here"))?;
        text.extend_from_slice(&bytes);
    }
    Ok(String::from_utf8(text).ok())
}

/// What holds the files of a field: [`File`], `Option<File>`, `Vec<File>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no file that a client sends",
    label = "a file in a body is a `contract_runtime::File`",
    note = "write `contract_runtime::File`, `Option<File>` or `Vec<File>`; a type of your own that is called so needs another name here"
)]
pub trait FromFiles: Sized + fmt::Debug + Send + 'static {
    /// Takes all files of the field, or says why not.
    fn from_files(files: Vec<File>) -> Result<Self, NotFiles>;
}

/// Why files are not what a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFiles {
    /// There is none.
    Missing,
    /// There are several.
    Repeated,
}

impl NotFiles {
    pub(crate) fn into_fault(self, name: &str) -> Fault {
        match self {
            Self::Missing => Fault::missing(Place::Body, name, "a file"),
            Self::Repeated => Fault { expected: "one file".to_owned(), ..Fault::repeated(Place::Body, name) },
        }
    }
}

impl FromFiles for File {
    fn from_files(files: Vec<File>) -> Result<Self, NotFiles> {
        Option::from_files(files)?.ok_or(NotFiles::Missing)
    }
}

impl FromFiles for Option<File> {
    fn from_files(files: Vec<File>) -> Result<Self, NotFiles> {
        let mut files = files.into_iter();
        let first = files.next();
        if files.next().is_some() { Err(NotFiles::Repeated) } else { Ok(first) }
    }
}

impl FromFiles for Vec<File> {
    fn from_files(files: Vec<File>) -> Result<Self, NotFiles> {
        Ok(files)
    }
}

/// A whole body of `multipart/form-data`: a [`Multipart`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a body of `multipart/form-data`",
    label = "the fields of such a body are written out",
    note = "write the fields, as in `body: {{ title: String, photo: File }}`; or `contract_runtime::Multipart` to read its parts yourself"
)]
pub trait FromMultipart: Sized + fmt::Debug + Send + 'static {
    /// The body itself.
    fn from_multipart(body: Multipart) -> Self;
}

impl FromMultipart for Multipart {
    fn from_multipart(body: Multipart) -> Self {
        body
    }
}
