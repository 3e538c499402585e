//! One connection, from its first byte to its last. Nothing but this and `http2.rs` drives hyper.

use std::any::Any;
use std::convert::Infallible;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::response::Response;
use futures_util::future::Either;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::server::conn::http1::Parts;
use hyper_util::rt::TokioIo;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::yield_now;
use tokio::time::timeout;

use super::departure::{Answering, Asked, Carrier, Departure, Leaving};
use super::head_timer::{HeadTimer, Heard};
use super::http2::http2;
use super::limits::Limits;
use super::listener::Stream;
use super::numbers;
use super::opening::{Protocol, open};
use super::reactor::LazyReactor;
use super::requests::Requests;
use super::streaming::Streaming;
use super::transport::{Transport, Watch};
use super::well_formed::refusal;
use crate::sse::reactor::{Departed, Guard};

/// The least buffer that a connection may have for what it reads and writes, in bytes. hyper's own bound, some 400 kB, is
/// memory that a connection keeps after one large upload.
const BUFFER: usize = 64 << 10;

/// What all connections of a server share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) limits: Limits,
    /// Turns true when the server begins to stop.
    pub(super) stopping: watch::Receiver<bool>,
    pub(super) reactor: Arc<LazyReactor>,
}

impl Shared {
    /// Serves a connection until either side ends it, or the server stops and it has nothing more to answer; or until it has become an
    /// event stream, which the reactor takes over.
    ///
    /// As long as there are requests, the connection is on the heap, so that the task is small when it only writes a stream.
    pub(super) async fn drive<S, P>(self: Arc<Self>, stream: S, peer: P, place: Option<OwnedSemaphorePermit>)
    where
        S: Stream,
        P: Clone + Send + Sync + 'static,
    {
        let left = Box::pin(self.opened(stream, peer.clone(), place)).await;
        self.stream(left, peer).await;
    }

    /// Goes on with a connection of HTTP/1 that has had a stream.
    pub(super) async fn resume<S, P>(self: Arc<Self>, stream: S, peer: P, read: Bytes, guard: Guard)
    where
        S: Stream,
        P: Clone + Send + Sync + 'static,
    {
        let left = Box::pin(self.http1(Transport::with(read, stream), peer.clone(), guard)).await;
        self.stream(left, peer).await;
    }

    /// Writes the streams of a connection that has left hyper, and serves the requests between them.
    async fn stream<S, P>(&self, mut left: Option<Left<S>>, peer: P)
    where
        S: Stream,
        P: Clone + Send + Sync + 'static,
    {
        while let Some(Left { streaming, .. }) = &mut left {
            if let Err(error) = poll_fn(|cx| streaming.poll(cx)).await {
                return tracing::debug!(error, "an event stream broke off");
            }
            let Some((next, guard)) = left.and_then(Left::into_next) else { return };
            left = Box::pin(self.http1(next, peer.clone(), guard)).await;
        }
    }

    async fn opened<S, P>(&self, stream: S, peer: P, place: Option<OwnedSemaphorePermit>) -> Option<Left<S>>
    where
        S: Stream,
        P: Clone + Send + Sync + 'static,
    {
        let mut stopping = self.stopping.clone();
        let opening = timeout(self.limits.header_timeout, open(stream));
        let opened = tokio::select! {
            opened = opening => opened,
            () = stop(&mut stopping) => return None,
        };
        match opened {
            Ok(Ok((protocol @ Protocol::Http1, stream))) => {
                let guard = guard(place, numbers::Open::new(protocol));
                return self.http1(stream, peer, guard).await;
            }
            // By itself, since nearly all connections are of the other kind and would be as large.
            Ok(Ok((protocol @ Protocol::Http2, stream))) => {
                let _open = numbers::Open::new(protocol);
                let requests = Requests::new(self.router.clone(), peer, self.limits);
                report(Box::pin(http2(self.limits, stream, requests, stop(&mut stopping))).await);
            }
            Ok(Err(error)) => tracing::debug!(%error, "a connection ended before its first request"),
            Err(_) => tracing::debug!("a connection was closed since no request came"),
        }
        None
    }

    /// Serves HTTP/1 until the connection has ended, or has left: for the reactor, which has it then, or for its task.
    async fn http1<S, P>(&self, stream: Transport<S>, peer: P, guard: Guard) -> Option<Left<S>>
    where
        S: Stream,
        P: Clone + Send + Sync + 'static,
    {
        let Served { leaving, socket, read, guard } = self.requests(stream, peer, guard).await?;
        let Leaving { carrier, keep_alive } = leaving;
        match carrier {
            Carrier::Task(body) => {
                Some(Left { streaming: Streaming::new(socket, body, read, keep_alive), guard })
            }
            Carrier::Reactor(live) => {
                match (socket.leave(), self.reactor.get()) {
                    (Ok(socket), Some(reactor)) => {
                        let departed = Departed { socket, live, read: read.into(), keep_alive, guard };
                        let wake = reactor.adopt(departed);
                        // The other connections of this turn leave first.
                        yield_now().await;
                        drop(wake);
                    }
                    (Err(error), _) => {
                        tracing::warn!(%error, "an event stream's socket can't be taken over");
                    }
                    // It has ended meanwhile, and what it had with it.
                    (Ok(_), None) => {}
                }
                None
            }
        }
    }

