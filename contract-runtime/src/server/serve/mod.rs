//! Serving a router on a socket, with a shutdown that streams take part in.

mod accept;
mod acceptor;
mod connection;
mod departure;
mod descriptors;
mod head_timer;
mod http2;
mod lazy_stream;
mod limits;
mod listener;
mod numbers;
mod opening;
mod reactor;
mod request_body;
mod requests;
mod streaming;
mod tcp_options;
mod transport;
mod well_formed;

use std::fmt;
use std::future::{IntoFuture, pending};
use std::io;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::sse::SseManager;
use accept::Connections;
use connection::Shared;
use limits::Limits;
use reactor::LazyReactor;

pub use departure::StayWithTask;
pub use listener::{Listener, bind};

/// How long streams and requests in flight may take to end, unless [`Serve::deadline`] says otherwise.
const DEADLINE: Duration = Duration::from_secs(10);

/// Serves `router` on `listener`, until the future is dropped or a graceful shutdown is over.
///
/// It does what event streams need of a server, and what a server needs that strangers reach:
///
/// - HTTP/1.1, and HTTP/2 for clients that know that it is spoken here (`h2c` with prior knowledge, as proxies use it), on one port.
///   For TLS, put a proxy in front.
/// - Events leave without delay. Clients that are gone without a word (a cable that was cut) are noticed within a minute.
///   On Linux a client that takes nothing of what it is sent for 30 seconds is cut off as well (on HTTP/2, where its whole connection
///   stands still; a single event stream by [`stall_timeout`](crate::sse::SseManagerBuilder::stall_timeout), another answer not at all).
/// - A request of HTTP/1.1 that has not one `Host`, which names a host, is answered with 400; one whose body has another transfer coding
///   than chunks with 501. Both before any layer.
/// - A request's head has a limit of time and of size. A body may be as large as its route takes, and may not stop coming for long. An
///   idle connection ends after a while.
/// - No error of a connection, or of accepting one, ends the server. Where there are no file descriptors left, it waits and goes on.
/// - A shutdown that ends event streams over a while, so that their clients do not all come back at once.
///
/// Extractors find the peer's address as `ConnectInfo<SocketAddr>` (on a Unix socket, `ConnectInfo<tokio::net::unix::SocketAddr>`):
/// nothing has to be wrapped for that.
///
/// ```no_run
/// use std::time::Duration;
///
/// use contract_runtime::SseManager;
/// use contract_runtime::axum::Router;
///
/// # async fn run() -> std::io::Result<()> {
/// let sse = SseManager::new();
/// let router = Router::new(); // ShopContract::router(App::new(&sse), &sse)
/// let listener = contract_runtime::bind("0.0.0.0:3000")?;
/// let ctrl_c = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
/// contract_runtime::serve(listener, router)
///     .max_connections(20_000)
///     .with_graceful_shutdown(ctrl_c, &sse)
///     .deadline(Duration::from_secs(25)) // less than what the orchestrator waits before it kills
///     .await
/// # }
/// ```
///
/// # With `axum::serve`
///
/// axum's own server works too, without the above. It waits at a shutdown until the last stream has ended by itself, so tell
/// the manager:
///
/// ```no_run
/// # use contract_runtime::SseManager;
/// # async fn run(listener: tokio::net::TcpListener, router: contract_runtime::axum::Router) -> std::io::Result<()> {
/// # let sse = SseManager::new();
/// let ctrl_c = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
/// let streams = sse.clone();
/// contract_runtime::axum::serve(listener, router)
///     .with_graceful_shutdown(async move {
///         ctrl_c.await;
///         // Not awaited here: axum accepts connections until this future ends.
///         tokio::spawn(streams.shutdown());
///     })
///     .await
/// # }
/// ```
///
/// # Errors
/// When the system can't wait for the listener. What goes wrong afterwards, with a connection or with all of them, ends nothing.
pub fn serve<L: Listener>(listener: L, router: Router) -> Serve<L> {
    let limits = Limits {
        header_timeout: Duration::from_secs(15),
        idle_timeout: Duration::from_secs(75),
        max_header_bytes: 32 << 10,
        body_timeout: Some(Duration::from_secs(30)),
        max_concurrent_streams: 1000,
        keepalive: Some(tcp_options::ASKED_AFTER),
    };
    Serve {
        listener,
        router,
        limits,
        max_connections: None,
        reactor_threads: default_threads(),
        stop: None,
        window: None,
        deadline: DEADLINE,
    }
}

