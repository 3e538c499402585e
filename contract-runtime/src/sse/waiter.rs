//! How a task sleeps until something concerns it, and is told what.

use std::task::Waker;

use super::sync::{AtomicBool, AtomicU64, Mutex, Ordering, lock};

/// One sleeping task: a connection's body, or the deliverer. It must register before it looks for news; then
/// whatever it did not see yet will wake it.
#[derive(Debug)]
pub(crate) struct Waiter {
    waker: Mutex<Option<Waker>>,
    /// The position at which the task is to end; `OPEN` as long as it is to go on.
    end: AtomicU64,
    reminder: AtomicBool,
}

const OPEN: u64 = u64::MAX;

impl Waiter {
    pub(crate) fn new() -> Self {
        Self { waker: Mutex::new(None), end: AtomicU64::new(OPEN), reminder: AtomicBool::new(false) }
    }

    /// Notes who is to be woken by the next call of [`wake`](Self::wake).
    pub(crate) fn register(&self, waker: &Waker) {
        let mut slot = lock(&self.waker);
        if slot.as_ref().is_some_and(|registered| registered.will_wake(waker)) {
            return;
        }
        let former = slot.replace(waker.clone());
        // Dropping a waker may drop a task, and with it anything at all: not under the lock.
        drop(slot);
        drop(former);
    }

    /// Takes the waker of the task, if it sleeps; for those who wake many and want to do it later.
    pub(crate) fn take(&self) -> Option<Waker> {
        lock(&self.waker).take()
    }

    pub(crate) fn wake(&self) {
        if let Some(waker) = self.take() {
            waker.wake();
        }
    }

    /// Tells the task to end: at once, or when it has come as far as a position. The first one to say so decides.
    pub(crate) fn close_at(&self, position: u64) {
        // A failure means that the end is known already.
        let _ = self.end.compare_exchange(OPEN, position, Ordering::AcqRel, Ordering::Acquire);
        self.wake();
    }

    /// Tells the task to end at once.
    pub(crate) fn close(&self) {
        self.close_at(0);
    }

    /// Where the task is to end, if it is to.
    pub(crate) fn end(&self) -> Option<u64> {
        Some(self.end.load(Ordering::Acquire)).filter(|end| *end != OPEN)
    }

    /// Tells the task that it is time: for a connection, to send a heartbeat; for the deliverer, to look at its
    /// deadlines again.
    pub(crate) fn remind(&self) {
        self.reminder.store(true, Ordering::Release);
        self.wake();
    }

    /// Whether there was a reminder since the last call.
    pub(crate) fn take_reminder(&self) -> bool {
        self.reminder.load(Ordering::Acquire) && self.reminder.swap(false, Ordering::AcqRel)
    }
}
