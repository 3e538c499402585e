//! How an HTTP/1.1 connection leaves hyper, once its answer is an event stream and the stream's beginning is on its way.
//!
//! hyper knows nothing of it. It is given a body that begins as the stream does and then is never ready again, but notes that it was asked
//! for more: by then hyper has taken the head and the beginning into its buffer. hyper flushes a connection only when that buffer is
//! empty, so the first flush after the note means that the socket has taken all of it. Whoever drives the connection sees this second
//! note, takes hyper's state apart, and has the socket back, with what was read too far.
//!
//! The stream goes on with the reactor; or where there is none, or a layer changes the body, with its own task, as a body still.

use std::convert::Infallible;
use std::future::Ready;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody as _};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use futures_util::future::Either;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, EXPECT, TRAILER, TRANSFER_ENCODING, UPGRADE};
use http::{Method, Request, StatusCode, Version};
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::Instant;

use super::reactor::LazyReactor;
use crate::sse::reactor::Reactor;
use crate::sse::{self, FRAME, Handover, Live, says_close};

/// What the parts of one connection tell each other of its leaving.
#[derive(Debug, Clone)]
pub(super) struct Departure(Arc<State>);

#[derive(Debug)]
struct State {
    stage: AtomicU8,
    leaving: Mutex<Option<Leaving>>,
    /// Whether the connection has not left the first time that hyper was asked to go on, or can't.
    is_staying: AtomicBool,
    reactor: Arc<LazyReactor>,
}

/// hyper has the connection, or it has all that it is to send.
const STAYING: u8 = 0;
const BUFFERED: u8 = 1;
const FLUSHED: u8 = 2;

/// A stream that is to go on outside of hyper.
#[derive(Debug)]
pub(super) struct Leaving {
    pub(super) carrier: Carrier,
    /// Whether the connection may have further requests afterwards.
    pub(super) keep_alive: bool,
}

/// Who is to write a stream that has left hyper.
#[derive(Debug)]
pub(super) enum Carrier {
    /// The reactor, without its body: no layer changes anything.
    Reactor(Live),
    /// The connection's own task, which polls the body.
    Task(Body),
}

impl Departure {
    /// For a connection that may leave for a reactor.
    pub(super) fn new(reactor: Arc<LazyReactor>) -> Self {
        Self(Arc::new(State {
            stage: AtomicU8::new(STAYING),
            leaving: Mutex::new(None),
            is_staying: AtomicBool::new(false),
            reactor,
        }))
    }

    /// Where it may leave for, if that can be had.
    pub(super) fn reactor(&self) -> Option<&Reactor> {
        self.0.reactor.get()
    }

    /// The stream takes all that comes after hyper has sent `first`.
    fn begin(&self, leaving: Leaving, first: Option<Bytes>) -> Body {
        *self.0.leaving.lock().unwrap_or_else(PoisonError::into_inner) = Some(leaving);
        let stage = first.map_or(Stage::Events, Stage::First);
        Body::new(Beginning { stage, departure: self.clone() })
    }

    /// What comes next of the stream that is to leave.
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Next> {
        let mut leaving = self.0.leaving.lock().unwrap_or_else(PoisonError::into_inner);
        leaving.as_mut().map_or(Poll::Ready(Next::End), |leaving| leaving.carrier.poll_next(cx))
    }

