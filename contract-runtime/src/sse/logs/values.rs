//! The newest event of each key.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::entry::Entry;

/// Knows the newest event of each key in a log, and holds those that the history has let go.
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// The sequence number of the newest event, by key.
    newest: HashMap<Arc<str>, u64>,
    /// Events that are their keys' newest and that the history holds no more. All are older than those in it.
    outlived: BTreeMap<u64, Entry>,
    /// What the outlived ones have in bytes, their keys included.
    bytes: usize,
}

impl Values {
    /// Notes a key's newest event, and gives the number of the one before if the history still has it.
    pub(crate) fn supersede(&mut self, key: &Arc<str>, sequence: u64) -> Option<u64> {
        let Some(newest) = self.newest.get_mut(key) else {
            self.newest.insert(Arc::clone(key), sequence);
            return None;
        };
        let former = std::mem::replace(newest, sequence);
        match self.outlived.remove(&former) {
            Some(entry) => {
                self.bytes -= entry.size();
                None
            }
            None => Some(former),
        }
    }

    /// Takes over an event that the history lets go, if it is the newest of its key. Gives it back if nothing of it
    /// is kept.
    pub(crate) fn outlive(&mut self, entry: Entry) -> Result<(), Entry> {
        match &entry.key {
            Some(key) if self.newest.get(key) == Some(&entry.sequence) => {
                self.bytes += entry.size();
                self.outlived.insert(entry.sequence, entry);
                Ok(())
            }
            _ => Err(entry),
        }
    }

    /// Drops the oldest of the outlived ones.
    pub(crate) fn drop_oldest(&mut self) -> Option<Entry> {
        let (_, entry) = self.outlived.pop_first()?;
        self.bytes -= entry.size();
        if let Some(key) = &entry.key {
            self.newest.remove(key);
        }
        Some(entry)
    }

    /// The outlived ones with `after < sequence <= upto`.
    pub(crate) fn between(&self, after: u64, upto: u64) -> impl DoubleEndedIterator<Item = &Entry> {
        let range = (Bound::Excluded(after), Bound::Included(upto.max(after)));
        self.outlived.range(range).map(|(_, entry)| entry)
    }

    pub(crate) fn last(&self) -> Option<u64> {
        self.outlived.last_key_value().map(|(sequence, _)| *sequence)
    }

    pub(crate) fn len(&self) -> usize {
        self.outlived.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}
