//! A thread of the reactor: waits for sockets and for news, and lets each connection that has something to do do it.

use std::io;
use std::sync::Arc;
use std::thread;

use mio::{Events, Poll, Token};
use slab::Slab;
use tokio::sync::mpsc::UnboundedSender;

use super::chunks::Chunks;
use super::inbox::{Inbox, Key, Mail, NEWS};
use super::slot::{Slot, Step};
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
    chunks: Chunks,
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
        chunks: Chunks::default(),
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
            let wait = if self.turns.is_empty() { None } else { Some(std::time::Duration::ZERO) };
            match self.poll.poll(&mut events, wait) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    tracing::error!(%error, "an event stream reactor has failed");
                    return;
                }
            }
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

    /// Looks at a socket of which there is news.
    fn look(&mut self, event: &mio::event::Event) {
        let Token(key) = event.token();
        let Some(slot) = self.slots.get_mut(key) else { return };
        let may_have_said = event.is_readable() || event.is_read_closed() || event.is_error();
        if may_have_said && !slot.listen(&mut self.buffer) {
            self.remove(key);
            return;
        }
        if event.is_writable() {
            slot.has_room();
            self.advance(key);
        }
    }

    fn adopt(&mut self, connection: Departed) {
        let entry = self.slots.vacant_entry();
        let key = entry.key();
        let mut slot = Box::new(Slot::new(connection, self.inbox.waker(key)));
        match slot.socket.register(self.poll.registry(), Token(key)) {
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
        let Some(slot) = self.slots.get_mut(key) else { return };
        match slot.advance(&mut self.chunks) {
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
        let mut slot = self.slots.try_remove(key)?;
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
