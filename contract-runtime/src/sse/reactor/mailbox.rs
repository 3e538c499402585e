//! Where a reactor's thread finds what it is told. It knows nothing of how the thread is woken, so that a model checker can run it.

use super::super::logs::keys::Keys;
use super::super::sync::{Mutex, lock};

/// What one thread is told: connections to take over, and which of its own have something to do.
#[derive(Debug)]
pub(crate) struct Mailbox<C> {
    mail: Mutex<Mail<C>>,
}

#[derive(Debug)]
pub(crate) struct Mail<C> {
    pub(crate) adopted: Vec<C>,
    pub(crate) woken: Keys,
    /// Whether the thread is to end, or has ended.
    pub(crate) is_stopped: bool,
    /// Whether the thread was told that there is mail.
    is_told: bool,
}

impl<C> Mail<C> {
    pub(crate) fn new() -> Self {
        Self { adopted: Vec::new(), woken: Keys::default(), is_stopped: false, is_told: false }
    }
}

impl<C> Mailbox<C> {
    pub(crate) fn new() -> Self {
        Self { mail: Mutex::new(Mail::new()) }
    }

    /// Leaves something, and says whether the thread is to be woken for it. It need not be where it has been and has not looked yet.
    #[must_use]
    pub(crate) fn leave(&self, write: impl FnOnce(&mut Mail<C>)) -> bool {
        let mut mail = lock(&self.mail);
        write(&mut mail);
        !std::mem::replace(&mut mail.is_told, true)
    }

    /// Leaves something of which the thread is to be told later, by [`is_unread`](Self::is_unread).
    pub(crate) fn leave_untold(&self, write: impl FnOnce(&mut Mail<C>)) {
        write(&mut lock(&self.mail));
    }

    /// Whether there is something that the thread was not told of. It is to be woken for it now.
    #[must_use]
    pub(crate) fn is_unread(&self) -> bool {
        let mut mail = lock(&self.mail);
        !mail.adopted.is_empty() && !std::mem::replace(&mut mail.is_told, true)
    }

    /// Takes what there is, leaving the empty lists of `taken`.
    pub(crate) fn take(&self, taken: &mut Mail<C>) {
        let mut mail = lock(&self.mail);
        std::mem::swap(&mut mail.adopted, &mut taken.adopted);
        std::mem::swap(&mut mail.woken, &mut taken.woken);
        taken.is_stopped = mail.is_stopped;
        mail.is_told = false;
    }
}
