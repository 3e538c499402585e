//! Tasks that run beside a manager.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;

/// Whether a task runs, of which there is to be one. It starts with the first connection, and again when the runtime that it
/// ran on has ended before the manager.
#[derive(Debug, Default)]
pub(crate) struct Background {
    running: Arc<AtomicBool>,
}

impl Background {
    /// Starts the task if it does not run; `ended` is called when it does so no more.
    ///
    /// # Panics
    /// Outside of a Tokio runtime.
    pub(crate) fn start<F>(&self, task: impl FnOnce() -> F, ended: impl FnOnce() + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if !self.running.swap(true, Ordering::AcqRel) {
            let running = Running { running: Arc::clone(&self.running), ended: Some(ended) };
            let task = task();
            tokio::spawn(async move {
                task.await;
                drop(running);
            });
        }
    }

    /// Whether the task runs.
    pub(crate) fn is_running(&self) -> bool {
        self.running.load(Ordering::Acquire)
    }

    /// Starts the task if it does not run and a runtime is at hand.
    pub(crate) fn restart<F>(&self, task: impl FnOnce() -> F, ended: impl FnOnce() + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if !self.is_running() && Handle::try_current().is_ok() {
            self.start(task, ended);
        }
    }
}

/// Notes that the task has ended, however it ended.
struct Running<E: FnOnce()> {
    running: Arc<AtomicBool>,
    ended: Option<E>,
}

impl<E: FnOnce()> Drop for Running<E> {
    fn drop(&mut self) {
        self.running.store(false, Ordering::Release);
        if let Some(ended) = self.ended.take() {
            ended();
        }
    }
}
