//! The deliverer: the one task that wakes connections, in passes, and keeps their time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::doorbell::Doorbell;
use super::log::Log;

/// Whose time the deliverer keeps.
pub(crate) trait Timed: Send + Sync + 'static {
    /// Does what is due by now, and tells when to come again.
    fn keep_time(&self) -> Option<Instant>;
}

/// The deliverer's task: to be run once a manager. Its passes wait so long for more.
pub(crate) fn deliver<T: Timed>(
    doorbell: &Arc<Doorbell>,
    timed: &Arc<T>,
    coalesce: Duration,
) -> impl Future<Output = ()> + Send + use<T> {
    run(Arc::clone(doorbell), Arc::downgrade(timed), coalesce)
}

async fn run<T: Timed>(doorbell: Arc<Doorbell>, timed: Weak<T>, coalesce: Duration) {
    let mut deadline = pin!(sleep_until(Instant::now()));
    let mut is_set = true;
    while let Some(news) = poll_fn(|cx| poll_turn(cx, &doorbell, is_set.then_some(deadline.as_mut()))).await {
        let mut pass = Pass { logs: news };
        if !coalesce.is_zero() && !pass.logs.is_empty() {
            sleep(coalesce).await;
            pass.logs.extend(doorbell.take());
        }
        drop(pass);
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
}

/// Some logs that are marked, whose readers are woken when it is dropped: also where the task ends with its runtime while it waits for more.
/// A log that stayed marked would never ring again.
struct Pass {
    logs: Vec<Arc<Log>>,
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.logs.iter().for_each(|log| log.wake_readers());
    }
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
