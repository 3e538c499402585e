//! One attached connection, as whoever owns its socket drives it: what goes out next.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::connection::{CloseReason, Connection};
use super::cursor::{Chunk, Cursor, Ending};
use super::engine::Engine;
use super::recent::Recent;
use super::request::{ClientKind, StreamRequest};
use super::retry;
use super::subscription::{BlockStream, StreamError};
use super::waiter::Bell;
use super::wire::{self, Block};

/// An attached connection. Dropping it detaches the connection.
pub(crate) struct Live {
    engine: Arc<Engine>,
    connection: Arc<Connection>,
    cursor: Cursor,
    /// The mutex is never locked: it makes a body that can be shared of a stream that need not be.
    stream: Option<Box<Mutex<BlockStream>>>,
    stage: Stage,
    /// The position that the client knows, by the last id that it has.
    known: Option<u64>,
    /// Whether the client may be told its position when there is no event to tell it.
    advances: bool,
    /// Whether its heartbeats are events.
    has_heartbeat_events: bool,
    /// When it began, on the manager's clock.
    attached: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It has given nothing.
    Beginning,
    Reading,
    /// Its last look has left nothing behind: until it is woken, or there is news, it need not look again.
    HasAll,
}

/// What comes next of a connection.
#[derive(Debug)]
pub(crate) enum Next {
    Frame(Chunk),
    /// A frame after which nothing comes.
    Last(Chunk),
    /// The stream failed, and is to be cut off.
    Failure,
    End,
}

impl Next {
    /// Whether there was nothing more behind it. Who has said how it is to be woken before it looked may then sleep without another look.
    pub(crate) fn is_all(&self) -> bool {
        matches!(self, Self::Frame(chunk) if chunk.through.is_some())
    }
}

impl Live {
    pub(crate) fn new(
        engine: Arc<Engine>,
        connection: Arc<Connection>,
        cursor: Cursor,
        stream: Option<BlockStream>,
        request: &StreamRequest,
    ) -> Self {
        let advances =
            engine.options.cursor_advance && request.client == ClientKind::EventSource && cursor.has_logs();
        let known = request.last_event_id.known();
        let stream = stream.map(|stream| Box::new(Mutex::new(stream)));
        engine.meter.body_made();
        let attached = engine.now();
        Self {
            engine,
            connection,
            cursor,
            stream,
            stage: Stage::Beginning,
            known,
            advances,
            has_heartbeat_events: false,
            attached,
        }
    }

    /// Makes events of the heartbeats, if there are any.
    pub(crate) fn with_heartbeat_events(mut self) -> Self {
        self.has_heartbeat_events = true;
        self
    }

    /// The time between heartbeats, where they are events.
    fn heartbeat_event(&self) -> Option<Duration> {
        self.engine.options.heartbeat.filter(|_| self.has_heartbeat_events)
    }

