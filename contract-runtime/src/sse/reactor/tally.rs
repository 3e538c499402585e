//! How many connections the reactor has, for those who wait for the last one.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(super) struct Tally {
    count: AtomicUsize,
    emptied: Notify,
}

impl Tally {
    pub(super) fn add(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn remove(&self, connections: usize) {
        if self.count.fetch_sub(connections, Ordering::AcqRel) == connections {
            self.emptied.notify_waiters();
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    pub(super) async fn zero(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.count() == 0 {
                return;
            }
            emptied.await;
        }
    }
}
