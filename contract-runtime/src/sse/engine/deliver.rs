//! The deliverer: the task that wakes connections, in passes, and keeps their time.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::super::logs::doorbell::Doorbell;
use super::super::logs::log::Log;
use super::deliverers::Running;

/// Whose time the deliverer keeps.
pub(crate) trait Timed: Send + Sync + 'static {
    /// Does what is due by now, and tells when to come again.
    fn keep_time(&self) -> Option<Instant>;
}

/// How often a deliverer looks for news of which another one was told.
const GLANCE: Duration = Duration::from_millis(100);

/// A deliverer's task: to be run once a runtime. Its passes wait so long for more.
pub(crate) fn deliver<T: Timed>(
    doorbell: &Arc<Doorbell>,
    timed: &Arc<T>,
    running: Arc<Running>,
    coalesce: Duration,
) -> impl Future<Output = ()> + Send + use<T> {
    run(Arc::clone(doorbell), Arc::downgrade(timed), running, coalesce)
}

async fn run<T: Timed>(doorbell: Arc<Doorbell>, timed: Weak<T>, running: Arc<Running>, coalesce: Duration) {
    let mut alarm = pin!(sleep_until(Instant::now()));
    let mut deadline = Some(alarm.deadline());
    while let Some(news) =
        poll_fn(|cx| poll_turn(cx, &doorbell, &running, &mut deadline, alarm.as_mut())).await
    {
        let mut pass = Pass { logs: news };
        if !coalesce.is_zero() && !pass.logs.is_empty() {
            sleep(coalesce).await;
            pass.logs.extend(doorbell.take());
        }
        drop(pass);
        let Some(timed) = timed.upgrade() else { break };
        deadline = timed.keep_time();
        drop(timed);
        if let Some(deadline) = deadline {
            alarm.as_mut().reset(deadline);
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

/// Waits for news or for the deadline, which is a near one where others may have been told of the news.
fn poll_turn(
    cx: &mut Context<'_>,
    doorbell: &Doorbell,
    running: &Running,
    deadline: &mut Option<Instant>,
    mut alarm: Pin<&mut Sleep>,
) -> Poll<Option<Vec<Arc<Log>>>> {
    if let Poll::Ready(news) = doorbell.poll_news(cx) {
        return Poll::Ready(news);
    }
    if running.are_several() {
        let glance = Instant::now() + GLANCE;
        if deadline.is_none_or(|deadline| deadline > glance) {
            *deadline = Some(glance);
            alarm.as_mut().reset(glance);
        }
    }
    if deadline.is_none() {
        return Poll::Pending;
    }
    alarm.poll(cx).map(|()| Some(Vec::new()))
}
