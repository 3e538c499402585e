//! How publishers tell the deliverer that there is news.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::super::sync::{Mutex, lock};
use super::log::Log;
use super::waiter::Waiter;

/// The logs that have news for readers, each once. Publishers ring and go on; waking readers is the deliverer's
/// work, one pass at a time.
#[derive(Debug)]
pub(crate) struct Doorbell {
    marked: Mutex<Vec<Arc<Log>>>,
    deliverer: Waiter,
}

impl Doorbell {
    pub(crate) fn new() -> Self {
        Self { marked: Mutex::new(Vec::new()), deliverer: Waiter::new() }
    }

    /// Asks for a pass over a log's readers.
    pub(crate) fn ring(&self, log: Arc<Log>) {
        if log.mark() {
            lock(&self.marked).push(log);
            self.deliverer.wake();
        }
    }

    /// Asks the deliverer to look at its deadlines again: there is an earlier one.
    pub(crate) fn remind(&self) {
        self.deliverer.remind();
    }

    /// Tells the deliverer that the manager is gone.
    pub(crate) fn close(&self) {
        self.deliverer.close();
    }

    /// The logs that have news by now.
    pub(crate) fn take(&self) -> Vec<Arc<Log>> {
        std::mem::take(&mut *lock(&self.marked))
    }

    /// Waits for news, and gives the logs that have some for the next pass; none of them after a reminder.
    /// `None` when the doorbell is closed.
    pub(crate) fn poll_news(&self, cx: &mut Context<'_>) -> Poll<Option<Vec<Arc<Log>>>> {
        self.deliverer.register(cx.waker());
        let marked = self.take();
        if !marked.is_empty() || self.deliverer.take_reminder() {
            Poll::Ready(Some(marked))
        } else if self.deliverer.end().is_some() {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }
}
