//! How many connections and threads the reactor has.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(super) struct Tally {
    connections: AtomicUsize,
    threads: AtomicUsize,
    emptied: Notify,
}

impl Tally {
    pub(super) fn add_connection(self: &Arc<Self>) -> Counted {
        self.connections.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        metrics::gauge!(crate::series::SERVER_REACTOR_CONNECTIONS).increment(1);
        self.counted()
    }

    /// A connection whose count was [kept](Counted::keep).
    pub(super) fn counted(self: &Arc<Self>) -> Counted {
        Counted(Some(Arc::clone(self)))
    }

    pub(super) fn add_thread(&self) {
        self.threads.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn remove_thread(&self) {
        self.threads.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Acquire)
    }

    pub(super) fn threads(&self) -> usize {
        self.threads.load(Ordering::Relaxed)
    }

    /// Waits until there is no connection.
    pub(super) async fn empty(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.connections() == 0 {
                return;
            }
            emptied.await;
        }
    }
}

/// A connection that the reactor has, until it is dropped.
#[derive(Debug)]
pub(super) struct Counted(Option<Arc<Tally>>);

impl Counted {
    /// Goes on to count the connection, for a thread that has a tally and too many connections for a handle of each.
    pub(super) fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some(tally) = &self.0 else { return };
        #[cfg(feature = "metrics")]
        metrics::gauge!(crate::series::SERVER_REACTOR_CONNECTIONS).decrement(1);
        if tally.connections.fetch_sub(1, Ordering::AcqRel) == 1 {
            tally.emptied.notify_waiters();
        }
    }
}
