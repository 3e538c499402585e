//! One published event, as a log keeps it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

/// One published event.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) sequence: u64,
    /// The whole block as it goes on the wire.
    pub(crate) bytes: Bytes,
    /// Only connections that are subscribed to this channel see the event; all readers of the log if `None`.
    pub(crate) scope: Option<Arc<str>>,
    /// What the event is the value of.
    pub(crate) key: Option<Arc<str>>,
    /// When it was published, since the manager was made.
    pub(crate) at: Duration,
}

impl Entry {
    /// How long the texts are that it holds beside its bytes.
    pub(crate) fn labels(&self) -> usize {
        [&self.scope, &self.key].into_iter().flatten().map(|label| label.len()).sum()
    }

    /// What it takes of a history's bytes.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + self.labels()
    }
}
