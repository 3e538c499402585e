//! The runtimes on which a manager's connections are woken.

use std::sync::Arc;

use tokio::runtime::{Handle, Id};

use super::super::sync::{AtomicUsize, Mutex, Ordering, lock};

/// One deliverer a runtime that has connections of the manager, nearly always one in all. Any of them does the work of all; where there
/// are several, each looks at it now and then, since a runtime may exist and not be run: what is on it does nothing then.
#[derive(Debug, Default)]
pub(crate) struct Deliverers {
    running: Arc<Running>,
}

/// Where deliverers are.
#[derive(Debug, Default)]
pub(crate) struct Running {
    runtimes: Mutex<Vec<Id>>,
    /// How many there are of them.
    count: AtomicUsize,
}

impl Running {
    pub(crate) fn are_several(&self) -> bool {
        self.count.load(Ordering::Acquire) > 1
    }

    /// Notes a runtime; false if it has a deliverer.
    fn add(&self, runtime: Id) -> bool {
        let mut runtimes = lock(&self.runtimes);
        let is_new = !runtimes.contains(&runtime);
        if is_new {
            runtimes.push(runtime);
            self.count.store(runtimes.len(), Ordering::Release);
        }
        is_new
    }

    fn remove(&self, runtime: Id) {
        let mut runtimes = lock(&self.runtimes);
        runtimes.retain(|known| *known != runtime);
        self.count.store(runtimes.len(), Ordering::Release);
    }
}

impl Deliverers {
    /// Starts one on this runtime if there is none yet, and tells so; `ended` is called when it has ended.
    ///
    /// # Panics
    /// Outside of a Tokio runtime.
    pub(crate) fn start<F>(
        &self,
        task: impl FnOnce(Arc<Running>) -> F,
        ended: impl FnOnce() + Send + 'static,
    ) -> bool
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let here = Handle::current();
        let is_new = self.running.add(here.id());
        if is_new {
            let deliverer =
                Deliverer { running: Arc::clone(&self.running), runtime: here.id(), ended: Some(ended) };
            let task = task(Arc::clone(&self.running));
            here.spawn(async move {
                task.await;
                drop(deliverer);
            });
        }
        is_new
    }

    /// Whether there is none on any runtime.
    pub(crate) fn are_none(&self) -> bool {
        self.running.count.load(Ordering::Acquire) == 0
    }

    /// Starts one if there is none at all and a runtime is at hand.
    pub(crate) fn restart<F>(
        &self,
        task: impl FnOnce(Arc<Running>) -> F,
        ended: impl FnOnce() + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        if self.are_none() && Handle::try_current().is_ok() {
            self.start(task, ended);
        }
    }
}

/// Notes that a deliverer has ended, however it ended.
struct Deliverer<E: FnOnce()> {
    running: Arc<Running>,
    runtime: Id,
    ended: Option<E>,
}

impl<E: FnOnce()> Drop for Deliverer<E> {
    fn drop(&mut self) {
        self.running.remove(self.runtime);
        if let Some(ended) = self.ended.take() {
            ended();
        }
    }
}
