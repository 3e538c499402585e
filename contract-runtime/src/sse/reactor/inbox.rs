//! How others reach a reactor's thread: they leave something in its mailbox, and wake it.

use std::fmt;
use std::io;
use std::sync::Arc;

use mio::{Registry, Token};

use super::super::logs::keys::Word;
use super::super::logs::waiter::Bell;
use super::mailbox::{self, Mailbox};
use super::tally::Counted;
use super::transfer::Departed;

/// The token of the thread's own waker, which no connection can have.
pub(super) const NEWS: Token = Token(usize::MAX);

pub(super) type Adopted = (Departed, Counted);
pub(super) type Mail = mailbox::Mail<Adopted>;

pub(super) struct Inbox {
    mailbox: Mailbox<Adopted>,
    waker: mio::Waker,
}

impl Inbox {
    pub(super) fn new(registry: &Registry) -> io::Result<Self> {
        Ok(Self { mailbox: Mailbox::new(), waker: mio::Waker::new(registry, NEWS)? })
    }

    /// Hands a connection over, of which the thread learns when it looks or is told. It comes back if the thread has ended.
    pub(super) fn adopt(&self, connection: Adopted) -> Option<Adopted> {
        let mut connection = Some(connection);
        self.mailbox.leave_untold(|mail| {
            if !mail.is_stopped {
                mail.adopted.extend(connection.take());
            }
        });
        connection
    }

    /// Tells the thread of connections that were handed over.
    pub(super) fn tell_of_adopted(&self) {
        if self.mailbox.is_unread() {
            self.wake();
        }
    }

    pub(super) fn stop(&self) {
        self.tell(|mail| mail.is_stopped = true);
    }

    fn tell(&self, write: impl FnOnce(&mut Mail)) {
        if self.mailbox.leave(write) {
            self.wake();
        }
    }

    fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            tracing::error!(%error, "an event stream reactor can't be woken");
        }
    }

    /// Takes what there is, leaving the empty lists of `taken`.
    pub(super) fn take(&self, taken: &mut Mail) {
        self.mailbox.take(taken);
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").finish_non_exhaustive()
    }
}

impl Bell for Arc<Inbox> {
    fn ring(&self, words: &mut dyn Iterator<Item = Word>) {
        self.tell(|mail| words.for_each(|word| mail.woken.add(word)));
    }
}
