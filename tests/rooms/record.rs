//! What was published, written down where the tests read it.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{BufWriter, Write as _};
use std::sync::Mutex;

use contract_runtime::sse::EventId;

/// A file of lines: sequence number, audience, number, key or `-`, and a hash of the data.
pub(crate) struct Record(Mutex<BufWriter<File>>);

impl Record {
    pub(crate) fn new(path: &str) -> Self {
        Self(Mutex::new(BufWriter::new(File::create(path).unwrap())))
    }

    pub(crate) fn note(&self, id: &EventId, audience: &str, number: u64, key: Option<&str>, data: &str) {
        let sequence = id.as_str().rsplit_once('-').unwrap().1;
        let mut hasher = DefaultHasher::new();
        hasher.write(data.as_bytes());
        let (hash, key) = (hasher.finish(), key.unwrap_or("-"));
        writeln!(self.0.lock().unwrap(), "{sequence} {audience} {number} {key} {hash}").unwrap();
    }

    pub(crate) fn flush(&self) {
        self.0.lock().unwrap().flush().unwrap();
    }
}
