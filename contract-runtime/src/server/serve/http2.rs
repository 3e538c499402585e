//! A connection of HTTP/2.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::time::sleep;

use super::limits::Limits;
use super::listener::Stream;
use super::requests::Requests;
use super::transport::Transport;

/// How much an HTTP/2 stream may hold back of an answer that its client does not take.
const SEND_BUFFER: usize = 64 << 10;

/// A peer of HTTP/2 is asked so often whether it is still there, and has as long to say so: TCP alone does not tell a process
/// that hangs from one that has nothing to say.
const PING: Duration = Duration::from_secs(20);

/// How often it is looked whether a connection has requests, at most: also where none may be idle for any time.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Serves a connection until either side ends it, or the server has `stopped` and it has nothing more to answer.
pub(super) async fn http2<S, P>(
    limits: Limits,
    stream: Transport<S>,
    service: Requests<P>,
    stopped: impl Future<Output = ()>,
) -> hyper::Result<()>
where
    S: Stream,
    P: Clone + Send + Sync + 'static,
{
    let activity = Arc::<Activity>::default();
    let service = Counted { service, activity: Arc::clone(&activity) };
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(limits.max_concurrent_streams)
        .max_header_list_size(limits.max_header_bytes)
        .max_send_buf_size(SEND_BUFFER)
        // WebSockets over HTTP/2 ask for it.
        .enable_connect_protocol()
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        result = connection.as_mut() => result,
        () = async {
            tokio::select! {
                () = stopped => {}
                () = activity.pause(limits.idle_timeout) => {}
            }
        } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    }
}

/// What happens on a connection of HTTP/2, for which hyper has no limit of idleness.
#[derive(Debug, Default)]
struct Activity {
    begun: AtomicUsize,
    in_flight: AtomicUsize,
}

impl Activity {
    /// Waits until there has been no request for the given time; up to twice as long, since it is looked at so often.
    async fn pause(&self, time: Duration) {
        let mut seen = 0;
        loop {
            sleep(time.max(BETWEEN_LOOKS)).await;
            let begun = self.begun.load(Ordering::Relaxed);
            if begun == std::mem::replace(&mut seen, begun) && self.in_flight.load(Ordering::Relaxed) == 0 {
                return;
            }
        }
    }

    fn begin(self: &Arc<Self>) -> InFlight {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(Arc::clone(self))
    }
}

#[derive(Debug)]
struct InFlight(Arc<Activity>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Counted<P> {
    service: Requests<P>,
    activity: Arc<Activity>,
}

impl<P: Clone + Send + Sync + 'static> hyper::service::Service<Request<Incoming>> for Counted<P> {
    type Response = Response<CountedBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let in_flight = self.activity.begin();
        let answering = self.service.call(request);
        Box::pin(async move { Ok(answering.await?.map(|body| CountedBody { body, _in_flight: in_flight })) })
    }
}

/// A body whose request is in flight until it is dropped.
struct CountedBody {
    body: Body,
    _in_flight: InFlight,
}

impl http_body::Body for CountedBody {
    type Data = <Body as http_body::Body>::Data;
    type Error = <Body as http_body::Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
