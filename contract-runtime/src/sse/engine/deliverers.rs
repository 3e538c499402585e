//! The runtimes on which a manager's connections are woken.

use std::sync::Arc;
use std::thread;

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
    runtimes: Mutex<Runtimes>,
    /// How many there are of them.
    count: AtomicUsize,
}

#[derive(Debug, Default)]
struct Runtimes {
    /// Those that have a deliverer.
    known: Vec<Id>,
    /// Those that have ended, of which threads may still be: whatever is spawned there ends at once.
    ended: Vec<Id>,
}

impl Running {
    pub(crate) fn are_several(&self) -> bool {
        self.count.load(Ordering::Acquire) > 1
    }

    /// Notes a runtime; false if it has a deliverer, or can have none.
    fn add(&self, runtime: Id) -> bool {
        let Runtimes { known, ended } = &mut *lock(&self.runtimes);
        let is_new = !known.contains(&runtime) && !ended.contains(&runtime);
        if is_new {
            known.push(runtime);
            self.count.store(known.len(), Ordering::Release);
        }
        is_new
    }

    fn remove(&self, runtime: Id, has_ended: bool) {
        let Runtimes { known, ended } = &mut *lock(&self.runtimes);
        known.retain(|known| *known != runtime);
        ended.extend(has_ended.then_some(runtime));
        self.count.store(known.len(), Ordering::Release);
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
        // A task that neither finishes nor panics ends with its runtime; one that finishes has no manager any more.
        self.running.remove(self.runtime, !thread::panicking());
        if let Some(ended) = self.ended.take() {
            ended();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::runtime::Builder;

    use super::*;

    /// Starts deliverers, which count how often one of them has ended.
    fn start(
        deliverers: &Deliverers,
        ends: &Arc<AtomicUsize>,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let ends = Arc::clone(ends);
        deliverers.restart(
            |_| task,
            move || {
                ends.fetch_add(1, Ordering::Relaxed);
            },
        );
    }

    #[test]
    fn a_runtime_that_has_ended_is_not_asked_again() {
        let (deliverers, ends) = (Deliverers::default(), Arc::default());
        let [first, second] = [(); 2].map(|()| Builder::new_current_thread().build().unwrap());
        let in_first = first.handle().clone();
        first.block_on(async { start(&deliverers, &ends, pending()) });
        assert!(!deliverers.are_none());
        drop(first);
        {
            // As a thread that was started there is in it still.
            let _inside = in_first.enter();
            (0..10).for_each(|_| start(&deliverers, &ends, pending()));
        }
        assert_eq!((deliverers.are_none(), ends.load(Ordering::Relaxed)), (true, 1));
        second.block_on(async { start(&deliverers, &ends, pending()) });
        assert!(!deliverers.are_none());
    }

    #[tokio::test]
    async fn one_that_panics_is_followed_by_another() {
        let (deliverers, ends) = (Deliverers::default(), Arc::default());
        start(&deliverers, &ends, async { panic!("a recorder's mistake") });
        while !deliverers.are_none() {
            tokio::task::yield_now().await;
        }
        start(&deliverers, &ends, pending());
        assert_eq!((deliverers.are_none(), ends.load(Ordering::Relaxed)), (false, 1));
    }
}
