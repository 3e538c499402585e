//! The open connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use super::super::limits::admission::{Admission, AdmissionLimits, Applicant, RefusalReason, Ticket};
use super::super::limits::places::Place;
use super::super::logs::connection::{Connection, ConnectionId};
use super::super::logs::log::Connections;
use super::super::sync::lock;

/// All open connections. Whoever removes one from here ends it, so that it ends once.
#[derive(Debug)]
pub(crate) struct Registry {
    admission: Admission,
    last_id: AtomicU64,
    open: Arc<Connections>,
    /// Written with the list locked.
    is_closed: AtomicBool,
    emptied: Notify,
}

impl Registry {
    pub(crate) fn new(limits: &AdmissionLimits) -> Self {
        Self {
            admission: Admission::new(limits),
            last_id: AtomicU64::new(0),
            open: Arc::default(),
            is_closed: AtomicBool::new(false),
            emptied: Notify::new(),
        }
    }

    pub(crate) fn next_id(&self) -> ConnectionId {
        ConnectionId(self.last_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Takes a place for a connection, unless a limit is reached.
    pub(crate) fn admit(&self, applicant: Applicant<'_>, now: Duration) -> Result<Ticket, RefusalReason> {
        self.admission.admit(applicant, now)
    }

    /// How many connections are open, or about to be.
    pub(crate) fn count(&self) -> usize {
        self.admission.count()
    }

    /// The open connections, for who is to wake them all.
    pub(crate) fn open(&self) -> &Arc<Connections> {
        &self.open
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// Adds a connection, unless the registry is closed. `announce` runs before anyone else can see it.
    pub(crate) fn insert(&self, connection: Arc<Connection>, place: Place, announce: impl FnOnce()) -> bool {
        let mut open = lock(&self.open);
        if self.is_closed() {
            return false;
        }
        announce();
        open.insert(connection);
        place.keep();
        true
    }

    /// Removes a connection, whose places are free then, and gives it to the one caller that did.
    pub(crate) fn remove(&self, id: ConnectionId) -> Option<Arc<Connection>> {
        let mut open = lock(&self.open);
        let connection = open.remove(id.0)?;
        if open.is_empty() {
            self.emptied.notify_waiters();
        }
        drop(open);
        self.admission.leave();
        connection.leave_places();
        Some(connection)
    }

    pub(crate) fn get(&self, id: ConnectionId) -> Option<Arc<Connection>> {
        lock(&self.open).get(id.0).cloned()
    }

    /// The open connections, oldest first.
    pub(crate) fn all(&self) -> Vec<Arc<Connection>> {
        lock(&self.open).iter().cloned().collect()
    }

    /// Takes no further connections.
    pub(crate) fn close(&self) {
        let _open = lock(&self.open);
        self.is_closed.store(true, Ordering::Release);
    }

    /// Waits until no connection is open.
    pub(crate) async fn empty(&self) {
        loop {
            let emptied = self.emptied.notified();
            if lock(&self.open).is_empty() {
                return;
            }
            emptied.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::sse::logs::audience::Audience;
    use crate::sse::logs::connection::{Apart, Progress};

    fn connection(registry: &Registry) -> (Arc<Connection>, Place) {
        let nobody = Applicant { client: None, address: None, channels: 0 };
        let ticket = registry.admit(nobody, Duration::ZERO).unwrap();
        let apart = Apart { span: None, has_stream: false, places: Mutex::new(ticket.of_few) };
        let audience = Arc::new(Audience::new(Vec::new(), None));
        let progress = Progress::new(0, Duration::ZERO);
        (Arc::new(Connection::new(registry.next_id(), audience, None, progress, apart)), ticket.in_all)
    }

    #[test]
    fn a_connection_that_was_on_its_way_when_the_registry_closed_is_not_taken() {
        let registry = Registry::new(&AdmissionLimits::default());
        let [early, late] = [(); 2].map(|()| connection(&registry));
        let id = early.0.id;
        assert!(registry.insert(early.0, early.1, || ()));
        registry.close();
        assert!(!registry.insert(late.0, late.1, || panic!("announced")));
        assert_eq!((registry.all().len(), registry.count()), (1, 1));
        assert!(registry.remove(id).is_some());
        assert!(registry.remove(id).is_none());
        assert_eq!((registry.all().len(), registry.count()), (0, 0));
    }
}
