//! How a connection sleeps until something concerns it, and is told what.

use std::fmt;
use std::sync::Arc;
use std::task::Waker;

use super::sync::{AtomicBool, AtomicU32, AtomicU64, Mutex, Ordering, lock};

/// One who sleeps: a connection, or the deliverer. It must look for news after it has said how it is to be woken (as a task, by
/// [`register`](Self::register)) or that it is about to look (in a reactor, by [`listen`](Self::listen)); then whatever it did not see
/// yet will wake it.
///
/// Every connection has one, so that each word of it counts.
#[derive(Debug)]
pub(crate) struct Waiter {
    sleeper: Mutex<Sleeper>,
    /// The position at which it is to end; `OPEN` as long as it is to go on.
    end: AtomicU64,
    /// Under which a reactor knows it; written and read with the sleeper locked.
    key: AtomicU32,
    reminder: AtomicBool,
    /// Whether its bell was rung since it last listened.
    is_told: AtomicBool,
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

/// By which a reactor is told that one of its connections has something to do.
pub(crate) trait Bell: fmt::Debug + Send + Sync {
    fn ring(&self, key: u32);
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
            is_told: AtomicBool::new(false),
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
    pub(crate) fn move_in(&self, bell: SharedBell, key: u32) {
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

    /// Whatever happens from now on rings the bell.
    pub(crate) fn listen(&self) {
        self.is_told.swap(false, Ordering::AcqRel);
    }

    /// Rings the bell of a reactor's connection, or takes the waker of a task that sleeps; for those who wake many and want to wake
    /// tasks later.
    pub(crate) fn take(&self) -> Option<Waker> {
        let mut sleeper = lock(&self.sleeper);
        if let Sleeper::Resident(bell) = &*sleeper {
            if !self.is_told.swap(true, Ordering::AcqRel) {
                bell.ring(self.key.load(Ordering::Relaxed));
            }
            return None;
        }
        match std::mem::replace(&mut *sleeper, Sleeper::nobody()) {
            Sleeper::Task(waker) => Some(waker),
            Sleeper::Resident(_) => None,
        }
    }

    pub(crate) fn wake(&self) {
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

    /// Whether there is a reminder that was not taken.
    pub(crate) fn has_reminder(&self) -> bool {
        self.reminder.load(Ordering::Acquire)
    }

    /// Whether there was a reminder since the last call.
    pub(crate) fn take_reminder(&self) -> bool {
        self.reminder.load(Ordering::Acquire) && self.reminder.swap(false, Ordering::AcqRel)
    }
}
