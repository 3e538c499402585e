//! A real server on a free port, gone when it is dropped.

use std::net::SocketAddr;

use contract_runtime::SseManager;
use contract_runtime::axum::{self, Router};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::way::{Host, Way};

/// A router being served on the loopback interface.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Serves `router` as an application would, by the server of the test's way.
    ///
    /// # Panics
    /// No port is free.
    #[expect(clippy::unused_async, reason = "it needs a runtime, and who awaits it has one")]
    pub async fn start(router: Router, sse: &SseManager) -> Self {
        let listener = contract_runtime::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let signal = async {
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let task = match Way::current().host {
            host @ (Host::Own | Host::OwnTasks) => {
                let server = contract_runtime::serve(listener, router).with_graceful_shutdown(signal, sse);
                let server = if host == Host::OwnTasks { server.reactor_threads(0) } else { server };
                tokio::spawn(server.into_future())
            }
            Host::Axum => {
                let streams = sse.clone();
                let stopping = async move {
                    signal.await;
                    tokio::spawn(streams.shutdown());
                };
                let service = router.into_make_service_with_connect_info::<SocketAddr>();
                let server = axum::serve(listener, service).with_graceful_shutdown(stopping);
                tokio::spawn(server.into_future())
            }
        };
        Self { address, stop: Some(stop), task }
    }

    /// Asks the server to stop and waits until it has.
    ///
    /// # Panics
    /// The server failed.
    pub async fn shut_down(mut self) {
        let stop = self.stop.take();
        stop.unwrap().send(()).unwrap();
        (&mut self.task).await.unwrap().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
