//! What a reactor's thread is told by others: connections to take over, and which of its own have something to do.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::task::{Wake, Waker};

use mio::{Registry, Token};

use super::super::sync::lock;
use super::Departed;

/// Names a connection of one thread; used again when it is gone.
pub(super) type Key = usize;

/// The token of the thread's own waker, which no connection can have.
pub(super) const NEWS: Token = Token(usize::MAX);

pub(super) struct Inbox {
    mail: Mutex<Mail>,
    waker: mio::Waker,
}

#[derive(Debug, Default)]
pub(super) struct Mail {
    pub(super) adopted: Vec<Departed>,
    pub(super) woken: Vec<Key>,
    /// Whether the thread is to end, or has ended.
    pub(super) is_stopped: bool,
    /// Whether the thread was told that there is mail.
    is_told: bool,
}

impl Inbox {
    pub(super) fn new(registry: &Registry) -> io::Result<Self> {
        Ok(Self { mail: Mutex::default(), waker: mio::Waker::new(registry, NEWS)? })
    }

    /// Hands a connection over. False, and the connection is gone, if the thread has ended.
    pub(super) fn adopt(&self, connection: Departed) -> bool {
        // One that is not taken is dropped here, but not under the lock.
        let mut refused = Some(connection);
        self.tell(|mail| {
            if !mail.is_stopped {
                mail.adopted.extend(refused.take());
            }
        });
        refused.is_none()
    }

    pub(super) fn stop(&self) {
        self.tell(|mail| mail.is_stopped = true);
    }

    fn tell(&self, write: impl FnOnce(&mut Mail)) {
        let mut mail = lock(&self.mail);
        write(&mut mail);
        let is_told = std::mem::replace(&mut mail.is_told, true);
        drop(mail);
        if !is_told && let Err(error) = self.waker.wake() {
            tracing::error!(%error, "an event stream reactor can't be woken");
        }
    }

    /// Takes what there is, leaving the empty vectors of `taken`.
    pub(super) fn take(&self, taken: &mut Mail) {
        let mut mail = lock(&self.mail);
        std::mem::swap(&mut mail.adopted, &mut taken.adopted);
        std::mem::swap(&mut mail.woken, &mut taken.woken);
        taken.is_stopped = mail.is_stopped;
        mail.is_told = false;
    }

    /// The waker of a connection.
    pub(super) fn waker(self: &Arc<Self>, key: Key) -> Waker {
        Waker::from(Arc::new(Bell { inbox: Arc::clone(self), key }))
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").finish_non_exhaustive()
    }
}

/// Wakes one connection.
struct Bell {
    inbox: Arc<Inbox>,
    key: Key,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.inbox.tell(|mail| mail.woken.push(self.key));
    }
}
