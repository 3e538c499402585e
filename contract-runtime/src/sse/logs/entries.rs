//! The events that a log keeps, oldest first.

use std::collections::VecDeque;
use std::num::NonZeroU64;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::super::options::channel_options::LogOptions;
use super::super::options::slow::SlowPolicy;
use super::entry::Entry;
use super::values::Values;

/// What an entry costs beside its bytes, and a log beside its entries: allocations, maps, padding. Counted so
/// that a great many small events, or logs, stay within the manager's bound as well.
const ENTRY_COST: usize = 160;
const LOG_COST: usize = 512;

/// The kept entries of one log, and what has been dropped of it.
#[derive(Debug)]
pub(crate) struct Entries {
    options: Arc<LogOptions>,
    kept: VecDeque<Kept>,
    /// Where the newest event of each key is kept for longer.
    values: Option<Box<Values>>,
    /// The newest sequence number that was dropped: whoever has not read so far has lost something.
    evicted_through: u64,
    /// How long the log's name is, in bytes. Names are made of what clients send.
    name: usize,
    /// How long the scopes and keys of all kept entries are together.
    labels: usize,
    /// Whether the log is kept although it may hold no entry: its channel is closed.
    is_closed: bool,
}

/// What is accounted for of a log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// What it takes of the manager's memory, in bytes.
    pub(crate) cost: usize,
    /// The sequence number of its oldest event, if that is not the newest as well.
    pub(crate) oldest_spare: Option<u64>,
}

#[derive(Debug)]
struct Kept {
    entry: Entry,
    /// The offset of the entry's last byte in all that was ever appended, so that the length of any run is one
    /// subtraction.
    end: u64,
    /// The next event of the same key, in whose favour readers may leave this one out.
    superseded_by: Option<NonZeroU64>,
}

impl Kept {
    fn start(&self) -> u64 {
        self.end - self.entry.bytes.len() as u64
    }
}

impl Entries {
    pub(crate) fn new(name: usize, evicted_through: u64, options: Arc<LogOptions>) -> Self {
        Self {
            values: values(&options),
            options,
            kept: VecDeque::new(),
            evicted_through,
            name,
            labels: 0,
            is_closed: false,
        }
    }