    /// The client has taken a part of what the stream began with.
    fn note_part(&self) {
        let leaving = self.0.leaving.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Leaving { carrier: Carrier::Reactor(live), .. }) = &*leaving {
            live.note_part(Instant::now());
        }
    }

    /// hyper has asked for more than the beginning. It may ask again after the flush.
    fn note_buffered(&self) {
        if self.0.stage.load(Ordering::Relaxed) == STAYING {
            self.0.stage.store(BUFFERED, Ordering::Relaxed);
        }
    }

    /// The connection's socket was flushed.
    pub(super) fn note_flush(&self) {
        if self.0.stage.load(Ordering::Relaxed) == BUFFERED {
            self.0.stage.store(FLUSHED, Ordering::Relaxed);
        }
    }

    /// The connection does not leave before it has waited for something. Gives whether that was known.
    pub(super) fn stay(&self) -> bool {
        self.0.is_staying.swap(true, Ordering::Relaxed)
    }

    pub(super) fn is_staying(&self) -> bool {
        self.0.is_staying.load(Ordering::Relaxed)
    }

    /// The stream, once hyper has nothing more to send.
    pub(super) fn take(&self) -> Option<Leaving> {
        if self.0.stage.load(Ordering::Relaxed) != FLUSHED {
            return None;
        }
        self.end()
    }

    /// Nothing leaves any more, unless another stream begins.
    fn end(&self) -> Option<Leaving> {
        self.0.stage.store(STAYING, Ordering::Relaxed);
        self.0.leaving.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What comes next of a stream, as hyper is given it.
enum Next {
    Data(Bytes),
    /// After which nothing comes.
    Last(Bytes),
    End,
    Failure(axum::Error),
}

impl Carrier {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Next> {
        Poll::Ready(match self {
            Self::Reactor(live) => match ready!(live.poll(cx)) {
                sse::Next::Frame(chunk) => Next::Data(chunk.bytes),
                sse::Next::Last(chunk) => Next::Last(chunk.bytes),
                // Only a stream that was made for the request fails, and such a one has a task.
                sse::Next::End | sse::Next::Failure => Next::End,
            },
            Self::Task(body) => match ready!(Pin::new(body).poll_frame(cx)) {
                // Trailers were not announced, and nobody has asked for any.
                Some(Ok(frame)) => Next::Data(frame.into_data().unwrap_or_default()),
                Some(Err(error)) => Next::Failure(error),
                None => Next::End,
            },
        })
    }
}

/// The body that hyper sends of a stream that leaves it: its beginning, and what there is of events by now. So nobody who has read the
/// answer's head can publish so much that a client which resumes loses what was kept for it.
struct Beginning {
    stage: Stage,
    departure: Departure,
}

enum Stage {
    First(Bytes),
    Events,
    /// Of an event that is too large for one frame, as a body would give it.
    Rest(Bytes),
    Waiting,
    Ended,
}

impl Beginning {
    fn poll_events(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        self.stage = Stage::Waiting;
        let Poll::Ready(next) = self.departure.poll_next(cx) else {
            self.departure.note_buffered();
            return Poll::Pending;
        };
        if let Next::Data(bytes) = next {
            return Poll::Ready(Some(Ok(self.part(bytes))));
        }
        self.stage = Stage::Ended;
        drop(self.departure.end());
        Poll::Ready(match next {
            Next::Data(bytes) | Next::Last(bytes) => Some(Ok(bytes)),
            Next::Failure(error) => Some(Err(error)),
            Next::End => None,
        })
    }

    /// Of a large event as much as goes in one frame, and keeps the rest.
    fn part(&mut self, mut bytes: Bytes) -> Bytes {
        if bytes.len() > FRAME {
            self.stage = Stage::Rest(bytes.split_off(FRAME));
        }
        bytes
    }
}

impl http_body::Body for Beginning {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let bytes = match &mut self.stage {
            Stage::First(first) => {
                let first = std::mem::take(first);
                self.stage = Stage::Events;
                Some(Ok(first))
            }
            Stage::Events => ready!(self.poll_events(cx)),
            Stage::Rest(rest) => {
                let rest = std::mem::take(rest);
                self.stage = Stage::Waiting;
                self.departure.note_part();
                Some(Ok(self.part(rest)))
            }
            Stage::Waiting => {
                self.departure.note_buffered();
                return Poll::Pending;
            }
            Stage::Ended => None,
        };
        Poll::Ready(bytes.map(|bytes| bytes.map(Frame::data)))
    }
}

/// hyper does not send the body, or not all of it: there is no stream either.
impl Drop for Beginning {
    fn drop(&mut self) {
        drop(self.departure.end());
    }
}

/// Keeps an event stream with its task: to be put into the extensions of a stream's response, by a layer or a handler.
///
/// [`serve`](crate::serve) lets a stream leave its task once it has seen the stream's beginning come out of all layers as it was. A layer
/// that changes only what comes later, as one that strikes words out of events or adds something at the end, can't be told from one that
/// only looks on. It says so by this, and every byte goes through it:
///
/// ```
/// use contract_runtime::StayWithTask;
/// use contract_runtime::axum::response::Response;
///
/// async fn strike_out(mut response: Response) -> Response {
///     response.extensions_mut().insert(StayWithTask);
///     response // with a body of its own around the one that there is
/// }
/// # let _ = strike_out;
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct StayWithTask;

