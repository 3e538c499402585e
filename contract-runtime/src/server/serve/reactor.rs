//! The reactor of a server: started by the first stream that leaves hyper.

use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use crate::sse::reactor::{Reactor, Returned};

/// How long a server that got no threads or descriptors for its reactor does without before it asks again.
const PAUSE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct LazyReactor {
    /// None, if streams are to stay with hyper.
    threads: usize,
    returns: UnboundedSender<Returned>,
    started: OnceLock<Reactor>,
    next_start: Mutex<NextStart>,
}

/// When it may be started, while it is not.
#[derive(Debug)]
enum NextStart {
    Now,
    NotBefore(Instant),
    Never,
}

impl LazyReactor {
    pub(super) fn new(threads: usize, returns: UnboundedSender<Returned>) -> Self {
        let next_start = Mutex::new(if threads == 0 { NextStart::Never } else { NextStart::Now });
        Self { threads, returns, started: OnceLock::new(), next_start }
    }

    /// The reactor; `None` where streams are to stay with their tasks, or it can't be had now, or has ended.
    pub(super) fn get(&self) -> Option<&Reactor> {
        self.get_or_start(|| Reactor::start(self.threads, &self.returns))
    }

    fn get_or_start(&self, start: impl FnOnce() -> io::Result<Reactor>) -> Option<&Reactor> {
        if self.started.get().is_none() {
            self.try_start(start);
        }
        self.started.get().filter(|reactor| reactor.is_running())
    }

    fn try_start(&self, start: impl FnOnce() -> io::Result<Reactor>) {
        let mut next_start = self.next_start.lock().unwrap_or_else(PoisonError::into_inner);
        match *next_start {
            NextStart::Never => return,
            NextStart::NotBefore(time) if Instant::now() < time => return,
            NextStart::Now | NextStart::NotBefore(_) => {}
        }
        match start() {
            Ok(reactor) => {
                *next_start = NextStart::Never;
                // It is set here alone, once.
                let _ = self.started.set(reactor);
            }
            Err(error) => {
                tracing::warn!(%error, retry = ?PAUSE, "there is no reactor for event streams: they stay with their tasks");
                *next_start = NextStart::NotBefore(Instant::now() + PAUSE);
            }
        }
    }

    /// Ends it, and cuts its connections off. One that has not been started by now never is.
    pub(super) fn stop(&self) {
        *self.next_start.lock().unwrap_or_else(PoisonError::into_inner) = NextStart::Never;
        if let Some(reactor) = self.started.get() {
            reactor.stop();
        }
    }

    /// How many connections have left hyper.
    pub(super) fn len(&self) -> usize {
        self.started.get().map_or(0, Reactor::len)
    }

    /// Waits until all of them have ended.
    pub(super) async fn empty(&self) {
        if let Some(reactor) = self.started.get() {
            reactor.empty().await;
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_start_that_failed_is_tried_again_after_a_while() {
        let reactor = LazyReactor::new(1, unbounded_channel().0);
        let fail = || Err(io::Error::from_raw_os_error(24));
        let start = || Reactor::start(1, &reactor.returns);
        assert!(reactor.get_or_start(fail).is_none());
        advance(PAUSE / 2).await;
        assert!(reactor.get_or_start(start).is_none(), "not yet");
        advance(PAUSE / 2).await;
        assert!(reactor.get_or_start(start).is_some());
        assert!(reactor.get_or_start(fail).is_some(), "there is one");
    }

    #[tokio::test]
    async fn none_is_started_after_the_end() {
        let reactor = LazyReactor::new(1, unbounded_channel().0);
        reactor.stop();
        assert!(reactor.get().is_none());
    }
}
