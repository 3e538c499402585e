//! Serving a router on a socket, with a shutdown that streams take part in.

use std::future::{IntoFuture, pending};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::sse::SseManager;

/// How long streams and requests in flight may take to end, unless [`Serve::deadline`] says otherwise.
const DEADLINE: Duration = Duration::from_secs(10);

/// A peer that is gone without a word (a cable cut, a lost address) is noticed after the first two together when
/// nothing is on its way, and after the last when something is, also when the peer has stopped reading.
const KEEPALIVE_AFTER: Duration = Duration::from_secs(15);
const KEEPALIVE_EVERY: Duration = Duration::from_secs(5);
const UNACKNOWLEDGED_FOR: Duration = Duration::from_secs(30);

/// Serves `router` on `listener`, until the future is dropped or a graceful shutdown is over.
///
/// It is `axum::serve` with what event streams need of a socket: events leave without delay, and clients that are gone
/// are noticed. It sets no limit to the time that a client takes to send a request: a server that strangers reach
/// directly, without a proxy that does, should have one in front of it. Extractors find the peer's address as `ConnectInfo<SocketAddr>`.
///
/// ```no_run
/// use contract_runtime::axum::Router;
/// use contract_runtime::SseManager;
///
/// # async fn run() -> std::io::Result<()> {
/// let sse = SseManager::new();
/// let router = Router::new(); // ShopContract::router(App::new(&sse), &sse)
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
/// let ctrl_c = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
/// contract_runtime::serve(listener, router).with_graceful_shutdown(ctrl_c, &sse).await
/// # }
/// ```
///
/// # Errors
/// The future's result is an error where the listener itself fails.
pub fn serve(listener: TcpListener, router: Router) -> Serve {
    Serve { listener, router, stop: None, deadline: DEADLINE }
}

type Signal = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server that starts when it is awaited; see [`serve`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve {
    listener: TcpListener,
    router: Router,
    stop: Option<(Signal, SseManager)>,
    deadline: Duration,
}

impl std::fmt::Debug for Serve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serve").field("listener", &self.listener).finish_non_exhaustive()
    }
}

impl Serve {
    /// Stops when `signal` is ready: accepts no more connections, ends the event streams of `sse` (their clients come back
    /// to whatever serves then), and waits for the rest until the [`deadline`](Self::deadline).
    pub fn with_graceful_shutdown(
        mut self,
        signal: impl Future<Output = ()> + Send + 'static,
        sse: &SseManager,
    ) -> Self {
        self.stop = Some((Box::pin(signal), sse.clone()));
        self
    }

    /// How long a shutdown waits for streams made for one request, and for requests in flight; 10 s unless set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    async fn run(self) -> io::Result<()> {
        let listener = self.listener.tap_io(prepare);
        let service = self.router.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service);
        let Some((signal, sse)) = self.stop else { return server.await };
        let (stopping, stopped) = oneshot::channel();
        let server = server.with_graceful_shutdown(async move {
            signal.await;
            // The other end is gone only where the server has ended already.
            let _ = stopping.send(());
        });
        let overdue = async {
            if stopped.await.is_err() {
                return pending().await;
            }
            tracing::info!("shutting down");
            // The streams that are waited for may have no end; the time has.
            let draining = async {
                sse.shutdown().await;
                pending::<()>().await;
            };
            let _ = tokio::time::timeout(self.deadline, draining).await;
        };
        tokio::select! {
            result = server.into_future() => result,
            () = overdue => {
                tracing::warn!(deadline = ?self.deadline, "connections that did not end by the deadline are cut");
                Ok(())
            }
        }
    }
}

impl IntoFuture for Serve {
    type Output = io::Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// A socket that refuses an option still serves.
fn prepare(socket: &mut TcpStream) {
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE_AFTER).with_interval(KEEPALIVE_EVERY);
    let reference = SockRef::from(&*socket);
    let mut results = vec![reference.set_tcp_nodelay(true), reference.set_tcp_keepalive(&keepalive)];
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    results.push(reference.set_tcp_user_timeout(Some(UNACKNOWLEDGED_FOR)));
    for error in results.into_iter().filter_map(Result::err) {
        tracing::debug!(%error, "a socket option was refused");
    }
}
