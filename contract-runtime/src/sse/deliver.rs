//! The deliverer: the one task that wakes connections, in passes, and keeps their time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

use super::doorbell::Doorbell;
use super::log::Log;

/// Whose time the deliverer keeps.
pub(crate) trait Timed: Send + Sync + 'static {
    /// Does what is due by now, and tells when to come again.
    fn keep_time(&self) -> Option<Instant>;

    /// Is told that nobody keeps time or wakes connections any more, so that whoever can may start a new deliverer.
    fn is_left_alone(&self);
}

/// Whether the deliverer's task runs. It starts with the first connection, and again when the runtime that it
/// ran on has ended before the manager.
#[derive(Debug, Default)]
pub(crate) struct Deliverer {
    running: Arc<AtomicBool>,
}

impl Deliverer {
    /// Starts the task if it does not run.
    ///
    /// # Panics
    /// Outside of a Tokio runtime.
    pub(crate) fn start<T: Timed>(&self, doorbell: &Arc<Doorbell>, timed: &Arc<T>) {
        if !self.running.swap(true, Ordering::AcqRel) {
            let guard = Running { running: Arc::clone(&self.running), timed: Arc::downgrade(timed) };
            tokio::spawn(run(Arc::clone(doorbell), Arc::downgrade(timed), guard));
        }
    }

    /// Starts the task if it does not run and a runtime is at hand.
    pub(crate) fn restart<T: Timed>(&self, doorbell: &Arc<Doorbell>, timed: &Arc<T>) {
        if !self.running.load(Ordering::Acquire) && Handle::try_current().is_ok() {
            self.start(doorbell, timed);
        }
    }
}

/// Notes that the task has ended, however it ended: with the manager, or with the runtime that it ran on.
struct Running<T: Timed> {
    running: Arc<AtomicBool>,
    timed: Weak<T>,
}

impl<T: Timed> Drop for Running<T> {
    fn drop(&mut self) {
        self.running.store(false, Ordering::Release);
        if let Some(timed) = self.timed.upgrade() {
            timed.is_left_alone();
        }
    }
}

async fn run<T: Timed>(doorbell: Arc<Doorbell>, timed: Weak<T>, running: Running<T>) {
    let mut deadline = pin!(sleep_until(Instant::now()));
    let mut is_set = true;
    while let Some(news) = poll_fn(|cx| poll_turn(cx, &doorbell, is_set.then_some(deadline.as_mut()))).await {
        for log in news {
            log.wake_readers();
        }
        let Some(timed) = timed.upgrade() else { break };
        let next = timed.keep_time();
        drop(timed);
        is_set = next.is_some();
        if let Some(next) = next {
            deadline.as_mut().reset(next);
        }
        // The readers' turn. What is published until the next pass goes out in one piece.
        tokio::task::yield_now().await;
    }
    drop(running);
}

/// Waits for news or for the deadline.
fn poll_turn(
    cx: &mut Context<'_>,
    doorbell: &Doorbell,
    deadline: Option<std::pin::Pin<&mut Sleep>>,
) -> Poll<Option<Vec<Arc<Log>>>> {
    if let Poll::Ready(news) = doorbell.poll_news(cx) {
        return Poll::Ready(news);
    }
    match deadline.map(|deadline| deadline.poll(cx)) {
        Some(Poll::Ready(())) => Poll::Ready(Some(Vec::new())),
        Some(Poll::Pending) | None => Poll::Pending,
    }
}
