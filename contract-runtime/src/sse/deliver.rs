//! The deliverer: the one task that wakes connections, in passes, and keeps their time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use tokio::time::{Instant, Sleep, sleep_until};

use super::doorbell::Doorbell;
use super::log::Log;

/// Whose time the deliverer keeps.
pub(crate) trait Timed: Send + Sync + 'static {
    /// Does what is due by now, and tells when to come again.
    fn keep_time(&self) -> Option<Instant>;
}

/// The deliverer's task: to be run once a manager.
pub(crate) fn deliver<T: Timed>(
    doorbell: &Arc<Doorbell>,
    timed: &Arc<T>,
) -> impl Future<Output = ()> + Send + use<T> {
    run(Arc::clone(doorbell), Arc::downgrade(timed))
}

async fn run<T: Timed>(doorbell: Arc<Doorbell>, timed: Weak<T>) {
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
