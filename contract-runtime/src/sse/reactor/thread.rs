//! A thread of the reactor: waits for sockets and for news, and lets each connection that has something to do do it.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mio::event::Event;
use mio::{Events, Poll, Registry, Token};
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use super::super::logs::keys::Key;
use super::super::logs::waiter::SharedBell;
use super::inbox::{Adopted, Inbox, Mail};
use super::slot::{Shared, Slot, Step};
use super::slots::Slots;
use super::tally::{Counted, Tally};
use super::transfer::{Guard, Returned};

/// How many sockets' news are taken at once.
const EVENTS: usize = 1024;

/// How much is read from a socket at once.
const READ: usize = 4 << 10;

pub(super) struct Thread {
    poll: Poll,
    inbox: Arc<Inbox>,
    bell: SharedBell,
    slots: Slots<Slot>,
    /// What lives as long as a connection does, by its key: most servers have it of all, or of none.
    guards: Slots<Box<dyn Any + Send>>,
    /// Whose turn it is again.
    pub(super) turns: Vec<Key>,
    shared: Shared,
    clock: Clock,
    buffer: Box<[u8]>,
    tally: Arc<Tally>,
    returns: UnboundedSender<Returned>,
}

/// Starts a thread, and gives its inbox.
pub(super) fn start(tally: &Arc<Tally>, returns: &UnboundedSender<Returned>) -> io::Result<Arc<Inbox>> {
    let reactor = Thread::new(tally, returns)?;
    let inbox = Arc::clone(&reactor.inbox);
    // A manager whose own tasks have ended with another runtime starts them again where it is asked for events: here, too.
    let runtime = Handle::try_current().ok();
    let thread = thread::Builder::new().name("event-streams".to_owned()).spawn(move || {
        let _inside = runtime.as_ref().map(Handle::enter);
        reactor.run();
    });
    thread.map(|_| inbox)
}

impl Thread {
    pub(super) fn new(tally: &Arc<Tally>, returns: &UnboundedSender<Returned>) -> io::Result<Self> {
        let poll = Poll::new()?;
        let inbox = Arc::new(Inbox::new(poll.registry())?);
        tally.add_thread();
        Ok(Self {
            poll,
            bell: Arc::new(Box::new(Arc::clone(&inbox))),
            inbox,
            slots: Slots::new(),
            guards: Slots::new(),
            turns: Vec::new(),
            shared: Shared::default(),
            clock: Clock::new(),
            buffer: vec![0; READ].into(),
            tally: Arc::clone(tally),
            returns: returns.clone(),
        })
    }

    fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        let mut mail = Mail::new();
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
            self.attend(&events, &mut mail);
        }
    }

    /// Lets all connections go on that have something to do: those whose sockets have news, those whose turn it is, those that come, and
    /// those that are woken.
    pub(super) fn attend(&mut self, events: &Events, mail: &mut Mail) {
        self.clock.forget();
        let turns = std::mem::take(&mut self.turns);
        for event in events {
            if let Ok(key) = Key::try_from(event.token().0) {
                self.apart(key, |thread| thread.look(key, event));
            }
        }
        self.inbox.take(mail);
        for key in turns {
            self.apart(key, |thread| thread.take_turn(key));
        }
        for connection in mail.adopted.drain(..) {
            // So many sockets no system has; one more is closed.
            let Some(key) = self.slots.vacant_key() else { continue };
            self.apart(key, |thread| thread.adopt(key, connection));
        }
        for key in mail.woken.drain() {
            self.apart(key, |thread| thread.advance(key));
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

    /// Does something for a connection. Where it panics, as a recorder of logs may, which is the application's, it is the end of this
    /// connection and of no other.
    fn apart(&mut self, key: Key, work: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            drop_apart(self.take_out(key));
        }
    }

    /// Looks at a socket of which there is news.
    fn look(&mut self, key: Key, event: &Event) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        // Said of a client that has gone also where there is more of it than is read ahead.
        let is_gone = event.is_read_closed() || event.is_error();
        if is_gone || (event.is_readable() && !slot.listen(&mut self.shared, &mut self.buffer)) {
            drop(self.take_out(key));
            return;
        }
        if event.is_writable() {
            self.go_on(key);
        }
    }

    /// A connection's socket has room again.
    pub(super) fn go_on(&mut self, key: Key) {
        if let Some(slot) = self.slots.get_mut(key) {
            slot.has_room();
            self.advance(key);
        }
    }

    pub(super) fn adopt(&mut self, key: Key, (connection, counted): Adopted) {
        let (mut slot, guard) = Slot::new(connection, Arc::clone(&self.bell), key, &mut self.shared);
        match slot.socket.register(self.poll.registry(), Token(key as usize)) {
            Ok(()) => {
                self.slots.insert(key, slot);
                counted.keep();
                if let Some(guard) = guard {
                    self.guards.insert(key, guard);
                }
                self.advance(key);
            }
            Err(error) => {
                tracing::warn!(%error, "an event stream's socket can't be waited for; the connection is closed");
                drop(slot.leave(&mut self.shared));
            }
        }
    }

    pub(super) fn take_turn(&mut self, key: Key) {
        if let Some(slot) = self.slots.get_mut(key) {
            slot.waits_for_turn = false;
            self.advance(key);
        }
    }

    pub(super) fn advance(&mut self, key: Key) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        // Else who is woken while there is more of it than fits in one turn would have two.
        if slot.waits_for_turn {
            return;
        }
        match slot.advance(&mut self.shared, self.clock.now()) {
            Step::Waiting => {}
            Step::Full => {
                let registry = self.poll.registry();
                if let Err(error) = slot.socket.register_for_room(registry, Token(key as usize)) {
                    tracing::warn!(%error, "an event stream's socket can't be waited for; the connection is closed");
                    drop(self.take_out(key));
                }
            }
            Step::Turn => {
                slot.waits_for_turn = true;
                self.turns.push(key);
            }
            Step::Gone => drop(self.take_out(key)),
            Step::Ended => {
                let occupant = self.take_out(key);
                if let Some(returned) = occupant.and_then(|it| it.into_returned(self.poll.registry())) {
                    // The server may be gone, and the connection goes with it.
                    let _ = self.returns.send(returned);
                }
            }
        }
    }

    fn take_out(&mut self, key: Key) -> Option<Occupant> {
        let (slot, read) = self.slots.remove(key)?.leave(&mut self.shared);
        Some(Occupant { slot, read, guard: self.guards.remove(key), _counted: self.tally.counted() })
    }
}

/// A connection that is taken out, with all that the thread has of it.
struct Occupant {
    slot: Slot,
    /// What its client has said meanwhile.
    read: Vec<u8>,
    guard: Guard,
    /// The last of all to be dropped: who waits for the end of all connections finds nothing of them.
    _counted: Counted,
}

impl Occupant {
    fn into_returned(self, registry: &Registry) -> Option<Returned> {
        self.slot.into_returned(self.read, self.guard, registry)
    }
}

/// Drops something of one connection.
fn drop_apart<T>(left: T) {
    // The panic was told where it happened.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(left)));
}

impl Drop for Thread {
    fn drop(&mut self) {
        // Whatever ended the thread: nobody is to hand it anything any more.
        self.tally.remove_thread();
        self.inbox.stop();
        let mut mail = Mail::new();
        self.inbox.take(&mut mail);
        mail.adopted.into_iter().for_each(drop_apart);
        for key in self.slots.keys() {
            drop_apart(self.take_out(key));
        }
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
