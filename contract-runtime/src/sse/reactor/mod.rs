//! The reactor: threads that write event streams to their sockets. A connection here is a socket and a position in its logs; it has no task,
//! no timer and no buffer. What it is given comes from the same [`Live`] as a response's body would give, so that both ways send the
//! same bytes.

mod chunks;
mod inbox;
mod mailbox;
mod slot;
mod slots;
mod socket;
mod tally;
#[cfg(test)]
mod tests;
mod thread;
mod transfer;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::UnboundedSender;

use inbox::Inbox;
use tally::Tally;

pub(crate) use socket::Socket;
pub(crate) use transfer::{Departed, Guard, READ_AHEAD, Returned};

/// Has a thread look after the connections that it was given, when it is dropped.
#[derive(Debug)]
#[must_use = "the thread is woken when it is dropped"]
pub(crate) struct WakeOnDrop(Arc<Inbox>);

impl Drop for WakeOnDrop {
    fn drop(&mut self) {
        self.0.tell_of_adopted();
    }
}

/// The reactor's threads. They end, and cut their connections off, when this is dropped.
#[derive(Debug)]
pub(crate) struct Reactor {
    inboxes: Vec<Arc<Inbox>>,
    next: AtomicUsize,
    tally: Arc<Tally>,
}

impl Reactor {
    /// Starts so many threads. Connections that can have another request go to `returns`.
    ///
    /// # Errors
    /// When the system gives no more threads or descriptors.
    pub(crate) fn start(threads: usize, returns: &UnboundedSender<Returned>) -> io::Result<Self> {
        // Where one can't be started, this stops those that were.
        let mut reactor = Self { inboxes: Vec::new(), next: AtomicUsize::new(0), tally: Arc::default() };
        for _ in 0..threads {
            reactor.inboxes.push(thread::start(&reactor.tally, returns)?);
        }
        Ok(reactor)
    }

    /// Takes over a connection. It is closed if all threads have ended.
    ///
    /// What wakes its thread is given back, so that several which come at once wake it once: a thread that is woken for each of them
    /// takes longer over its waking than over them.
    pub(crate) fn adopt(&self, connection: Departed) -> Option<WakeOnDrop> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.inboxes.len().max(1);
        let (later, first) = self.inboxes.split_at(turn);
        let mut left = Some((connection, self.tally.add_connection()));
        for inbox in first.iter().chain(later) {
            left = inbox.adopt(left?);
            if left.is_none() {
                return Some(WakeOnDrop(Arc::clone(inbox)));
            }
        }
        None
    }

    /// Whether there is a thread that can take connections over.
    pub(crate) fn is_running(&self) -> bool {
        self.tally.threads() > 0
    }

    /// How many connections there are.
    pub(crate) fn len(&self) -> usize {
        self.tally.connections()
    }

    /// Waits until there is no connection.
    pub(crate) async fn empty(&self) {
        self.tally.empty().await;
    }

    /// Ends the threads, and cuts their connections off.
    pub(crate) fn stop(&self) {
        self.inboxes.iter().for_each(|inbox| inbox.stop());
    }
}

impl Drop for Reactor {
    fn drop(&mut self) {
        self.stop();
    }
}
