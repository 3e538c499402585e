//! The open connections.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;

use super::admission::RefusalReason;
use super::admission::{Admission, AdmissionLimits, Applicant, Ticket};
use super::connection::{Connection, ConnectionId};
use super::sync::lock;

/// All open connections. Whoever removes one from here ends it, so that it ends once.
#[derive(Debug)]
pub(crate) struct Registry {
    admission: Admission,
    last_id: AtomicU64,
    state: Mutex<State>,
    emptied: Notify,
}

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    open: BTreeMap<ConnectionId, Arc<Connection>>,
}

impl Registry {
    pub(crate) fn new(limits: &AdmissionLimits) -> Self {
        Self {
            admission: Admission::new(limits),
            last_id: AtomicU64::new(0),
            state: Mutex::default(),
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

    pub(crate) fn is_closed(&self) -> bool {
        lock(&self.state).is_closed
    }

    /// Adds a connection, unless the registry is closed. `announce` runs before anyone else can see it.
    pub(crate) fn insert(&self, connection: Arc<Connection>, announce: impl FnOnce()) -> bool {
        let mut state = lock(&self.state);
        if state.is_closed {
            return false;
        }
        announce();
        state.open.insert(connection.id, connection);
        true
    }

    /// Removes a connection, and gives it to the one caller that did.
    pub(crate) fn remove(&self, id: ConnectionId) -> Option<Arc<Connection>> {
        let mut state = lock(&self.state);
        let connection = state.open.remove(&id)?;
        if state.open.is_empty() {
            self.emptied.notify_waiters();
        }
        Some(connection)
    }

    pub(crate) fn get(&self, id: ConnectionId) -> Option<Arc<Connection>> {
        lock(&self.state).open.get(&id).cloned()
    }

    /// Looks at those of some connections that are open. A few at a time: nobody is to wait for thousands.
    pub(crate) fn look_up<T>(
        &self,
        ids: impl Iterator<Item = ConnectionId>,
        look: impl Fn(&Connection) -> T,
    ) -> Vec<T> {
        const AT_ONCE: usize = 64;
        let mut ids = ids.peekable();
        let mut found = Vec::new();
        while ids.peek().is_some() {
            let state = lock(&self.state);
            let open = ids.by_ref().take(AT_ONCE).filter_map(|id| state.open.get(&id));
            found.extend(open.map(|open| look(open)));
        }
        found
    }

    /// The open connections, oldest first.
    pub(crate) fn all(&self) -> Vec<Arc<Connection>> {
        lock(&self.state).open.values().cloned().collect()
    }

    /// Takes no further connections.
    pub(crate) fn close(&self) {
        lock(&self.state).is_closed = true;
    }

    /// Waits until no connection is open.
    pub(crate) async fn empty(&self) {
        loop {
            let emptied = self.emptied.notified();
            if lock(&self.state).open.is_empty() {
                return;
            }
            emptied.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::sse::audience::Audience;
    use crate::sse::connection::Progress;
    use crate::sse::waiter::Waiter;

    fn connection(registry: &Registry) -> Arc<Connection> {
        let nobody = Applicant { client: None, address: None, channels: 0 };
        let ticket = registry.admit(nobody, Duration::ZERO).unwrap();
        Arc::new(Connection {
            id: registry.next_id(),
            client: None,
            audience: Arc::new(Audience::new(Vec::new())),
            ticket: Mutex::new(Some(ticket)),
            waiter: Arc::new(Waiter::new()),
            since: SystemTime::now(),
            deadline: None,
            has_stream: false,
            progress: Progress::new(0, Duration::ZERO),
            span: None,
        })
    }

    #[test]
    fn a_connection_that_was_on_its_way_when_the_registry_closed_is_not_taken() {
        let registry = Registry::new(&AdmissionLimits::default());
        let [early, late] = [(); 2].map(|()| connection(&registry));
        assert!(registry.insert(early, || ()));
        registry.close();
        assert!(!registry.insert(late, || panic!("announced")));
        assert_eq!((registry.all().len(), registry.count()), (1, 1));
    }
}
