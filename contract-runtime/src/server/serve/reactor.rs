//! The reactor of a server: started by the first stream that leaves hyper.

use std::sync::OnceLock;

use tokio::sync::mpsc::UnboundedSender;

use crate::sse::reactor::{Reactor, Returned};

#[derive(Debug)]
pub(super) struct LazyReactor {
    /// None, if streams are to stay with hyper.
    threads: usize,
    returns: UnboundedSender<Returned>,
    started: OnceLock<Option<Reactor>>,
}

impl LazyReactor {
    pub(super) fn new(threads: usize, returns: UnboundedSender<Returned>) -> Self {
        Self { threads, returns, started: OnceLock::new() }
    }

    /// The reactor; `None` where streams are to stay with hyper, or it can't be had, or has ended.
    pub(super) fn get(&self) -> Option<&Reactor> {
        if self.threads == 0 {
            return None;
        }
        let start = || Reactor::start(self.threads, &self.returns);
        let log = |error| tracing::warn!(%error, "there is no reactor for event streams: they stay with their tasks");
        let started = self.started.get_or_init(|| start().map_err(log).ok()).as_ref();
        started.filter(|reactor| reactor.is_running())
    }

    /// Ends it, and cuts its connections off. One that has not been started by now never is.
    pub(super) fn stop(&self) {
        if let Some(reactor) = self.started.get_or_init(|| None) {
            reactor.stop();
        }
    }

    /// How many connections have left hyper.
    pub(super) fn len(&self) -> usize {
        self.started.get().and_then(Option::as_ref).map_or(0, Reactor::len)
    }

    /// Waits until all of them have ended.
    pub(super) async fn empty(&self) {
        if let Some(Some(reactor)) = self.started.get() {
            reactor.empty().await;
        }
    }
}
