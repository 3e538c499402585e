//! One connection of the reactor.

use std::collections::HashMap;
use std::io;

use bytes::Bytes;
use mio::Registry;
use tokio::time::Instant;

use super::super::logs::keys::Key;
use super::super::logs::recent::Recent;
use super::super::logs::waiter::SharedBell;
use super::super::streams::live::{Live, Next};
use super::chunks::Chunks;
use super::socket::Socket;
use super::transfer::{Departed, Guard, READ_AHEAD, Returned};

/// How much a connection sends before it is another's turn.
const TURN: usize = 64 << 10;

/// One line of a processor's cache: a delivery to one of many finds nothing of it in there.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Slot {
    pub(super) socket: Socket,
    /// Until nothing more is to come of it.
    live: Option<Live>,
    key: Key,
    room: Room,
    /// Whether it has been told that it is to go on after others.
    pub(super) waits_for_turn: bool,
    keep_alive: bool,
    /// Whether something is [held](Shared::held) for it.
    has_held: bool,
}

// Where mio looks for mistakes, its sockets are larger.
#[cfg(all(target_pointer_width = "64", not(debug_assertions)))]
const _: () = assert!(size_of::<Option<Slot>>() == 64);

/// What few connections have at any time.
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
    held: HashMap<Key, Held>,
}

impl Shared {
    /// Forgets what it is of no use to remember while nothing happens, and may be large.
    pub(super) fn rest(&mut self) {
        let held = Some(std::mem::take(&mut self.held)).filter(|held| !held.is_empty());
        *self = Self { held: held.unwrap_or_default(), ..Self::default() };
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

/// Why not all of a chunk was sent, and what was not.
#[derive(Debug)]
enum Stopped {
    Turn { unsent: Bytes },
    Full { unsent: Bytes },
    Gone,
}

impl Slot {
    /// The connection, and what is to live as long as it does.
    pub(super) fn new(
        connection: Departed,
        bell: SharedBell,
        key: Key,
        shared: &mut Shared,
    ) -> (Self, Guard) {
        let Departed { socket, live, read, keep_alive, guard } = connection;
        live.move_in(bell, key);
        let mut slot = Self {
            socket,
            live: Some(live),
            key,
            room: Room::Plenty,
            waits_for_turn: false,
            keep_alive,
            has_held: false,
        };
        if !read.is_empty() {
            // A copy: what it is cut from is the whole buffer that the request was read to.
            slot.hold(shared).read = read.to_vec();
        }
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
        if !self.has_held
            && let Some(live) = &mut self.live
            && let Some(same) = live.take_same(&mut shared.recent, now)
        {
            let rest = self.send(shared.chunks.chunk(&same.bytes), &mut turn);
            return rest.map_or(Step::Waiting, |rest| self.stop(rest, shared));
        }
        let unsent = self.take_unsent(shared);
        let mut stopped = self.send(&unsent, &mut turn);
        if stopped.is_some()
            && turn < TURN
            && let Some(live) = &self.live
        {
            live.note_part(now);
        }
        let mut has_all = false;
        loop {
            if let Some(stopped) = stopped {
                return self.stop(stopped, shared);
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
            stopped = match next {
                None => return Step::Waiting,
                Some(Next::Frame(next)) => self.send(shared.chunks.chunk(&next.bytes), &mut turn),
                Some(Next::Last(last)) => self.end(&last.bytes, &mut turn),
                Some(Next::End) => self.end(b"", &mut turn),
                Some(Next::Failure) => return Step::Gone,
            };
        }
    }

    /// Sends a chunk, and gives why not all of it.
    fn send(&mut self, chunk: &Bytes, turn: &mut usize) -> Option<Stopped> {
        let mut sent = 0;
        while let Some(rest) = chunk.get(sent..).filter(|rest| !rest.is_empty()) {
            match self.socket.write(rest) {
                Ok(0) => return Some(Stopped::Gone),
                Ok(count) => {
                    sent += count;
                    *turn = turn.saturating_sub(count);
                    // A reader that is fast enough would have all of a large event at once.
                    if *turn == 0 && sent < chunk.len() {
                        return Some(Stopped::Turn { unsent: chunk.slice(sent..) });
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Some(Stopped::Full { unsent: chunk.slice(sent..) });
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Some(Stopped::Gone),
            }
        }
        None
    }

    /// What follows where not all was sent: the rest is kept.
    fn stop(&mut self, stopped: Stopped, shared: &mut Shared) -> Step {
        match stopped {
            Stopped::Gone => Step::Gone,
            Stopped::Turn { unsent } => {
                self.hold(shared).unsent = unsent;
                Step::Turn
            }
            Stopped::Full { unsent } => {
                self.hold(shared).unsent = unsent;
                let before = std::mem::replace(&mut self.room, Room::Full);
                if before == Room::Plenty { Step::Full } else { Step::Waiting }
            }
        }
    }

    fn end(&mut self, last: &[u8], turn: &mut usize) -> Option<Stopped> {
        self.live = None;
        self.send(&Chunks::end(last), turn)
    }

    fn hold<'a>(&mut self, shared: &'a mut Shared) -> &'a mut Held {
        self.has_held = true;
        shared.held.entry(self.key).or_default()
    }

    fn take_unsent(&mut self, shared: &mut Shared) -> Bytes {
        if !self.has_held {
            return Bytes::new();
        }
        let held = self.hold(shared);
        let unsent = std::mem::take(&mut held.unsent);
        if held.read.is_empty() {
            self.let_go(shared);
        }
        unsent
    }

    /// Takes out what is held for it, as must be done before it is dropped.
    fn let_go(&mut self, shared: &mut Shared) -> Option<Held> {
        std::mem::take(&mut self.has_held).then(|| shared.held.remove(&self.key)).flatten()
    }

    /// Reads what the client says meanwhile. False if it is gone.
    pub(super) fn listen(&mut self, shared: &mut Shared, buffer: &mut [u8]) -> bool {
        loop {
            let held = Some(&*shared).filter(|_| self.has_held).and_then(|shared| shared.held.get(&self.key));
            let room = READ_AHEAD.saturating_sub(held.map_or(0, |held| held.read.len()));
            let Some(buffer) = buffer.get_mut(..room.min(buffer.len())).filter(|buffer| !buffer.is_empty())
            else {
                return true;
            };
            match self.socket.read(buffer) {
                Ok(0) => return false,
                Ok(count) => {
                    let said = buffer.iter().take(count);
                    self.hold(shared).read.extend(said);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// The connection by itself, with what was read of it.
    pub(super) fn leave(mut self, shared: &mut Shared) -> (Self, Vec<u8>) {
        let held = self.let_go(shared);
        (self, held.map_or_else(Vec::new, |held| held.read))
    }

    /// What is left of the connection when all was sent.
    pub(super) fn into_returned(self, read: Vec<u8>, guard: Guard, registry: &Registry) -> Option<Returned> {
        let Self { mut socket, keep_alive, .. } = self;
        if keep_alive {
            // Others wait for it from now on. A socket that is closed is not waited for either way.
            if let Err(error) = socket.deregister(registry) {
                tracing::debug!(%error, "a socket was gone before its connection");
                return None;
            }
            return Some(Returned { socket, read: read.into(), guard });
        }
        // It fails where the client has gone meanwhile.
        let _ = socket.finish();
        None
    }
}
