//! The events of a channel that not everybody was sent yet.

use std::collections::VecDeque;

use super::Sends;

/// Moving what is left to the front is worth it when there is so much before it.
const SPENT: usize = 1 << 20;
/// Whoever is farther behind is dropped.
const KEPT: usize = 16 << 20;

/// Chunks one after the other. A place among them is counted in bytes from the first that there ever was.
#[derive(Debug, Default)]
pub(super) struct Feed {
    pub(super) connections: Vec<usize>,
    start: u64,
    bytes: Vec<u8>,
    /// Where each chunk ends.
    ends: VecDeque<u64>,
}

impl Feed {
    pub(super) fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    pub(super) fn append(&mut self, chunk: &[u8]) {
        self.bytes.extend_from_slice(chunk);
        self.ends.push_back(self.end());
    }

    /// What is to be sent to who is at a place; `None` where that is no longer there.
    pub(super) fn pending(&self, at: u64, sends: Sends) -> Option<&[u8]> {
        let end = match sends {
            Sends::AllPending => self.end(),
            Sends::OneAnEvent => *self.ends.get(self.ends.partition_point(|end| *end <= at))?,
        };
        self.bytes.get(self.index(at)?..self.index(end)?)
    }

    /// Forgets what is before a place that all connections have passed, or that is too old.
    pub(super) fn let_go(&mut self, passed: u64) {
        let passed = passed.max(self.end().saturating_sub(KEPT as u64));
        let Some(spent) = self.index(passed) else { return };
        if spent == self.bytes.len() || spent > SPENT {
            self.bytes.drain(..spent);
            self.start = passed;
            self.ends.drain(..self.ends.partition_point(|end| *end <= passed));
        }
    }

    pub(super) fn forget(&mut self, connection: usize) {
        if let Some(place) = self.connections.iter().position(|index| *index == connection) {
            self.connections.swap_remove(place);
        }
    }

    fn index(&self, at: u64) -> Option<usize> {
        usize::try_from(at.checked_sub(self.start)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_event_or_all_are_pending() {
        let mut feed = Feed::default();
        feed.append(b"one");
        feed.append(b"two");
        assert_eq!(feed.pending(0, Sends::OneAnEvent), Some(b"one".as_slice()));
        assert_eq!(feed.pending(1, Sends::OneAnEvent), Some(b"ne".as_slice()));
        assert_eq!(feed.pending(3, Sends::OneAnEvent), Some(b"two".as_slice()));
        assert_eq!(feed.pending(1, Sends::AllPending), Some(b"netwo".as_slice()));
    }

    #[test]
    fn what_everybody_has_is_let_go() {
        let mut feed = Feed::default();
        feed.append(b"one");
        feed.let_go(3);
        feed.append(b"two");
        assert_eq!(feed.pending(0, Sends::AllPending), None);
        assert_eq!(feed.pending(3, Sends::AllPending), Some(b"two".as_slice()));
        assert_eq!(feed.end(), 6);
    }

    #[test]
    fn who_is_too_far_behind_holds_nothing_up() {
        let mut feed = Feed::default();
        for _ in 0..3 {
            feed.append(&vec![b'x'; KEPT]);
        }
        feed.let_go(0);
        assert_eq!(feed.pending(0, Sends::OneAnEvent), None);
        assert_eq!(feed.bytes.len(), KEPT);
    }
}
