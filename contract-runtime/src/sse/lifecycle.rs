//! What happens to connections, as a stream: the hook for presence, metrics and logs.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::connection::{CloseReason, ConnectionInfo};

/// Something that happened to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lifecycle {
    /// A connection was attached.
    Attached(ConnectionInfo),
    /// A connection ended.
    Detached {
        /// The connection as it was at its end.
        connection: ConnectionInfo,
        /// Why it ended.
        reason: CloseReason,
    },
    /// A connection was refused.
    Refused {
        /// The client that the subscription named.
        client: Option<String>,
        /// Why it was refused.
        reason: RefusalReason,
    },
    /// The listener was too slow, and this many of the above are missing here.
    Missed(u64),
}

/// Why a connection was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalReason {
    /// `max_connections` are attached.
    Full,
    /// The manager is shutting down.
    Shutdown,
}

/// A stream of [`Lifecycle`] events from the moment when it was made; see
/// [`SseManager::lifecycle`](super::SseManager::lifecycle). It ends with the manager.
#[derive(Debug)]
pub struct LifecycleEvents {}

impl Stream for LifecycleEvents {
    type Item = Lifecycle;

    fn poll_next(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Lifecycle>> {
        todo!()
    }
}