    pub(crate) fn evicted_through(&self) -> u64 {
        self.evicted_through
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(crate) fn options(&self) -> &LogOptions {
        &self.options
    }

    pub(crate) fn set_closed(&mut self, is_closed: bool) {
        self.is_closed = is_closed;
    }

    /// Whether readers may be given less than everything.
    pub(crate) fn are_values(&self) -> bool {
        self.values.is_some()
    }

    /// Changes what is kept from now on.
    pub(crate) fn configure(&mut self, options: &Arc<LogOptions>, now: Duration) {
        self.options = Arc::clone(options);
        let values = values(options);
        if values.is_some() != self.values.is_some() {
            let former = std::mem::replace(&mut self.values, values);
            let outlived = former.and_then(|values| values.last());
            self.evicted_through = self.evicted_through.max(outlived.unwrap_or(0));
            self.find_newest();
        }
        self.evict(now);
    }

    /// Finds out anew which entries are their keys' newest.
    fn find_newest(&mut self) {
        for position in 0..self.kept.len() {
            if let Some(kept) = self.kept.get_mut(position) {
                kept.superseded_by = None;
                let (key, sequence) = (kept.entry.key.clone(), kept.entry.sequence);
                self.supersede(key.as_ref(), sequence);
            }
        }
    }

    /// Notes a newest event of a key, where this matters.
    fn supersede(&mut self, key: Option<&Arc<str>>, sequence: u64) {
        let former = self.values.as_mut().zip(key).and_then(|(values, key)| values.supersede(key, sequence));
        let Some(former) = former else { return };
        let position = self.kept.partition_point(|kept| kept.entry.sequence < former);
        if let Some(former) = self.kept.get_mut(position) {
            former.superseded_by = NonZeroU64::new(sequence);
        }
    }

    /// Appends an entry, which must have the highest sequence number so far, and drops old ones to stay within
    /// the history's bounds.
    pub(crate) fn append(&mut self, entry: Entry) {
        let now = entry.at;
        self.supersede(entry.key.as_ref(), entry.sequence);
        let end = self.kept.back().map_or(0, |last| last.end) + entry.bytes.len() as u64;
        self.labels += entry.labels();
        self.kept.push_back(Kept { entry, end, superseded_by: None });
        self.evict(now);
    }

    fn evict(&mut self, now: Duration) {
        while self.kept.len() > 1 && self.oldest_is_over(now) {
            self.let_go_of_oldest();
        }
        self.drop_values_over();
    }

    /// Lets go of the oldest entry, if it is not the newest as well: others need the room.
    pub(crate) fn give_way(&mut self) {
        if self.kept.len() > 1 {
            self.let_go_of_oldest();
            self.drop_values_over();
        }
    }

    fn drop_values_over(&mut self) {
        while self.values_are_over() {
            let dropped = self.values.as_mut().and_then(|values| values.drop_oldest());
            self.evicted_through = dropped.map_or(0, |entry| entry.sequence).max(self.evicted_through);
        }
    }

    fn oldest_is_over(&self, now: Duration) -> bool {
        let history = &self.options.history;
        let is_old = |oldest: &Kept| now.saturating_sub(oldest.entry.at) >= history.age;
        let too_old = self.kept.front().is_some_and(is_old);
        too_old || self.kept.len() > history.events || self.size() > history.bytes
    }

    fn values_are_over(&self) -> bool {
        let (Some(values), SlowPolicy::Latest { keys }) = (&self.values, self.options.slow) else {
            return false;
        };
        values.len() > keys || (values.len() > 0 && self.size() > self.options.history.bytes)
    }

    /// Takes the oldest entry out of the history. It is lost, unless a later one of its key is kept, or it is kept
    /// as the newest of its key.
    fn let_go_of_oldest(&mut self) {
        let Some(Kept { entry, superseded_by, .. }) = self.kept.pop_front() else { return };
        self.labels -= entry.labels();
        // Room for many more is in no account.
        if self.kept.len() <= self.kept.capacity() / 4 {
            self.kept.shrink_to(self.kept.len() * 2);
        }
        let entry = match &mut self.values {
            Some(values) => values.outlive(entry).err(),
            None => Some(entry),
        };
        if let Some(lost) = entry.filter(|_| superseded_by.is_none()) {
            self.evicted_through = lost.sequence;
        }
    }

    /// Drops everything. What is returned is freed with its value, which may take a while.
    pub(crate) fn clear(&mut self) -> Self {
        let newest = self.kept.back().map(|newest| newest.entry.sequence);
        let cleared = Self::new(self.name, newest.unwrap_or(self.evicted_through), Arc::clone(&self.options));
        std::mem::replace(self, cleared)
    }

    fn bytes(&self) -> usize {
        self.length(&(0..self.kept.len()))
    }

    /// What the history's bytes bound.
    fn size(&self) -> usize {
        self.bytes() + self.labels + self.values.as_ref().map_or(0, |values| values.bytes())
    }

    /// What the entries take of the manager's memory, in bytes.
    pub(crate) fn cost(&self) -> usize {
        if self.kept.is_empty() && !self.is_closed {
            return 0;
        }
        let entries = self.kept.len() + self.values.as_ref().map_or(0, |values| values.len());
        LOG_COST + self.name + entries * ENTRY_COST + self.size()
    }

    #[cfg(test)]
    pub(crate) fn room(&self) -> usize {
        self.kept.capacity()
    }

    pub(crate) fn standing(&self) -> Standing {
        let oldest = self.kept.front().filter(|_| self.kept.len() > 1);
        Standing { cost: self.cost(), oldest_spare: oldest.map(|kept| kept.entry.sequence) }
    }

    /// The entries with `after < sequence <= upto`, but for those that a later one of them supersedes.
    pub(crate) fn visible(&self, after: u64, upto: u64) -> impl DoubleEndedIterator<Item = &Entry> {
        let outlived = self.values.iter().flat_map(move |values| values.between(after, upto));
        let kept = self.kept.range(self.between(after, upto));
        outlived.chain(
            kept.filter(move |kept| kept.superseded_by.is_none_or(|by| by.get() > upto))
                .map(|kept| &kept.entry),
        )
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

fn values(options: &LogOptions) -> Option<Box<Values>> {
    matches!(options.slow, SlowPolicy::Latest { .. }).then(Box::default)
}
