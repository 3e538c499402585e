//! What happens to connections, as a stream: the hook for presence, metrics and logs.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::super::limits::admission::RefusalReason;
use super::super::logs::connection::{CloseReason, ConnectionInfo};

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
        /// What whoever revoked it said; see [`Client::close`](crate::sse::Client::close).
        detail: Option<Arc<str>>,
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

/// A stream of [`Lifecycle`] events from the moment when it was made; see
/// [`SseManager::lifecycle`](crate::sse::SseManager::lifecycle). It ends with the manager.
#[must_use = "a stream does nothing unless polled"]
pub struct LifecycleEvents {
    events: Pin<Box<dyn Stream<Item = Lifecycle> + Send + Sync>>,
}

impl Stream for LifecycleEvents {
    type Item = Lifecycle;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Lifecycle>> {
        self.events.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for LifecycleEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LifecycleEvents").finish_non_exhaustive()
    }
}

/// How many events are kept for slow listeners.
const CAPACITY: usize = 1024;

/// Those who listen. Costs nothing until somebody does.
#[derive(Debug, Default)]
pub(crate) struct Listeners {
    sender: OnceLock<broadcast::Sender<Lifecycle>>,
}

impl Listeners {
    pub(crate) fn listen(&self) -> LifecycleEvents {
        let receiver = self.sender.get_or_init(|| broadcast::Sender::new(CAPACITY)).subscribe();
        let events = stream::unfold(receiver, |mut receiver| async {
            match receiver.recv().await {
                Ok(event) => Some((event, receiver)),
                Err(RecvError::Lagged(missed)) => Some((Lifecycle::Missed(missed), receiver)),
                Err(RecvError::Closed) => None,
            }
        });
        LifecycleEvents { events: Box::pin(events) }
    }

    pub(crate) fn tell(&self, event: impl FnOnce() -> Lifecycle) {
        if let Some(sender) = self.sender.get().filter(|sender| sender.receiver_count() > 0) {
            // It fails when the last listener leaves meanwhile, who misses nothing.
            let _ = sender.send(event());
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    fn refused(client: usize) -> Lifecycle {
        Lifecycle::Refused { client: Some(client.to_string()), reason: RefusalReason::Full }
    }

    #[tokio::test]
    async fn a_slow_listener_is_told_how_much_it_missed_and_goes_on() {
        let listeners = Listeners::default();
        let mut events = listeners.listen();
        for client in 0..CAPACITY + 5 {
            listeners.tell(|| refused(client));
        }
        assert_eq!(events.next().await, Some(Lifecycle::Missed(5)));
        assert_eq!(events.next().await, Some(refused(5)));
    }

    #[tokio::test]
    async fn ends_with_the_manager() {
        let listeners = Listeners::default();
        let mut events = listeners.listen();
        drop(listeners);
        assert_eq!(events.next().await, None);
    }
}
