//! A log as the model has it: lists, searched from one end to the other.

use crate::schedule::CHANNELS;

/// What a channel does with readers that are too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    Gap,
    Close,
    /// The newest event of so many keys outlives the history.
    Latest(usize),
}

/// The policy of each channel, and how many events it keeps.
pub(crate) const POLICIES: [(Policy, usize); CHANNELS] =
    [(Policy::Gap, 4), (Policy::Close, 4), (Policy::Latest(3), 3), (Policy::Gap, 1000)];
/// How many events the logs of clients and of everyone keep.
pub(crate) const OTHERS_KEEP: usize = 5;

/// What a log and an event are said to take, in bytes, beside their texts.
const LOG_COST: usize = 512;
const EVENT_COST: usize = 160;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) sequence: u64,
    /// Tells it from all others.
    pub(crate) number: u64,
    pub(crate) key: Option<u8>,
    /// In a client's log, the channel that a reader must listen to.
    pub(crate) scope: Option<usize>,
    /// How many bytes it has on the wire and in its labels.
    pub(crate) size: usize,
}

#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) policy: Policy,
    keeps: usize,
    /// How long its name is.
    name: usize,
    kept: Vec<Event>,
    outlived: Vec<Event>,
    /// The newest sequence number that is lost.
    pub(crate) lost: u64,
    pub(crate) closed: Option<u64>,
    /// The last number that it was given.
    pub(crate) newest: u64,
    /// How many listeners it has.
    pub(crate) readers: usize,
    /// Whether it is there: it has listeners, or is held.
    pub(crate) exists: bool,
    /// Whether something has been published to it that may still be kept, if only that it is closed.
    pub(crate) is_held: bool,
}

impl Log {
    pub(crate) fn new(policy: Policy, keeps: usize, name: usize) -> Self {
        Self {
            policy,
            keeps,
            name,
            kept: Vec::new(),
            outlived: Vec::new(),
            lost: 0,
            closed: None,
            newest: 0,
            readers: 0,
            exists: false,
            is_held: false,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Event> {
        self.outlived.iter().chain(&self.kept)
    }

    pub(crate) fn append(&mut self, event: Event) {
        if let Policy::Latest(_) = self.policy {
            self.outlived.retain(|older| older.key != event.key);
        }
        self.newest = event.sequence;
        self.kept.push(event);
        if self.kept.len() > self.keeps {
            self.let_go_of_oldest();
        }
    }

    pub(crate) fn let_go_of_oldest(&mut self) {
        let oldest = self.kept.remove(0);
        let has_newer = self.kept.iter().any(|event| event.key == oldest.key);
        match self.policy {
            Policy::Latest(_) if oldest.key.is_some() && has_newer => {}
            Policy::Latest(keys) if oldest.key.is_some() => {
                self.outlived.push(oldest);
                if self.outlived.len() > keys {
                    self.lost = self.lost.max(self.outlived.remove(0).sequence);
                }
            }
            _ => self.lost = self.lost.max(oldest.sequence),
        }
    }

    pub(crate) fn let_go_of_all(&mut self) {
        self.lost = self.kept.last().map_or(self.lost, |newest| newest.sequence);
        self.kept.clear();
        self.outlived.clear();
        self.is_held = false;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The oldest of its events, if that is not the newest as well.
    pub(crate) fn oldest_of_several(&self) -> Option<u64> {
        self.kept.first().filter(|_| self.kept.len() > 1).map(|oldest| oldest.sequence)
    }

    pub(crate) fn cost(&self) -> usize {
        if !self.is_held {
            return 0;
        }
        LOG_COST + self.name + self.all().map(|event| EVENT_COST + event.size).sum::<usize>()
    }

    /// What a reader gets that wants everything in a range.
    pub(crate) fn visible(&self, after: u64, upto: u64) -> Vec<Event> {
        let in_range = |event: &&Event| event.sequence > after && event.sequence <= upto;
        let events: Vec<Event> = self.all().filter(in_range).cloned().collect();
        let is_superseded = |event: &Event| {
            let later = |other: &&Event| other.sequence > event.sequence && other.sequence <= upto;
            matches!(self.policy, Policy::Latest(_))
                && event.key.is_some()
                && self.all().filter(later).any(|other| other.key == event.key)
        };
        events.into_iter().filter(|event| !is_superseded(event)).collect()
    }
}