    /// Serves HTTP/1 until the connection has ended or leaves; or until it has become something else, which has the guard then.
    async fn requests<S, P>(&self, stream: Transport<S>, peer: P, guard: Guard) -> Option<Served<S>>
    where
        S: Stream,
        P: Clone + Send + Sync + 'static,
    {
        let limits = self.limits;
        let requests = Requests::new(self.router.clone(), peer, limits);
        let departure = Departure::new(Arc::clone(&self.reactor));
        let service = MayLeave { requests, departure: departure.clone() };
        let heard = Heard::default();
        let stream =
            stream.watched_by(Http1Watch { guard, heard: heard.clone(), departure: departure.clone() });
        let timer = HeadTimer { idle: limits.idle_timeout, head: limits.header_timeout, heard };
        let header_bytes = limits.max_header_bytes as usize;
        let mut connection = http1::Builder::new()
            // That there is a limit is all that the timer is told by it. hyper adds it to the time that it is, for which the
            // longest is too long.
            .header_read_timeout(Duration::ZERO)
            .timer(timer)
            .max_header_size(header_bytes)
            .max_buf_size(header_bytes.max(BUFFER))
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut stopping = self.stopping.clone();
        let mut stopped = pin!(stop(&mut stopping));
        let mut is_stopping = false;
        let leaving = poll_fn(|cx| {
            if !is_stopping && stopped.as_mut().poll(cx).is_ready() {
                is_stopping = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
            loop {
                if let Poll::Ready(result) = Pin::new(&mut connection).poll(cx) {
                    report(result);
                    return Poll::Ready(None);
                }
                if let Some(leaving) = departure.take() {
                    return Poll::Ready(Some(leaving));
                }
                if departure.stay() {
                    return Poll::Pending;
                }
                // Who stays is to be woken for what hyper waits for.
            }
        });
        let leaving = leaving.await?;
        let Parts { io, read_buf, .. } = connection.into_parts()?;
        // Nearly always there is neither; and of hyper's buffer nothing is to be kept.
        let (unread, socket, Http1Watch { guard, .. }) = io.into_inner().into_parts();
        Some(Served { leaving, socket, read: [read_buf, unread].concat(), guard })
    }
}

/// A connection that hyper has served, and that leaves it.
struct Served<S> {
    leaving: Leaving,
    socket: S,
    /// What was read beyond the request.
    read: Vec<u8>,
    guard: Guard,
}

/// What is read is noted for the head's timer, and a flush for the connection's departure.
#[derive(Debug)]
struct Http1Watch {
    /// Here, since a connection that becomes something else, a WebSocket say, takes this along, and nothing else of the server's.
    guard: Guard,
    heard: Heard,
    departure: Departure,
}

impl Watch for Http1Watch {
    fn asks_again(&self) -> bool {
        !self.departure.is_staying()
    }

    fn note_read(&self) {
        self.heard.note();
    }

    fn note_flush(&self) {
        self.departure.note_flush();
    }
}

/// What is there as long as a connection of HTTP/1 is; nothing where nobody counts them.
fn guard(place: Option<OwnedSemaphorePermit>, open: numbers::Open) -> Guard {
    let counts = place.is_some() || numbers::Open::COUNTS;
    counts.then(|| Box::new((place, open)) as Box<dyn Any + Send>)
}

async fn stop(stopping: &mut watch::Receiver<bool>) {
    // It fails where the server is gone, whose connections go with it.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

/// A connection that has left hyper for its task.
struct Left<S> {
    streaming: Streaming<S>,
    guard: Guard,
}

impl<S: Stream> Left<S> {
    /// The connection after its stream, if it may have another request.
    fn into_next(self) -> Option<(Transport<S>, Guard)> {
        let (socket, read) = self.streaming.into_next()?;
        Some((Transport::with(read, socket), self.guard))
    }
}

/// Most errors are clients that went away in the middle.
fn report(result: hyper::Result<()>) {
    if let Err(error) = result {
        tracing::debug!(error = &error as &dyn std::error::Error, "a connection broke off");
    }
}

/// The router, for the requests of one connection that may become an event stream and leave.
struct MayLeave<P> {
    requests: Requests<P>,
    departure: Departure,
}

impl<P: Clone + Send + Sync + 'static> hyper::service::Service<Request<Incoming>> for MayLeave<P> {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let asked = Asked::by(&request);
        if asked.is_none() {
            // It may be answered with something else than a stream that hyper has the socket go on as.
            self.departure.stay();
        }
        let answer = match refusal(&request) {
            Some(refusal) => Either::Left(ready(Ok(refusal))),
            None => Either::Right(self.requests.call(request)),
        };
        Answering::new(answer, asked, self.departure.clone())
    }
}
