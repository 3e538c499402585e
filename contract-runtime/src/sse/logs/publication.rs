//! What is handed to the hub to be published.

use std::sync::Arc;
use std::time::Duration;

use super::super::format::wire::Block;
use super::log::LogName;

/// Events that are published as one: with consecutive numbers and no other event between, seen together, and all
/// of them or none.
#[derive(Debug)]
pub(crate) struct Publication {
    pub(crate) log: LogName,
    /// Only connections that are subscribed to this channel see it; all readers of the log if `None`.
    pub(crate) scope: Option<Arc<str>>,
    pub(crate) first: Item,
    pub(crate) rest: Vec<Item>,
    pub(crate) idempotency_key: Option<Box<str>>,
    /// Whether the channel is closed with it.
    pub(crate) is_last: bool,
}

/// One event of a publication.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) block: Block,
    /// What the event is the value of.
    pub(crate) key: Option<Arc<str>>,
}

impl Publication {
    /// One event.
    pub(crate) fn new(log: LogName, scope: Option<Arc<str>>, block: Block) -> Self {
        Self::batch(log, scope, Item { block, key: None }, Vec::new())
    }

    pub(crate) fn batch(log: LogName, scope: Option<Arc<str>>, first: Item, rest: Vec<Item>) -> Self {
        Self { log, scope, first, rest, idempotency_key: None, is_last: false }
    }

    /// How many events it has.
    pub(crate) fn len(&self) -> usize {
        1 + self.rest.len()
    }
}

/// The sequence numbers of a publication's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// Why the hub takes a publication not now, or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The channel is closed.
    Closed,
    /// The channel's rate is used up for so long.
    RateLimited(Duration),
}