/// One for each processor: that is how many can write at once.
fn default_threads() -> usize {
    if cfg!(unix) { thread::available_parallelism().map_or(1, NonZeroUsize::get) } else { 0 }
}

type Signal = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server that starts when it is awaited; see [`serve`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve<L = TcpListener> {
    listener: L,
    router: Router,
    limits: Limits,
    max_connections: Option<usize>,
    reactor_threads: usize,
    stop: Option<(Signal, SseManager)>,
    window: Option<Duration>,
    deadline: Duration,
}

impl<L: Listener> fmt::Debug for Serve<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("listener", &self.listener)
            .field("limits", &self.limits)
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

impl<L: Listener> Serve<L> {
    /// How many connections may be open at once, those that were upgraded to something else among them. Further ones wait in the
    /// listener's queue until one ends; nothing is sent to them. No limit by default.
    ///
    /// This is a bound for the machine. A limit of event streams, which tells clients when to come back, is
    /// [`SseManagerBuilder::max_connections`](crate::sse::SseManagerBuilder::max_connections); leave it some room below this one.
    ///
    /// # Panics
    /// When it is zero.
    pub fn max_connections(mut self, connections: usize) -> Self {
        assert!(connections > 0, "max_connections must not be zero");
        self.max_connections = Some(connections);
        self
    }

    /// How many threads write event streams; one for each processor by default, and `0` for none. It has no effect on systems that are
    /// not a Unix.
    ///
    /// An event stream needs neither a task nor buffers of its own, so once its head is sent, its connection leaves its task, and one of
    /// these threads writes its events. That takes some hundred bytes a connection where a task takes two thousand, and less time an
    /// event. The bytes are the same. It is done for `HTTP/1.1`, whatever layers there are around the router, unless one of them changes
    /// the answer's body (as compression does) or gives it a length; streams that a handler made for the request stay with their task.
    /// How many have left is the metric `http_server_reactor_connections`.
    ///
    /// A layer that only looks at the body sees its beginning and then its end, although the stream goes on: one that counts the bytes
    /// that are sent, or the requests in flight, counts no more than that, and one that ends a body after some time does not end it. With
    /// `0` threads they see all, and so they do of an answer with the mark [`StayWithTask`].
    ///
    /// **A layer that leaves the beginning of a body as it is and changes what comes later needs that mark**, or its changes are not made.
    pub fn reactor_threads(mut self, threads: usize) -> Self {
        self.reactor_threads = if cfg!(unix) { threads } else { 0 };
        self
    }

    /// How long a client may take to send a request's head, from its first byte; and from the accept to the first byte of all. 15 s
    /// by default. A connection that takes longer is closed. Where the first bytes of a head came together with the request before it, its
    /// time begins when it goes on, for which there is the [`idle_timeout`](Self::idle_timeout).
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.header_timeout = timeout;
        self
    }

    /// How long a connection may be open without a request (up to twice as long on HTTP/2). 75 s by default: longer than the
    /// 60 s of the common proxies, so that it is they who end the connections that they keep, and never while they send a request.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle_timeout = timeout;
        self
    }

    /// How large a request's head may be, in bytes. 32 KiB by default; a larger one is answered with 431. On HTTP/1, a hundred headers
    /// at most may be in it.
    pub fn max_header_bytes(mut self, bytes: u32) -> Self {
        self.limits.max_header_bytes = bytes;
        self
    }

    /// How long the next bytes of a request's body may take. 30 s by default; then the body ends with an error, as it does where a
    /// connection breaks off: a contract's route answers that it was not sent whole (400). A body may take any time as a whole, and a
    /// handler may take any time to read on. `None` lifts the limit, for bodies that are silent for long.
    pub fn body_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.body_timeout = timeout.into();
        self
    }

    /// How many requests may be open at once on one connection of HTTP/2, event streams among them. 1000 by default: behind a proxy,
    /// many clients share one. A client that opens and resets streams in a flood is cut off whatever the number.
    pub fn max_concurrent_streams(mut self, streams: u32) -> Self {
        self.limits.max_concurrent_streams = streams;
        self
    }

    /// After how long a silence the kernel asks a connection's peer whether it is still there (TCP's keepalive). 22 s by default, and so
    /// never on an event stream with heartbeats every 20 s: their acknowledgements say as much. On Linux a peer that does not
    /// answer is given up 30 s after its last word, or 9 s after the first question if that is later; elsewhere it is the system
    /// that says when. `None` asks nobody: who is gone without a word is then noticed where something is sent to it, by its heartbeats
    /// say. It is of no use on a Unix socket.
    ///
    /// The system counts whole seconds, from one to some nine hours: another time is taken for the nearest of these.
    pub fn keepalive(mut self, after: impl Into<Option<Duration>>) -> Self {
        self.limits.keepalive = after.into();
        self
    }

    /// Stops when `signal` is ready:
    ///
    /// 1. No more connections are accepted, and idle ones are closed. Requests in flight are answered.
    /// 2. The event streams of `sse` are ended one after the other over the [`window`](Self::window), each with all that was published
    ///    up to then, and with a time of its own to come back. New ones are refused, also on connections that are still open.
    /// 3. Streams that were made for one request are waited for, since they cannot be resumed.
    /// 4. What is still there at the [`deadline`](Self::deadline) is cut.
    pub fn with_graceful_shutdown(
        mut self,
        signal: impl Future<Output = ()> + Send + 'static,
        sse: &SseManager,
    ) -> Self {
        self.stop = Some((Box::pin(signal), sse.clone()));
        self
    }

    /// Over how long a shutdown spreads the ends of the event streams: half of the deadline unless set, and never more than the
    /// deadline. It takes less where there are few: a hundred are ended a second at least.
    pub fn window(mut self, window: Duration) -> Self {
        self.window = Some(window);
        self
    }

    /// How long a shutdown may take from the signal on; 10 s unless set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    async fn run(self) -> io::Result<()> {
        let Self { listener, router, limits, max_connections, reactor_threads, stop, window, deadline } =
            self;
        let listener = listener.begin(tcp_options::Silence::after(limits.keepalive))?;
        check_descriptors(max_connections, stop.as_ref().map(|(_, sse)| sse));
        let (stopping, is_stopping) = watch::channel(false);
        let (returns, returned) = mpsc::unbounded_channel();
        let reactor = Arc::new(LazyReactor::new(reactor_threads, returns));
        // Connections that have become something else outlive the server, and would keep it.
        let _stop = StopOnDrop(Arc::clone(&reactor));
        let shared = Arc::new(Shared {
            // Turns the routes into services now, and not for every connection.
            router: router.with_state(()),
            limits,
            stopping: is_stopping,
            reactor: Arc::clone(&reactor),
        });
        let places = |most: usize| Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        let mut connections =
            Connections { tasks: JoinSet::new(), places: max_connections.map(places), returned };
        let accepting = accept::accept(&listener, &shared, &mut connections);
        let Some((signal, sse)) = stop else { match accepting.await {} };
        tokio::select! {
            biased;
            () = signal => {}
            never = accepting => match never {},
        }
        drop(listener);
        stopping.send_replace(true);
        let Connections { mut tasks, returned, .. } = connections;
        // What the reactor gives back from now on is closed at once: nobody would answer its next request.
        drop(returned);
        let window = window.unwrap_or(deadline / 2).min(deadline);
        let open = tasks.len() + reactor.len();
        tracing::info!(connections = open, ?window, ?deadline, "shutting down");
        if timeout(deadline, end(&mut tasks, &reactor, &sse, window)).await.is_err() {
            sse.cut();
            let open = tasks.len() + reactor.len();
            tracing::warn!(connections = open, "connections that did not end by the deadline are cut");
        }
        Ok(())
    }
}

/// Cuts off what the reactor still has when the server ends, however it ends.
struct StopOnDrop(Arc<LazyReactor>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Ends the streams, and waits until no connection is left.
async fn end(tasks: &mut JoinSet<()>, reactor: &LazyReactor, sse: &SseManager, window: Duration) {
    let all_ended = async {
        // First the tasks: one that ends may have left for the reactor, from where nothing comes back.
        while tasks.join_next().await.is_some() {}
        reactor.empty().await;
    };
    let streams = async {
        sse.drain(window).await;
        // The manager's streams may have ended while their last bytes are still on their way.
        pending::<()>().await;
    };
    tokio::select! {
        () = all_ended => {}
        () = streams => {}
    }
}

fn check_descriptors(max_connections: Option<usize>, sse: Option<&SseManager>) {
    let streams = sse.and_then(SseManager::max_connections);
    if let Some(connections) = max_connections.into_iter().chain(streams).max() {
        descriptors::check(connections);
    }
}

impl<L: Listener> IntoFuture for Serve<L> {
    type Output = io::Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
