//! What goes to a client in one piece.

use std::time::Duration;

use bytes::Bytes;

use super::gap::GapReason;

/// What goes to the client next, in one piece.
#[derive(Debug, Clone)]
pub(crate) struct Chunk {
    pub(crate) bytes: Bytes,
    pub(crate) events: u64,
    /// When the oldest of the events was published; a snapshot's are as new as their connection.
    pub(crate) published: Option<Duration>,
    /// Of what the chunk tells instead.
    pub(crate) gap: Option<GapReason>,
    /// Up to where there was nothing more behind it when it was taken: whoever is woken by what comes next need not look before.
    pub(crate) through: Option<u64>,
}

impl Chunk {
    /// Lines that are no event: a heartbeat, the time to come back.
    pub(crate) fn without_events(bytes: Bytes) -> Self {
        Self { bytes, events: 0, published: None, gap: None, through: None }
    }
}
