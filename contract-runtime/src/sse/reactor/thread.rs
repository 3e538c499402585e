//! A thread of the reactor: waits for sockets and for news, and lets each connection that has something to do do it.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mio::{Events, Poll, Token};
use slab::Slab;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use super::inbox::{Inbox, Key, Mail, NEWS};
use super::slot::{Shared, Slot, Step};
use super::tally::Tally;
use super::{Departed, Returned};

/// How many sockets' news are taken at once.
const EVENTS: usize = 1024;

/// How much is read from a socket at once.
const READ: usize = 4 << 10;

struct Thread {
    poll: Poll,
    inbox: Arc<Inbox>,
    slots: Slab<Box<Slot>>,
    /// Whose turn it is again.
    turns: Vec<Key>,
    shared: Shared,
    clock: Clock,
    buffer: Box<[u8]>,
    tally: Arc<Tally>,
    returns: UnboundedSender<Returned>,
}

/// Starts a thread, and gives its inbox.
pub(super) fn start(tally: Arc<Tally>, returns: UnboundedSender<Returned>) -> io::Result<Arc<Inbox>> {
    let poll = Poll::new()?;
    let inbox = Arc::new(Inbox::new(poll.registry())?);
    let reactor = Thread {
        poll,
        inbox: Arc::clone(&inbox),
        slots: Slab::new(),
        turns: Vec::new(),
        shared: Shared::default(),
        clock: Clock::new(),
        buffer: vec![0; READ].into(),
        tally,
        returns,
    };
    thread::Builder::new().name("event-streams".to_owned()).spawn(move || reactor.run())?;
    Ok(inbox)
}

impl Thread {
    fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        let mut mail = Mail::default();
        while !mail.is_stopped {
            let patience = self.patience();
            match self.poll.poll(&mut events, patience) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    tracing::error!(%error, "an event stream reactor has failed");
                    return;
                }
            }
            self.clock.forget();
            let turns = std::mem::take(&mut self.turns);
            for event in &events {
                if event.token() != NEWS {
                    self.look(event);
                }
            }
            self.inbox.take(&mut mail);
            for key in turns {
                self.advance(key);
            }
            for connection in mail.adopted.drain(..) {
                self.adopt(connection);
            }
            for key in mail.woken.drain(..) {
                self.advance(key);
            }
        }
    }

    /// How long it may wait for news.
    fn patience(&mut self) -> Option<Duration> {
        if self.turns.is_empty() {
            self.shared.rest();
            return None;
        }
        Some(Duration::ZERO)
    }

    /// Looks at a socket of which there is news.
    fn look(&mut self, event: &mio::event::Event) {
        let Ok(key) = Key::try_from(event.token().0) else { return };
        let Some(slot) = self.slots.get_mut(event.token().0) else { return };
        let may_have_said = event.is_readable() || event.is_read_closed() || event.is_error();
        if may_have_said && !slot.listen(&mut self.buffer) {
            self.remove(key);
        } else if event.is_writable() {
            slot.has_room();
            self.advance(key);
        }
    }

    fn adopt(&mut self, connection: Departed) {
        let entry = self.slots.vacant_entry();
        let token = Token(entry.key());
        let Ok(key) = Key::try_from(token.0) else {
            // So many sockets no system has.
            self.tally.remove(1);
            return;
        };
        let mut slot = Box::new(Slot::new(connection, Arc::clone(&self.inbox), key));
        match slot.socket.register(self.poll.registry(), token) {
            Ok(()) => {
                entry.insert(slot);
                self.advance(key);
            }
            Err(error) => {
                tracing::warn!(%error, "an event stream's socket can't be waited for; the connection is closed");
                self.tally.remove(1);
            }
        }
    }

    fn advance(&mut self, key: Key) {
        let Some(slot) = self.slots.get_mut(key as usize) else { return };
        match slot.advance(&mut self.shared, self.clock.now()) {
            Step::Waiting => {}
            Step::Turn => self.turns.push(key),
            Step::Gone => drop(self.remove(key)),
            Step::Ended => {
                if let Some(returned) = self.remove(key).and_then(|slot| slot.into_returned()) {
                    // The server may be gone, and the connection goes with it.
                    let _ = self.returns.send(returned);
                }
            }
        }
    }

    fn remove(&mut self, key: Key) -> Option<Box<Slot>> {
        let mut slot = self.slots.try_remove(key as usize)?;
        if let Err(error) = slot.socket.deregister(self.poll.registry()) {
            tracing::debug!(%error, "a socket was gone before its connection");
        }
        self.tally.remove(1);
        Some(slot)
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        // Whatever ended the thread: nobody is to hand it anything any more.
        self.inbox.stop();
        let mut mail = Mail::default();
        self.inbox.take(&mut mail);
        self.tally.remove(self.slots.len() + mail.adopted.len());
    }
}

/// The time, looked at now and then: a look takes as long as a good part of a delivery without its system call.
struct Clock {
    now: Instant,
    looks: u32,
}

impl Clock {
    fn new() -> Self {
        Self { now: Instant::now(), looks: 0 }
    }

    fn now(&mut self) -> Instant {
        const AT_ONCE: u32 = 16;
        if self.looks == 0 {
            self.now = Instant::now();
        }
        self.looks = (self.looks + 1) % AT_ONCE;
        self.now
    }

    /// Time has passed.
    fn forget(&mut self) {
        self.looks = 0;
    }
}
