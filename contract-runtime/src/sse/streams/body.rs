//! The body of a stream's response.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use super::super::format::chunk::Chunk;
use super::super::logs::log::FRAME;
use super::super::subscription::BlockStream;
use super::handover::Handover;
use super::live::{Live, Next};

/// The error of a body whose stream failed. It makes the server cut the connection off.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The body of the response that [`SseManager::respond`](crate::sse::SseManager::respond) gives. Dropping it detaches
/// the connection.
pub struct EventBody {
    content: Content,
    /// What is to come of an event that is too large for one frame.
    rest: Bytes,
}

enum Content {
    Nothing,
    /// A refusal.
    Whole(Bytes),
    /// A connection; and at its beginning, the way to take it out of here.
    Live(Live, Option<Arc<Handover>>),
    /// A connection with a stream that was made for the request. The mutex is never locked: it makes a body that can be shared of a
    /// stream that need not be.
    WithStream(Live, Mutex<BlockStream>),
    /// It was taken out, and comes back unless the server keeps it.
    Left(Arc<Handover>),
}

impl EventBody {
    fn new(content: Content) -> Self {
        Self { content, rest: Bytes::new() }
    }

    pub(crate) fn none() -> Self {
        Self::new(Content::Nothing)
    }

    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self::new(Content::Whole(bytes))
    }

    /// A connection's events. Where there is a `handover`, the server may take the connection out of the body.
    pub(crate) fn live(live: Live, handover: Option<Arc<Handover>>) -> Self {
        Self::new(Content::Live(live, handover))
    }

    /// A connection's events, and those of a stream that was made for the request.
    pub(crate) fn with_stream(live: Live, stream: BlockStream) -> Self {
        Self::new(Content::WithStream(live, Mutex::new(stream)))
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Next> {
        if let Content::Left(handover) = &self.content {
            self.content = handover.take().map_or(Content::Nothing, |live| Content::Live(live, None));
        }
        match &mut self.content {
            Content::Nothing | Content::Left(_) => Poll::Ready(Next::End),
            Content::Whole(bytes) => Poll::Ready(Next::Last(Chunk::without_events(std::mem::take(bytes)))),
            Content::Live(live, handover) => {
                let handover = handover.take();
                let next = live.poll(cx);
                if let (Some(handover), Poll::Ready(Next::Frame(first))) = (handover, &next) {
                    self.leave(&handover, &first.bytes);
                }
                next
            }
            Content::WithStream(live, stream) => {
                live.poll_with(Some(stream.get_mut().unwrap_or_else(PoisonError::into_inner)), cx)
            }
        }
    }

    /// Of a large event as much as goes in one frame, and keeps the rest: that a slow client takes it is seen by its asking for more.
    fn begin(&mut self, mut bytes: Bytes) -> Bytes {
        if bytes.len() > FRAME && !matches!(self.content, Content::Left(_)) {
            self.rest = bytes.split_off(FRAME);
        }
        bytes
    }

    /// What comes next of a large event.
    fn go_on(&mut self) -> Option<Bytes> {
        if self.rest.is_empty() {
            return None;
        }
        if let Content::Live(live, _) | Content::WithStream(live, _) = &self.content {
            live.note_part(Instant::now());
        }
        let rest = std::mem::take(&mut self.rest);
        Some(self.begin(rest))
    }

    /// Lets the server take the connection out, if it wants to.
    fn leave(&mut self, handover: &Arc<Handover>, first: &Bytes) {
        if handover.is_wanted()
            && let Content::Live(live, _) =
                std::mem::replace(&mut self.content, Content::Left(Arc::clone(handover)))
        {
            handover.leave(live, first.clone());
        }
    }
}

impl fmt::Debug for EventBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventBody").finish_non_exhaustive()
    }
}

impl http_body::Body for EventBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(part) = self.go_on() {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        let next = ready!(self.poll(cx));
        if !matches!(next, Next::Frame(_)) {
            self.content = Content::Nothing;
        }
        Poll::Ready(match next {
            Next::Frame(chunk) | Next::Last(chunk) => Some(Ok(Frame::data(self.begin(chunk.bytes)))),
            Next::Failure => Some(Err(Box::new(StreamFailed))),
            Next::End => None,
        })
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            // Not zero even where nothing comes: a stream's head must not carry a length.
            Content::Nothing | Content::Live(..) | Content::WithStream(..) | Content::Left(_) => {
                SizeHint::default()
            }
        }
    }
}

/// What the server's own layers are told of a stream that failed. The cause is in the log.
#[derive(Debug)]
struct StreamFailed;

impl fmt::Display for StreamFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event stream failed")
    }
}

impl Error for StreamFailed {}
