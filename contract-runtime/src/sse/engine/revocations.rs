//! What was revoked lately.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::super::logs::connection::Connection;

/// For how long a request may be served until its stream is attached, so that what was revoked meanwhile still holds
/// for it.
const REMEMBERED: Duration = Duration::from_mins(1);

/// A revocation ends the connections that are open. Those that are on their way are to find it here: their handlers
/// may have allowed them just before.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    of_clients: HashMap<Revoked, Revocation>,
    /// When it was last seen to that none is older than need be.
    swept: Duration,
}

/// A client, for one channel or for all.
type Revoked = (Arc<str>, Option<Arc<str>>);

#[derive(Debug)]
struct Revocation {
    at: Duration,
    detail: Arc<str>,
}

impl Revocations {
    pub(crate) fn add(
        &mut self,
        client: &Arc<str>,
        channel: Option<&Arc<str>>,
        detail: &Arc<str>,
        now: Duration,
    ) {
        if now.saturating_sub(self.swept) > REMEMBERED {
            self.of_clients.retain(|_, revocation| now.saturating_sub(revocation.at) <= REMEMBERED);
            self.swept = now;
        }
        let revocation = Revocation { at: now, detail: Arc::clone(detail) };
        self.of_clients.insert((Arc::clone(client), channel.cloned()), revocation);
    }

    /// Whether a connection was revoked after its request had come, and what was said then.
    pub(crate) fn since(&self, requested: Duration, connection: &Connection) -> Option<Arc<str>> {
        if self.of_clients.is_empty() {
            return None;
        }
        let client = connection.audience.client()?;
        let channels = connection.channels().iter().cloned().map(Some);
        let mut revocations = std::iter::once(None)
            .chain(channels)
            .filter_map(|channel| self.of_clients.get(&(Arc::clone(client), channel)));
        let revocation = revocations.find(|revocation| revocation.at >= requested)?;
        Some(Arc::clone(&revocation.detail))
    }
}
