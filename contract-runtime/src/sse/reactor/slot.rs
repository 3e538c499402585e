//! One connection of the reactor.

use std::io;

use bytes::{Buf as _, Bytes};
use mio::Registry;
use tokio::time::Instant;

use super::super::live::{Live, Next};
use super::super::recent::Recent;
use super::super::waiter::SharedBell;
use super::chunks::Chunks;
use super::mailbox::Key;
use super::socket::Socket;
use super::transfer::{Departed, Guard, READ_AHEAD, Returned};

/// How much a connection sends before it is another's turn.
const TURN: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) socket: Socket,
    /// Until nothing more is to come of it.
    live: Option<Live>,
    room: Room,
    /// Whether it has been told that it is to go on after others.
    pub(super) waits_for_turn: bool,
    keep_alive: bool,
    /// What few connections have at any time.
    held: Option<Box<Held>>,
}

#[derive(Debug, Default)]
struct Held {
    /// What the socket has not taken yet.
    unsent: Bytes,
    /// What the client has said.
    read: Vec<u8>,
}

/// What the socket takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Everything so far, as those of most connections always do; nothing is told of its room.
    Plenty,
    /// Something.
    Some,
    /// Nothing now.
    Full,
}

/// What the connections of a thread share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    chunks: Chunks,
    recent: Recent,
}

impl Shared {
    /// Forgets what it is of no use to remember while nothing happens, and may be large.
    pub(super) fn rest(&mut self) {
        *self = Self::default();
    }
}

/// Where a connection has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It waits to be woken, or for its socket.
    Waiting,
    /// Its socket is full for the first time: it is to be told when it no longer is.
    Full,
    /// It could go on, after others had their turn.
    Turn,
    /// All was sent.
    Ended,
    /// The client is gone, or is to be cut off.
    Gone,
}

impl Slot {
    /// The connection, and what is to live as long as it does.
    pub(super) fn new(connection: Departed, bell: SharedBell, key: Key) -> (Self, Guard) {
        let Departed { socket, live, read, keep_alive, guard } = connection;
        live.move_in(bell, key);
        // A copy: what it is cut from is the whole buffer that the request was read to.
        let held = (!read.is_empty()).then(|| Box::new(Held { unsent: Bytes::new(), read: read.to_vec() }));
        let slot =
            Self { socket, live: Some(*live), room: Room::Plenty, waits_for_turn: false, keep_alive, held };
        (slot, guard)
    }

    /// The socket has room again.
    pub(super) fn has_room(&mut self) {
        self.room = Room::Some;
    }

    /// Sends what there is.
    pub(super) fn advance(&mut self, shared: &mut Shared, now: Instant) -> Step {
        // Who is woken while the socket is full has nothing to look for.
        if self.room == Room::Full {
            return Step::Waiting;
        }
        let mut turn = TURN;
        let mut chunk = self.take_unsent();
        let mut has_all = false;
        loop {
            if let Some(step) = self.send(chunk, &mut turn) {
                return step;
            }
            let Some(live) = &mut self.live else { return Step::Ended };
            if has_all {
                return Step::Waiting;
            }
            if turn == 0 {
                return Step::Turn;
            }
            let next = live.take(&mut shared.recent, now);
            has_all = next.as_ref().is_some_and(Next::is_all);
            chunk = match next {
                None => return Step::Waiting,
                Some(Next::Frame(next)) => shared.chunks.chunk(next.bytes),
                Some(Next::Last(last)) => self.end(&last.bytes),
                Some(Next::End) => self.end(b""),
                Some(Next::Failure) => return Step::Gone,
            };
        }
    }

    /// Sends a chunk, and gives what follows if there is nothing more to do now: what the socket does not take, or is too much for this
    /// turn, is kept.
    fn send(&mut self, mut chunk: Bytes, turn: &mut usize) -> Option<Step> {
        while !chunk.is_empty() {
            match self.socket.write(&chunk) {
                Ok(0) => return Some(Step::Gone),
                Ok(count) => {
                    chunk.advance(count);
                    *turn = turn.saturating_sub(count);
                    // A reader that is fast enough would have all of a large event at once.
                    if *turn == 0 && !chunk.is_empty() {
                        self.held.get_or_insert_default().unsent = chunk;
                        return Some(Step::Turn);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.held.get_or_insert_default().unsent = chunk;
                    let before = std::mem::replace(&mut self.room, Room::Full);
                    return Some(if before == Room::Plenty { Step::Full } else { Step::Waiting });
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Some(Step::Gone),
            }
        }
        None
    }

    fn take_unsent(&mut self) -> Bytes {
        let Some(held) = &mut self.held else { return Bytes::new() };
        let unsent = std::mem::take(&mut held.unsent);
        if held.read.is_empty() {
            self.held = None;
        }
        unsent
    }

    fn end(&mut self, last: &[u8]) -> Bytes {
        self.live = None;
        Chunks::end(last)
    }

    /// Reads what the client says meanwhile. False if it is gone.
    pub(super) fn listen(&mut self, buffer: &mut [u8]) -> bool {
        loop {
            let room = READ_AHEAD.saturating_sub(self.held.as_ref().map_or(0, |held| held.read.len()));
            let Some(buffer) = buffer.get_mut(..room.min(buffer.len())).filter(|buffer| !buffer.is_empty())
            else {
                return true;
            };
            match self.socket.read(buffer) {
                Ok(0) => return false,
                Ok(count) => {
                    let said = buffer.iter().take(count);
                    self.held.get_or_insert_default().read.extend(said);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// What is left of the connection when all was sent.
    pub(super) fn into_returned(self, guard: Guard, registry: &Registry) -> Option<Returned> {
        let Self { mut socket, keep_alive, held, .. } = self;
        if keep_alive {
            // Others wait for it from now on. A socket that is closed is not waited for either way.
            if let Err(error) = socket.deregister(registry) {
                tracing::debug!(%error, "a socket was gone before its connection");
                return None;
            }
            let read = held.map_or_else(Bytes::new, |held| held.read.into());
            return Some(Returned { socket, read, guard });
        }
        // It fails where the client has gone meanwhile.
        let _ = socket.finish();
        None
    }
}
