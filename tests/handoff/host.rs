//! A server with streams, and answers that are none.

use std::net::SocketAddr;
use std::sync::Arc;

use contract_runtime::axum::Router;
use contract_runtime::axum::body::Body;
use contract_runtime::axum::extract::{Path, Request};
use contract_runtime::axum::http::Response;
use contract_runtime::axum::routing::{any, get};
use contract_runtime::sse::{Channel, EventBody, EventSet, History, Lifecycle, SseManager, Subscription};
use contract_runtime::{Listener, Serve};
use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, yield_now};

/// An event with some text.
pub(crate) struct Word(pub(crate) Arc<str>);

impl EventSet for Word {
    fn name(&self) -> &'static str {
        "word"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&*self.0)
    }
}

/// Where a stream of each channel is under `/stream/`, and any other path is answered with itself.
pub(crate) fn router(sse: &SseManager) -> Router {
    let sse = sse.clone();
    let stream = async move |Path(name): Path<String>, request: Request| -> Response<Body> {
        let request = sse.capture(request.method(), request.version(), request.uri(), request.headers());
        let channel: Channel<Word> = sse.channel(name);
        sse.respond(Subscription::to(&channel), &request).map(|body: EventBody| Body::new(body))
    };
    let echo = async |request: Request| request.uri().to_string();
    Router::new().route("/stream/{name}", any(stream)).fallback(get(echo))
}

/// A server being run.
pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    pub(crate) sse: SseManager,
    stop: Option<oneshot::Sender<()>>,
    pub(crate) task: JoinHandle<std::io::Result<()>>,
    _warm: EventBody,
}

impl Host {
    pub(crate) async fn start(threads: usize) -> Self {
        Self::with(threads, |router| router, |serve| serve).await
    }

    pub(crate) async fn with(
        threads: usize,
        layer: impl FnOnce(Router) -> Router,
        options: impl FnOnce(Serve) -> Serve,
    ) -> Self {
        // Nobody is to miss anything, however slowly it reads.
        let history = History { bytes: 64 << 20, ..History::default() };
        let sse = SseManager::builder().connection_timeout(None).history(history);
        Self::made(sse.build(), threads, layer, options).await
    }

    /// With a manager that was made for it.
    pub(crate) async fn of(sse: SseManager, threads: usize) -> Self {
        Self::made(sse, threads, |router| router, |serve| serve).await
    }

    async fn made(
        sse: SseManager,
        threads: usize,
        layer: impl FnOnce(Router) -> Router,
        options: impl FnOnce(Serve) -> Serve,
    ) -> Self {
        let listener = contract_runtime::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serve = contract_runtime::serve(listener, layer(router(&sse))).reactor_threads(threads);
        Self::run(address, sse, options(serve)).await
    }

    async fn run<L: Listener>(address: SocketAddr, sse: SseManager, serve: Serve<L>) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let signal = async {
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let task = tokio::spawn(serve.with_graceful_shutdown(signal, &sse).into_future());
        let host = Self { address, _warm: warm(&sse), sse, stop: Some(stop), task };
        // The manager's own tasks are there before anybody counts.
        yield_now().await;
        host
    }

    pub(crate) fn channel(&self, name: &str) -> Channel<Word> {
        self.sse.channel(name)
    }

    pub(crate) async fn publish(&self, channel: &str, word: &str) {
        self.channel(channel).send(Word(word.into())).await.unwrap();
    }

    pub(crate) async fn close(&self, channel: &str) {
        self.channel(channel).close().await.unwrap();
    }

    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// How many streams the clients have open.
    pub(crate) fn open(&self) -> usize {
        self.sse.connection_count() - 1
    }

    /// Waits until no client's stream is open.
    pub(crate) async fn until_free(&self) {
        let mut changes = self.sse.lifecycle();
        let freed = async {
            while self.open() > 0 {
                let Some(Lifecycle::Detached { .. } | Lifecycle::Attached(_)) = changes.next().await else {
                    panic!("the manager lives")
                };
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), freed).await.expect("it is noticed");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A stream that no server has, for which the manager starts what it needs.
fn warm(sse: &SseManager) -> EventBody {
    let request = http::Request::new(());
    let request = sse.capture(request.method(), request.version(), request.uri(), request.headers());
    sse.respond(Subscription::to(&sse.channel::<Word>("warm")), &request).into_body()
}

/// How many tasks there are. A stream that is with the reactor has none. (A test's runtime has one thread: a connection that has left
/// its task has done so before its client's task reads what comes, and its task ends when all others have had their turn.)
pub(crate) async fn tasks() -> usize {
    for _ in 0..2 {
        yield_now().await;
    }
    Handle::current().metrics().num_alive_tasks()
}

/// Makes two tests of each function: with streams that a reactor writes, and with streams that their tasks write.
macro_rules! both_ways {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn reactor() {
                super::$name(1).await;
            }

            #[tokio::test]
            async fn tasks() {
                super::$name(0).await;
            }
        }
    )+};
}

pub(crate) use both_ways;