/// What a request says of whether its connection may leave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    keep_alive: bool,
}

impl Asked {
    /// `None` where hyper has more to do for the request than to send its answer.
    pub(super) fn by<B: http_body::Body>(request: &Request<B>) -> Option<Self> {
        let headers = request.headers();
        // Their answers have no body that is sent in chunks.
        let is_special = matches!(*request.method(), Method::HEAD | Method::CONNECT);
        let is_plain = request.version() == Version::HTTP_11
            && !is_special
            && request.body().is_end_stream()
            && !headers.contains_key(EXPECT)
            && !headers.contains_key(UPGRADE);
        is_plain.then(|| Self { keep_alive: !says_close(headers) })
    }
}

/// A refusal of the server's own, or what the router answers.
type Answer = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

pin_project! {
    /// The answer to a request, made ready to leave if it is a stream that may.
    pub(super) struct Answering {
        #[pin]
        answer: Answer,
        asked: Option<Asked>,
        departure: Departure,
    }
}

impl Answering {
    /// Waits for an answer. It stays with hyper where there is nothing `asked`.
    pub(super) fn new(answer: Answer, asked: Option<Asked>, departure: Departure) -> Self {
        Self { answer, asked, departure }
    }
}

impl Future for Answering {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Ok(mut response) = ready!(this.answer.poll(cx));
        let handover = Handover::of(&mut response);
        Poll::Ready(Ok(match (*this.asked, handover) {
            (Some(asked), Some(handover)) if is_chunked(&response) => {
                prepare(response, &handover, asked, this.departure, cx)
            }
            _ => response,
        }))
    }
}

/// Whether hyper sends the body in chunks, and nothing after them.
fn is_chunked(response: &Response) -> bool {
    let framed_otherwise = [CONTENT_LENGTH, TRANSFER_ENCODING, TRAILER];
    let headers = response.headers();
    response.status() == StatusCode::OK
        // hyper sends no chunks in an answer that a layer gives as one of HTTP/1.0.
        && response.version() == Version::HTTP_11
        && response.body().size_hint().exact().is_none()
        && !framed_otherwise.iter().any(|name| headers.contains_key(name))
}

/// Has a stream leave: for the reactor, if there is one and no layer changes what comes of the body; else with its body.
fn prepare(
    response: Response,
    handover: &Handover,
    asked: Asked,
    departure: &Departure,
    cx: &mut Context<'_>,
) -> Response {
    let (head, mut body) = response.into_parts();
    let is_marked =
        head.extensions.get::<StayWithTask>().is_some() || head.headers.contains_key(CONTENT_ENCODING);
    if !is_marked && departure.reactor().is_some() {
        handover.want();
    }
    let first = match Pin::new(&mut body).poll_frame(cx) {
        Poll::Ready(Some(Ok(frame))) if frame.is_data() => frame.into_data().ok(),
        // A layer waits for more than the beginning.
        Poll::Pending => None,
        Poll::Ready(None) => return Response::from_parts(head, Body::empty()),
        Poll::Ready(first) => return Response::from_parts(head, Body::new(Begun { first, rest: body })),
    };
    let is_unchanged = first.as_ref().is_some_and(|first| handover.has_left_with(first));
    let live = if is_unchanged { handover.take() } else { None };
    let carrier = live.map_or_else(|| Carrier::Task(body), Carrier::Reactor);
    let keep_alive = asked.keep_alive && !says_close(&head.headers);
    Response::from_parts(head, departure.begin(Leaving { carrier, keep_alive }, first))
}

/// A body whose first frame has been taken.
struct Begun {
    first: Option<Result<Frame<Bytes>, axum::Error>>,
    rest: Body,
}

impl http_body::Body for Begun {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(first)),
            None => Pin::new(&mut self.rest).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.first.is_none() { self.rest.size_hint() } else { SizeHint::default() }
    }
}
