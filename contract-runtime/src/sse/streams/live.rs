//! One attached connection, as whoever owns its socket drives it: what goes out next.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::super::engine::Engine;
use super::super::format::chunk::Chunk;
use super::super::format::retry;
use super::super::format::wire::{self, Block};
use super::super::logs::connection::{CloseReason, Connection};
use super::super::logs::cursor::{Cursor, Ending};
use super::super::logs::keys::Key;
use super::super::logs::recent::{Recent, Same};
use super::super::logs::stamp::Stamp;
use super::super::logs::taken::Taken;
use super::super::logs::waiter::SharedBell;
use super::super::request::{ClientKind, StreamRequest};
use super::super::subscription::{BlockStream, StreamError};

/// An attached connection. Dropping it detaches the connection.
pub(crate) struct Live {
    engine: Arc<Engine>,
    connection: Arc<Connection>,
    cursor: Cursor,
    /// When it began.
    attached: Stamp,
    stage: Stage,
    /// Whether the last id that the client has is its position.
    knows_position: bool,
    /// Whether the client may be told its position when there is no event to tell it.
    advances: bool,
    /// Whether its heartbeats are events.
    has_heartbeat_events: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was sent yet, to a client that came with a position or without one.
    New {
        has_position: bool,
    },
    Begun,
    /// The last look has left nothing behind: until it is woken, or there is news, it need not look again.
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
        request: &StreamRequest,
    ) -> Self {
        let advances =
            engine.options.cursor_advance && request.client == ClientKind::EventSource && cursor.has_logs();
        let known = request.last_event_id.known();
        engine.meter.body_made();
        let attached = Stamp::new(engine.now());
        let knows_position = known == Some(cursor.after());
        Self {
            engine,
            connection,
            cursor,
            attached,
            stage: Stage::New { has_position: known.is_some() },
            knows_position,
            advances,
            has_heartbeat_events: false,
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
        self.poll_with(None, cx)
    }

    /// Waits for what comes next, of the manager's or of a stream that was made for the request, and counts it as taken.
    pub(crate) fn poll_with(&mut self, stream: Option<&mut BlockStream>, cx: &mut Context<'_>) -> Poll<Next> {
        // Before looking for anything: whatever comes after the look wakes this task.
        let is_anew = self.connection.waiter.register(cx.waker());
        if self.stage == Stage::HasAll && !is_anew && stream.is_none() && self.passes() {
            self.engine.ensure_delivery();
            return Poll::Pending;
        }
        if stream.is_none()
            && let Some(chunk) = self.take_same_beside_others()
        {
            self.stage = Stage::HasAll;
            return Poll::Ready(Next::Frame(chunk));
        }
        let mut next = self.next(None);
        if next.is_none() {
            self.engine.ensure_delivery();
            if let Some(Poll::Ready(item)) = stream.map(|stream| self.poll_stream(stream, cx)) {
                next = Some(self.received(item));
            }
        }
        let next = next.or_else(|| self.reminded());
        self.stage = if next.as_ref().is_none_or(Next::is_all) { Stage::HasAll } else { Stage::Begun };
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
        let next = self.next(Some(recent)).or_else(|| self.reminded());
        if let Some(next) = &next {
            self.note(next, self.engine.at(now));
        }
        if next.as_ref().is_none_or(Next::is_all) {
            self.engine.ensure_delivery();
        }
        next
    }

    /// Takes what another one was given, where it is just what comes next here too and all that there is, as it is for nearly all who
    /// are woken by the same event; counted as taken. Whoever is given nothing [looks](Self::take) by itself.
    pub(crate) fn take_same<'a>(&mut self, recent: &'a mut Recent, now: Instant) -> Option<&'a Chunk> {
        if self.is_called() {
            return None;
        }
        let (chunk, same) = self.cursor.same(&self.engine.hub, recent, || now, |now| self.engine.at(now))?;
        self.note_same(same);
        Some(chunk)
    }

    /// The same among the connections of the manager that are with tasks. What another one does meanwhile is not waited for.
    fn take_same_beside_others(&mut self) -> Option<Chunk> {
        if self.is_called() {
            return None;
        }
        let mut recent = self.engine.recent.try_lock().ok()?;
        let (chunk, same) =
            self.cursor.same(&self.engine.hub, &mut recent, Instant::now, |now| self.engine.at(now))?;
        let chunk = chunk.clone();
        drop(recent);
        self.note_same(same);
        Some(chunk)
    }

    /// Whether something other than events may come next.
    fn is_called(&self) -> bool {
        matches!(self.stage, Stage::New { .. }) || self.connection.waiter.is_called()
    }

    fn note_same(&mut self, Same { taken, last, through }: Same) {
        self.cursor.move_to(through);
        self.knows_position = last == through;
        self.count(&taken);
        self.engine.ensure_delivery();
    }

    /// Moves into a reactor, which is told when there may be something to take.
    pub(crate) fn move_in(&self, bell: SharedBell, key: Key) {
        self.connection.waiter.move_in(bell, key);
        self.connection.logs().iter().for_each(|log| log.move_in(&self.connection));
    }

    /// What comes next of the manager's.
    fn next(&mut self, recent: Option<&mut Recent>) -> Option<Next> {
        if let Stage::New { has_position } = self.stage {
            self.stage = Stage::Begun;
            return Some(Next::Frame(Chunk::without_events(self.beginning(has_position))));
        }
        let before = self.cursor.after();
        let look = match recent {
            Some(recent) => self.cursor.look(&self.engine.hub, &self.connection.waiter, Some(recent)),
            None => self.look_beside_others(),
        };
        self.knows_position &= self.cursor.after() == before;
        match look {
            Poll::Ready(Some(chunk)) => {
                self.knows_position = true;
                if let Some(through) = chunk.through {
                    self.knows_position = self.cursor.after() == through;
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

    /// Whether nothing has come since a look that left nothing behind.
    fn passes(&mut self) -> bool {
        let before = self.cursor.after();
        let passes = self.cursor.passes(&self.engine.hub);
        self.knows_position &= self.cursor.after() == before;
        if passes {
            self.connection.progress.note_position(self.cursor.told());
        }
        passes
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
    fn beginning(&mut self, has_position: bool) -> Bytes {
        let padding = wire::padding(self.engine.options.padding);
        let lines: Bytes = [padding, self.retry()].concat().into();
        let knows_or_will = has_position || self.cursor.has_more_to_tell();
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
        self.advances && !self.knows_position
    }

    /// Some lines, and after them the position if the client does not know it.
    fn with_position(&mut self, lines: Bytes) -> Bytes {
        if !self.may_advance() {
            return lines;
        }
        self.knows_position = true;
        [lines, wire::position(&self.engine.hub.id(self.cursor.after()))].concat().into()
    }

    /// The position for an event that carries it, which every client takes for what it is.
    fn new_position(&mut self) -> Option<String> {
        let is_new = self.engine.options.cursor_advance && self.cursor.has_logs() && !self.knows_position;
        is_new.then(|| {
            self.knows_position = true;
            self.engine.hub.id(self.cursor.after())
        })
    }

    fn poll_stream(
        &self,
        stream: &mut BlockStream,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Block, StreamError>>> {
        let _inside = self.connection.span().enter();
        // The stream is the handler's, and a panic in it concerns this connection alone; it is not polled again.
        match catch_unwind(AssertUnwindSafe(|| stream.as_mut().poll_next(cx))) {
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

    fn note(&self, next: &Next, now: Duration) {
        let (Next::Frame(chunk) | Next::Last(chunk)) = next else { return };
        self.count(&Taken::new(chunk, now));
        if let Some(reason) = chunk.gap {
            self.engine.meter.gap(reason);
        }
    }

    /// The client has taken a part of an event that is too large to be taken at once: it is slow, but it has not stalled.
    pub(crate) fn note_part(&self, now: Instant) {
        self.connection.progress.note_part(Stamp::new(self.engine.at(now)));
    }

    /// What is taken from here is the server's, whose buffers are small, and the socket's.
    fn count(&self, taken: &Taken) {
        self.connection.progress.note(self.cursor.told(), taken.events, taken.now);
        self.engine.meter.taken(self.attached, taken);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.connection.logs().iter().for_each(|log| log.move_out(&self.connection));
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

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::*;

    /// With a socket, and what the lists and the wheel have of it, this is all that a connection takes which waits: a third of a kilobyte
    /// with the allocator's share.
    #[test]
    fn a_connection_that_waits_is_small() {
        assert!(size_of::<Live>() <= 48, "{}", size_of::<Live>());
        // And the two counts of those who share it.
        assert!(size_of::<Connection>() <= 104, "{}", size_of::<Connection>());
    }
}
