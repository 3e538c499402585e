//! How the servers on tokio run.

use std::io;

/// Runs a server on one thread of tokio's runtime for several, as an application has it.
pub(crate) fn run(server: impl Future<Output = io::Result<()>> + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    // In a task, since what is blocked on runs on a thread beside the worker.
    runtime.block_on(runtime.spawn(server))?
}