    /// Waits for what comes next, and counts it as taken.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Next> {
        // Before looking for anything: whatever comes after the look wakes this task.
        let is_anew = self.connection.waiter.register(cx.waker());
        let may_pass = self.stage == Stage::HasAll && !is_anew && self.stream.is_none();
        if may_pass && self.cursor.passes(&self.engine.hub) {
            self.connection.progress.note_position(self.cursor.after());
            self.engine.ensure_delivery();
            return Poll::Pending;
        }
        let mut next = self.next(None);
        if next.is_none() {
            self.engine.ensure_delivery();
            if let Poll::Ready(item) = self.poll_stream(cx) {
                next = Some(self.received(item));
            }
        }
        let next = next.or_else(|| self.reminded());
        self.stage = if next.as_ref().is_none_or(Next::is_all) { Stage::HasAll } else { Stage::Reading };
        match next {
            Some(next) => {
                self.note(&next, self.engine.now());
                Poll::Ready(next)
            }
            None => Poll::Pending,
        }
    }

    /// What comes next in a reactor, of a connection that has moved in and has no stream of its own; counted as taken.
    pub(crate) fn take(&mut self, recent: &mut Recent, now: Instant) -> Option<Next> {
        self.connection.waiter.listen();
        let next = self.next(Some(recent)).or_else(|| self.reminded());
        if let Some(next) = &next {
            self.note(next, self.engine.at(now));
        }
        if next.as_ref().is_none_or(Next::is_all) {
            self.engine.ensure_delivery();
        }
        next
    }

    /// Moves into a reactor, which is told when there may be something to take.
    pub(crate) fn move_in(&self, bell: Arc<dyn Bell>, key: u32) {
        self.connection.waiter.move_in(bell, key);
    }

    /// Whether it carries a stream that was made for the request, which is to be polled by a task.
    pub(crate) fn has_stream(&self) -> bool {
        self.stream.is_some()
    }

    /// What comes next of the manager's.
    fn next(&mut self, recent: Option<&mut Recent>) -> Option<Next> {
        if self.stage == Stage::Beginning {
            self.stage = Stage::Reading;
            return Some(Next::Frame(Chunk::without_events(self.beginning())));
        }
        let looked = match recent {
            Some(recent) => self.cursor.look(&self.engine.hub, &self.connection.waiter, Some(recent)),
            None => self.look_beside_others(),
        };
        match looked {
            Poll::Ready(Some(chunk)) => {
                self.known = Some(self.cursor.after());
                if let Some(through) = chunk.through {
                    self.cursor.move_to(through);
                }
                self.connection.waiter.take_reminder();
                Some(Next::Frame(chunk))
            }
            Poll::Ready(None) => {
                self.note_ending();
                let last = self.with_position(self.retry());
                Some(Next::Last(Chunk::without_events(last)))
            }
            Poll::Pending => {
                self.connection.progress.note_position(self.cursor.told());
                None
            }
        }
    }

    /// Looks among the connections of the manager that are with tasks. What another one does meanwhile is not waited for.
    fn look_beside_others(&mut self) -> Poll<Option<Chunk>> {
        let mut recent = self.engine.recent.try_lock().ok();
        self.cursor.look(&self.engine.hub, &self.connection.waiter, recent.as_deref_mut())
    }

    /// A heartbeat, if it is time for one.
    fn reminded(&mut self) -> Option<Next> {
        let is_due = self.connection.waiter.take_reminder();
        is_due.then(|| Next::Frame(Chunk::without_events(self.heartbeat())))
    }

    /// Where the cursor ended by itself, the manager is to know.
    fn note_ending(&self) {
        let reason = match self.cursor.ending() {
            Some(Ending::Closed) => CloseReason::Closed,
            Some(Ending::TooSlow) => CloseReason::TooSlow,
            None => return,
        };
        self.engine.close(self.connection.id, reason);
    }

    fn retry(&self) -> Bytes {
        retry::line(retry::jittered(self.engine.options.retry))
    }

    /// What goes out before anything else, so that the client knows at once that it is connected. One that comes
    /// for the first time is told where it stands, unless the last event of a snapshot will tell it.
    fn beginning(&mut self) -> Bytes {
        let padding = wire::padding(self.engine.options.padding);
        let lines: Bytes = [padding, self.retry()].concat().into();
        let knows_or_will = self.known.is_some() || self.cursor.has_more_to_tell();
        match self.heartbeat_event() {
            Some(interval) if knows_or_will => [lines, wire::heartbeat_event(interval, None)].concat().into(),
            Some(_) => [lines, self.heartbeat()].concat().into(),
            None if knows_or_will => lines,
            None => self.with_position(lines),
        }
    }

    fn heartbeat(&mut self) -> Bytes {
        if let Some(interval) = self.heartbeat_event() {
            return wire::heartbeat_event(interval, self.new_position().as_deref());
        }
        if self.may_advance() { self.with_position(Bytes::new()) } else { wire::HEARTBEAT }
    }

    fn may_advance(&self) -> bool {
        self.advances && self.known != Some(self.cursor.after())
    }

    /// Some lines, and after them the position if the client does not know it.
    fn with_position(&mut self, lines: Bytes) -> Bytes {
        if !self.may_advance() {
            return lines;
        }
        self.known = Some(self.cursor.after());
        [lines, wire::position(&self.engine.hub.id(self.cursor.after()))].concat().into()
    }

    /// The position for an event that carries it, which every client takes for what it is.
    fn new_position(&mut self) -> Option<String> {
        let after = self.cursor.after();
        let is_new =
            self.engine.options.cursor_advance && self.cursor.has_logs() && self.known != Some(after);
        is_new.then(|| {
            self.known = Some(after);
            self.engine.hub.id(after)
        })
    }

    fn poll_stream(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Block, StreamError>>> {
        let Some(stream) = &mut self.stream else { return Poll::Pending };
        let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut();
        let _inside = self.connection.span().enter();
        // The stream is the handler's, and a panic in it concerns this connection alone; it is not polled again.
        match catch_unwind(AssertUnwindSafe(|| stream.poll_next(cx))) {
            Ok(poll) => poll,
            Err(_) => Poll::Ready(Some(Err("the stream panicked".into()))),
        }
    }

    fn received(&mut self, item: Option<Result<Block, StreamError>>) -> Next {
        match item {
            Some(Ok(block)) => {
                self.connection.waiter.take_reminder();
                Next::Frame(Chunk { events: 1, ..Chunk::without_events(block.unnumbered()) })
            }
            Some(Err(error)) => {
                tracing::error!(parent: self.connection.span(), %error, "an event stream failed");
                self.engine.close(self.connection.id, CloseReason::Failed);
                Next::Failure
            }
            None => {
                self.engine.close(self.connection.id, CloseReason::Finished);
                Next::End
            }
        }
    }

    /// What is taken from here is the server's, whose buffers are small, and the socket's.
    fn note(&self, next: &Next, now: Duration) {
        let (Next::Frame(chunk) | Next::Last(chunk)) = next else { return };
        self.connection.progress.note(self.cursor.told(), chunk.events, now);
        // What is replayed was late before the connection came.
        let published = chunk.published.filter(|published| *published >= self.attached);
        let delay = published.map(|published| now.saturating_sub(published));
        self.engine.meter.taken(self.connection.id, chunk.bytes.len(), chunk.events, delay);
        if let Some(reason) = chunk.gap {
            self.engine.meter.gap(reason);
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.connection.waiter.move_out();
        self.engine.close(self.connection.id, CloseReason::Disconnected);
        self.engine.meter.body_dropped();
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("connection", &self.connection.id).finish_non_exhaustive()
    }
}
