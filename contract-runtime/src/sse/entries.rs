//! The events that a log keeps, oldest first.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::history::History;

/// One published event.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) sequence: u64,
    /// The whole block as it goes on the wire.
    pub(crate) bytes: Bytes,
    /// Only connections that are subscribed to this channel see the event; all readers of the log if `None`.
    pub(crate) scope: Option<Arc<str>>,
    /// When it was published, since the manager was made.
    pub(crate) at: Duration,
}

impl Entry {
    fn scope_length(&self) -> usize {
        self.scope.as_ref().map_or(0, |scope| scope.len())
    }
}

/// What an entry costs beside its bytes, and a log beside its entries: allocations, maps, padding. Counted so
/// that a great many small events, or logs, stay within the manager's bound as well.
const ENTRY_COST: usize = 128;
const LOG_COST: usize = 512;

/// The kept entries of one log, and what has been dropped of it.
#[derive(Debug)]
pub(crate) struct Entries {
    kept: VecDeque<Kept>,
    /// The newest sequence number that was dropped: whoever has not read so far has lost something.
    evicted_through: u64,
    /// How long the log's name is, in bytes. Names are made of what clients send.
    name: usize,
    /// How long the scopes of all entries are together.
    scopes: usize,
}

#[derive(Debug)]
struct Kept {
    entry: Entry,
    /// The offset of the entry's last byte in all that was ever appended, so that the length of any run is one
    /// subtraction.
    end: u64,
}

impl Kept {
    fn start(&self) -> u64 {
        self.end - self.entry.bytes.len() as u64
    }
}

impl Entries {
    pub(crate) fn new(name: usize, evicted_through: u64) -> Self {
        Self { kept: VecDeque::new(), evicted_through, name, scopes: 0 }
    }

    pub(crate) fn evicted_through(&self) -> u64 {
        self.evicted_through
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Appends an entry, which must have the highest sequence number so far, and drops old ones to stay within
    /// the history's bounds.
    pub(crate) fn append(&mut self, entry: Entry, history: &History) {
        let now = entry.at;
        let end = self.kept.back().map_or(0, |last| last.end) + entry.bytes.len() as u64;
        self.scopes += entry.scope_length();
        self.kept.push_back(Kept { entry, end });
        while self.kept.len() > 1 && self.oldest_is_over(history, now) {
            if let Some(oldest) = self.kept.pop_front() {
                self.evicted_through = oldest.entry.sequence;
                self.scopes -= oldest.entry.scope_length();
            }
        }
    }

    fn oldest_is_over(&self, history: &History, now: Duration) -> bool {
        let is_old = |oldest: &Kept| now.saturating_sub(oldest.entry.at) >= history.age;
        let too_old = self.kept.front().is_some_and(is_old);
        too_old || self.kept.len() > history.events || self.bytes() + self.scopes > history.bytes
    }

    /// Drops everything. What is returned is freed with its value, which may take a while.
    pub(crate) fn clear(&mut self) -> Self {
        let evicted_through = self.kept.back().map_or(self.evicted_through, |newest| newest.entry.sequence);
        std::mem::replace(self, Self::new(self.name, evicted_through))
    }

    fn bytes(&self) -> usize {
        self.length(&(0..self.kept.len()))
    }

    /// What the entries take of the manager's memory, in bytes.
    pub(crate) fn cost(&self) -> usize {
        if self.kept.is_empty() {
            return 0;
        }
        LOG_COST + self.name + self.scopes + self.kept.len() * ENTRY_COST + self.bytes()
    }

    /// Where the entries with `after < sequence <= upto` are.
    pub(crate) fn between(&self, after: u64, upto: u64) -> Range<usize> {
        let start = self.position_after(after);
        start..self.position_after(upto).max(start)
    }

    /// The index of the first entry above a sequence number. Nearly always at the end, where readers are that
    /// have caught up.
    fn position_after(&self, sequence: u64) -> usize {
        let is_read = |kept: &Kept| kept.entry.sequence <= sequence;
        match self.kept.len().checked_sub(2).and_then(|second_last| self.kept.get(second_last)) {
            Some(second_last) if is_read(second_last) => {
                self.kept.len() - usize::from(!self.kept.back().is_some_and(is_read))
            }
            _ => self.kept.partition_point(is_read),
        }
    }

    /// The longest beginning of a range that has at most `limit` bytes, and at least one entry.
    pub(crate) fn cut(&self, range: Range<usize>, limit: usize) -> Range<usize> {
        let Some(first) = self.kept.get(range.start).filter(|_| !range.is_empty()) else { return range };
        let bound = first.start() + limit as u64;
        let tail = self.kept.get(range.end - 1);
        if tail.is_some_and(|last| last.end <= bound) {
            return range;
        }
        let fitting = self.kept.partition_point(|kept| kept.end <= bound);
        range.start..fitting.clamp(range.start + 1, range.end)
    }

    /// How many bytes a range has.
    pub(crate) fn length(&self, range: &Range<usize>) -> usize {
        let first = self.kept.get(range.start);
        let last = range.end.checked_sub(1).and_then(|last| self.kept.get(last));
        match (first, last) {
            (Some(first), Some(last)) if !range.is_empty() => {
                usize::try_from(last.end - first.start()).unwrap_or(usize::MAX)
            }
            _ => 0,
        }
    }

    /// The entries of a range.
    pub(crate) fn range(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Entry> {
        self.kept.range(range).map(|kept| &kept.entry)
    }
}
