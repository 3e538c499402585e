//! How much a log keeps.

use std::time::Duration;

/// How much a channel keeps for clients that come back. Live delivery reads the same log, so these are also the
/// bounds of how far a slow client may fall behind before it is told of a gap.
///
/// The newest event is kept however large it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// How many events.
    pub events: usize,
    /// How many bytes, as they go on the wire.
    pub bytes: usize,
    /// For how long. An event that is too old is dropped when the channel's next one comes, or once all of the
    /// channel's events are too old.
    pub age: Duration,
}

impl Default for History {
    /// 4096 events, 4 MiB, 10 minutes.
    fn default() -> Self {
        Self { events: 4096, bytes: 4 << 20, age: Duration::from_mins(10) }
    }
}

impl History {
    /// # Panics
    /// When no stream could work with it.
    pub(crate) fn check(&self) {
        assert!(self.events > 0, "a history must keep one event at least");
        assert!(!self.age.is_zero(), "a history's age must not be zero");
    }
}
