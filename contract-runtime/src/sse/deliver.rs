//! The deliverer: the one task that wakes connections, in passes, and keeps their time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

use super::doorbell::Doorbell;
use super::engine::Engine;
use super::log::Log;

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
    pub(crate) fn start(&self, engine: &Arc<Engine>) {
        if !self.running.swap(true, Ordering::AcqRel) {
            let guard = Running(Arc::clone(&self.running));
            tokio::spawn(run(Arc::clone(&engine.doorbell), Arc::downgrade(engine), guard));
        }
    }

    /// Starts the task if it does not run, there are connections that need it, and a runtime is at hand.
    pub(crate) fn restart(&self, engine: &Arc<Engine>) {
        let is_down = !self.running.load(Ordering::Acquire) && engine.registry.count() > 0;
        if is_down && Handle::try_current().is_ok() {
            self.start(engine);
        }
    }
}

/// Notes that the task has ended, however it ended.
struct Running(Arc<AtomicBool>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

async fn run(doorbell: Arc<Doorbell>, engine: Weak<Engine>, running: Running) {
    let mut deadline = pin!(sleep_until(Instant::now()));
    let mut is_set = true;
    while let Some(news) = poll_fn(|cx| poll_turn(cx, &doorbell, is_set.then_some(deadline.as_mut()))).await {
        for log in news {
            log.wake_readers();
        }
        let Some(engine) = engine.upgrade() else { break };
        let next = engine.keep_time().and_then(|time| engine.instant(time));
        drop(engine);
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
