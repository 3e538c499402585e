//! One connection of the reactor.

use std::io;
use std::task::{Context, Poll, Waker};

use bytes::{Buf as _, Bytes};

use super::super::live::{Live, Next};
use super::chunks::Chunks;
use super::inbox::Adopted;
use super::tally::Counted;
use super::{Departed, Guard, Returned, Socket};

/// How many bytes of further requests a connection may send while its stream is open. The rest stays in the socket.
const READ_AHEAD: usize = 16 << 10;

/// How much a connection sends before it is another's turn.
const TURN: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) socket: Socket,
    /// Until nothing more is to come of it.
    live: Option<Box<Live>>,
    waker: Waker,
    /// What the socket has not taken yet.
    unsent: Bytes,
    /// Whether the socket takes nothing now.
    is_full: bool,
    /// Whether it has been told that it is to go on after others.
    pub(super) waits_for_turn: bool,
    keep_alive: bool,
    read: Vec<u8>,
    guard: Guard,
    /// The last of all to be dropped: who waits for the end of all connections finds nothing of them.
    _counted: Counted,
}

/// Where a connection has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It waits to be woken, or for its socket.
    Waiting,
    /// It could go on, after others had their turn.
    Turn,
    /// All was sent.
    Ended,
    /// The client is gone, or is to be cut off.
    Gone,
}

impl Slot {
    pub(super) fn new((connection, counted): Adopted, waker: Waker) -> Self {
        let Departed { socket, live, read, keep_alive, guard } = connection;
        Self {
            socket,
            live: Some(live),
            waker,
            unsent: Bytes::new(),
            is_full: false,
            waits_for_turn: false,
            keep_alive,
            // A copy: these bytes stand in a buffer of hyper's, whose size has nothing to do with theirs.
            read: read.to_vec(),
            guard,
            _counted: counted,
        }
    }

    /// The socket has room again.
    pub(super) fn has_room(&mut self) {
        self.is_full = false;
    }

    /// Sends what there is.
    pub(super) fn advance(&mut self, chunks: &mut Chunks) -> Step {
        let mut sent = 0;
        loop {
            // Who is woken while the socket is full has nothing to look for.
            if self.is_full {
                return Step::Waiting;
            }
            while !self.unsent.is_empty() {
                match self.socket.write(&self.unsent) {
                    Ok(0) => return Step::Gone,
                    Ok(count) => {
                        self.unsent.advance(count);
                        sent += count;
                        // A reader that is fast enough would have all of a large event at once.
                        if sent >= TURN && !self.unsent.is_empty() {
                            return Step::Turn;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        self.is_full = true;
                        return Step::Waiting;
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => return Step::Gone,
                }
            }
            // Not what the chunk was cut from: that is memory of events, which may be dropped before this connection is.
            self.unsent = Bytes::new();
            if self.live.is_some() && sent >= TURN {
                return Step::Turn;
            }
            match self.next(chunks) {
                Some(Step::Waiting) => {}
                Some(step) => return step,
                None => return Step::Waiting,
            }
        }
    }

    /// Takes what comes next; `None` when that is nothing yet.
    fn next(&mut self, chunks: &mut Chunks) -> Option<Step> {
        let Some(live) = &mut self.live else { return Some(Step::Ended) };
        match live.poll(&mut Context::from_waker(&self.waker)) {
            Poll::Pending => return None,
            Poll::Ready(Next::Frame(chunk)) => self.unsent = chunks.chunk(chunk.bytes),
            Poll::Ready(Next::Last(chunk)) => self.end(&chunk.bytes),
            Poll::Ready(Next::End) => self.end(b""),
            Poll::Ready(Next::Failure) => return Some(Step::Gone),
        }
        Some(Step::Waiting)
    }

    fn end(&mut self, last: &[u8]) {
        self.live = None;
        self.unsent = Chunks::end(last);
    }

    /// Reads what the client says meanwhile. False if it is gone.
    pub(super) fn listen(&mut self, buffer: &mut [u8]) -> bool {
        while self.read.len() < READ_AHEAD {
            let room = buffer.len().min(READ_AHEAD - self.read.len());
            let Some(buffer) = buffer.get_mut(..room) else { return true };
            match self.socket.read(buffer) {
                Ok(0) => return false,
                Ok(count) => self.read.extend(buffer.iter().take(count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
        true
    }

    /// What is left of the connection when all was sent.
    pub(super) fn into_returned(self) -> Option<Returned> {
        let Self { socket, keep_alive, read, guard, .. } = self;
        if keep_alive {
            return Some(Returned { socket, read: read.into(), guard });
        }
        // It fails where the client has gone meanwhile.
        let _ = socket.finish();
        None
    }
}
