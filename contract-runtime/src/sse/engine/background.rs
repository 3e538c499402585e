//! A task that runs beside a manager.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a task runs, of which there is to be one. It starts with the first connection, and again with another one when the runtime that it
/// ran on has ended before the manager.
#[derive(Debug, Default)]
pub(crate) struct Background {
    running: Arc<AtomicBool>,
}

impl Background {
    /// Starts the task if it does not run.
    ///
    /// # Panics
    /// Outside of a Tokio runtime.
    pub(crate) fn start<F>(&self, task: impl FnOnce() -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if !self.running.swap(true, Ordering::AcqRel) {
            let running = Running(Arc::clone(&self.running));
            let task = task();
            tokio::spawn(async move {
                task.await;
                drop(running);
            });
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
