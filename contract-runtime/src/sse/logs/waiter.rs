//! How a connection sleeps until something concerns it, and is told what.

use std::fmt;
use std::sync::Arc;
use std::task::Waker;

use super::super::sync::{AtomicBool, AtomicU32, AtomicU64, Mutex, Ordering, lock};
use super::keys::{Key, Word};

/// One who sleeps: a connection, or the deliverer. A task must look for news after it has said how it is to be woken, by
/// [`register`](Self::register), and who lives in a reactor after it has [moved in](Self::move_in) and whenever its bell was rung for it;
/// then whatever it did not see yet will wake it.
///
/// Every connection has one, so that each word of it counts. What a delivery looks at is at the end.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Waiter {
    sleeper: Mutex<Sleeper>,
    /// Under which a reactor knows it; written and read with the sleeper locked.
    key: AtomicU32,
    reminder: AtomicBool,
    /// The position at which it is to end; `OPEN` as long as it is to go on.
    end: AtomicU64,
}

/// Two variants are as large as a waker, three would be larger.
#[derive(Debug)]
enum Sleeper {
    /// A task, to be woken once; nobody, where waking does nothing.
    Task(Waker),
    /// One of a reactor's connections.
    Resident(SharedBell),
}

impl Sleeper {
    fn nobody() -> Self {
        Self::Task(Waker::noop().clone())
    }
}

/// By which a reactor is told that some of its connections have something to do.
pub(crate) trait Bell: fmt::Debug + Send + Sync {
    fn ring(&self, words: &mut dyn Iterator<Item = Word>);
}

/// The bell of all connections of a reactor's thread. The box makes one word of what each of them holds.
pub(crate) type SharedBell = Arc<Box<dyn Bell>>;

const OPEN: u64 = u64::MAX;

impl Waiter {
    pub(crate) fn new() -> Self {
        Self {
            sleeper: Mutex::new(Sleeper::nobody()),
            end: AtomicU64::new(OPEN),
            key: AtomicU32::new(0),
            reminder: AtomicBool::new(false),
        }
    }

    /// Notes which task is to be woken by the next call of [`wake`](Self::wake). False if it was noted already, and has not been woken
    /// since.
    pub(crate) fn register(&self, waker: &Waker) -> bool {
        let mut sleeper = lock(&self.sleeper);
        if matches!(&*sleeper, Sleeper::Task(registered) if registered.will_wake(waker)) {
            return false;
        }
        let former = std::mem::replace(&mut *sleeper, Sleeper::Task(waker.clone()));
        // Dropping a waker may drop a task, and with it anything at all: not under the lock.
        drop(sleeper);
        drop(former);
        true
    }

    /// Moves into a reactor, which is told from now on. Whoever moves in looks for news at once.
    pub(crate) fn move_in(&self, bell: SharedBell, key: Key) {
        let mut sleeper = lock(&self.sleeper);
        self.key.store(key, Ordering::Relaxed);
        let former = std::mem::replace(&mut *sleeper, Sleeper::Resident(bell));
        drop(sleeper);
        drop(former);
    }

    /// Leaves its reactor.
    pub(crate) fn move_out(&self) {
        let former = std::mem::replace(&mut *lock(&self.sleeper), Sleeper::nobody());
        drop(former);
    }

    /// Where it lives, if that is a reactor.
    pub(crate) fn residence(&self) -> Option<(SharedBell, Key)> {
        match &*lock(&self.sleeper) {
            Sleeper::Task(_) => None,
            Sleeper::Resident(bell) => Some((Arc::clone(bell), self.key.load(Ordering::Relaxed))),
        }
    }

    /// Takes the waker of a task, for those who wake many and want to do it later.
    pub(crate) fn take(&self) -> Option<Waker> {
        let mut sleeper = lock(&self.sleeper);
        if let Sleeper::Resident(_) = &*sleeper {
            return None;
        }
        match std::mem::replace(&mut *sleeper, Sleeper::nobody()) {
            Sleeper::Task(waker) => Some(waker),
            Sleeper::Resident(_) => None,
        }
    }

    pub(crate) fn wake(&self) {
        if let Sleeper::Resident(bell) = &*lock(&self.sleeper) {
            bell.ring(&mut std::iter::once(Word::of(self.key.load(Ordering::Relaxed))));
            return;
        }
        // Where it has moved in meanwhile, it looks by itself.
        if let Some(waker) = self.take() {
            waker.wake();
        }
    }

    /// Tells it to end: at once, or when it has come as far as a position. The first one to say so decides.
    pub(crate) fn close_at(&self, position: u64) {
        // A failure means that the end is known already.
        let _ = self.end.compare_exchange(OPEN, position, Ordering::AcqRel, Ordering::Acquire);
        self.wake();
    }

    /// Tells it to end at once.
    pub(crate) fn close(&self) {
        self.close_at(0);
    }

    /// Where it is to end, if it is to.
    pub(crate) fn end(&self) -> Option<u64> {
        Some(self.end.load(Ordering::Acquire)).filter(|end| *end != OPEN)
    }

    /// Tells it that it is time: for a connection, to send a heartbeat; for the deliverer, to look at its deadlines again.
    pub(crate) fn remind(&self) {
        self.reminder.store(true, Ordering::Release);
        self.wake();
    }

    /// Whether it was told to end, or was reminded.
    pub(crate) fn is_called(&self) -> bool {
        self.end().is_some() || self.has_reminder()
    }

    /// Whether there is a reminder that was not taken.
    pub(crate) fn has_reminder(&self) -> bool {
        self.reminder.load(Ordering::Acquire)
    }

    /// Whether there was a reminder since the last call.
    pub(crate) fn take_reminder(&self) -> bool {
        self.has_reminder() && self.reminder.swap(false, Ordering::AcqRel)
    }
}
