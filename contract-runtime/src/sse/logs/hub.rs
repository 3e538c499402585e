//! Publishing in one order, and who reads which log.

use std::sync::Arc;
use std::time::Duration;

use super::super::options::channel_options::{ChannelOptions, LogOptions};
use super::super::sync::{AtomicU64, Mutex, MutexGuard, Ordering, lock};
use super::audience::Audience;
use super::catalog::{Catalog, Changing};
use super::connection::Connection;
use super::doorbell::Doorbell;
use super::entry::Entry;
use super::idempotency::Accepted;
use super::log::{Connections, LogName};
use super::publication::{Publication, Published, Refused};
use super::runs::Runs;

/// The logs of a manager. One lock makes the order of the sequence numbers the order of visibility across all
/// logs: a reader that takes the head first, and reads nothing above it, finds all that is at or below it. That
/// is what makes one number a position in any number of logs.
#[derive(Debug)]
pub(crate) struct Hub {
    epoch: Box<str>,
    /// The newest sequence number that readers may read.
    head: AtomicU64,
    /// How many of the numbers up to there stand for the end of a channel, and for no event.
    closings: AtomicU64,
    state: Mutex<State>,
    runs: Runs,
    doorbell: Arc<Doorbell>,
}

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// By each log that is not told otherwise.
    pub(crate) log: LogOptions,
    /// By all logs together, in bytes.
    pub(crate) total: usize,
    /// For how long idempotency keys are remembered, and how many of them.
    pub(crate) idempotency: (Duration, usize),
}

#[derive(Debug)]
struct State {
    catalog: Catalog,
    accepted: Accepted,
}

/// How many logs that are too old one publication removes: more than it can make.
const EXPIRED_AT_ONCE: usize = 2;

impl Hub {
    pub(crate) fn new(
        epoch: Box<str>,
        limits: Limits,
        doorbell: Arc<Doorbell>,
        open: Arc<Connections>,
    ) -> Self {
        let (window, capacity) = limits.idempotency;
        let state = State {
            catalog: Catalog::new(limits.log, limits.total, open),
            accepted: Accepted::new(window, capacity),
        };
        Self {
            epoch,
            head: AtomicU64::new(0),
            closings: AtomicU64::new(0),
            state: Mutex::new(state),
            runs: Runs::new(),
            doorbell,
        }
    }

    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The id of a position.
    pub(crate) fn id(&self, sequence: u64) -> String {
        format!("{}-{sequence}", self.epoch)
    }

    pub(crate) fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// How many events were published.
    pub(crate) fn published(&self) -> u64 {
        self.head().saturating_sub(self.closings.load(Ordering::Relaxed))
    }

    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Appends events to a log, and gives their sequence numbers.
    pub(crate) fn publish(&self, publication: Publication, at: Duration) -> Result<Published, Refused> {
        let mut state = lock(&self.state);
        let State { catalog, accepted } = &mut *state;
        let events = publication.len();
        let Publication { log: name, scope, first, rest, idempotency_key, is_last } = publication;
        let key = idempotency_key.map(|text| accepted.key(&name, scope.as_deref(), &text));
        if let Some(published) = key.and_then(|key| accepted.find(key, at)) {
            return Ok(published);
        }
        let changing = catalog.admit(name, scope.as_ref(), events, at)?;
        let head = self.head.load(Ordering::Relaxed);
        let published = Published { first: head + 1, last: head + events as u64 };
        let numbered = (published.first..).zip(std::iter::once(first).chain(rest)).map(|(sequence, item)| {
            let bytes = item.block.numbered(&self.epoch, sequence);
            Entry { sequence, bytes, scope: scope.clone(), key: item.key, at }
        });
        catalog.touch(&changing, published.last, at, |entries| {
            numbered.for_each(|entry| entries.append(entry));
            entries.set_closed(is_last);
        });
        if let Some(key) = key {
            accepted.insert(key, published, at);
        }
        self.head.store(published.last, Ordering::Release);
        if is_last {
            changing.log.set_closed_at(Some(published.last));
        }
        self.finish(state, changing, at);
        Ok(published)
    }

    /// Closes a channel without an event, and gives the position at which it is closed. One that is closed stays
    /// as it is.
    pub(crate) fn close(&self, channel: Arc<str>, at: Duration) -> u64 {
        let mut state = lock(&self.state);
        let changing = state.catalog.begin_close(LogName::Channel(channel));
        if let Some(position) = changing.log.closed_at() {
            return position;
        }
        let position = self.head.load(Ordering::Relaxed) + 1;
        self.closings.fetch_add(1, Ordering::Relaxed);
        state.catalog.touch(&changing, position, at, |entries| entries.set_closed(true));
        self.head.store(position, Ordering::Release);
        changing.log.set_closed_at(Some(position));
        self.finish(state, changing, at);
        position
    }

    /// Drops what is over the bounds, and tells the readers of a log that it has news.
    fn finish(&self, mut state: MutexGuard<'_, State>, changed: Changing, at: Duration) {
        let over_total = state.catalog.trim();
        let expired = state.catalog.expire(at, EXPIRED_AT_ONCE);
        drop(state);
        drop((over_total, expired));
        if changed.has_readers {
            self.doorbell.ring(changed.log);
        }
    }

    /// Opens a channel that was closed.
    pub(crate) fn reopen(&self, channel: Arc<str>) {
        lock(&self.state).catalog.reopen(&LogName::Channel(channel));
    }

    /// Sets the options of a family of channels, of those that exist and of those to come.
    pub(crate) fn configure(&self, family: &str, options: ChannelOptions, now: Duration) {
        let mut state = lock(&self.state);
        state.catalog.configure(family, options, now);
        let over_total = state.catalog.trim();
        drop(state);
        drop(over_total);
        // A run that was made for readers of values must not be given to those who want everything.
        self.runs.clear();
    }

    /// Makes a connection that reads logs, which are created if need be. From now on it is woken by whatever is published to them; before
    /// that it has not looked. It and its logs hold each other until it [leaves](Self::unsubscribe).
    pub(crate) fn subscribe(
        &self,
        names: Vec<LogName>,
        client: Option<Arc<str>>,
        connection: impl FnOnce(Arc<Audience>) -> Arc<Connection>,
    ) -> Arc<Connection> {
        let audience = lock(&self.state).catalog.subscribe(names, client);
        let connection = connection(audience);
        for log in connection.audience.logs() {
            log.add_reader(Arc::clone(&connection));
        }
        connection
    }

    /// Undoes [`subscribe`](Self::subscribe). Logs that have neither readers nor entries are removed.
    pub(crate) fn unsubscribe(&self, connection: &Connection) {
        lock(&self.state).catalog.unsubscribe(connection);
    }

    /// Which connections read a channel.
    pub(crate) fn readers(&self, channel: Arc<str>) -> Vec<Arc<Connection>> {
        let log = lock(&self.state).catalog.find(&LogName::Channel(channel)).cloned();
        log.map(|log| log.readers()).unwrap_or_default()
    }

    /// Logs as a connection would find them, none of which is created, if all channels among them are closed.
    pub(crate) fn closed(&self, names: &[LogName]) -> Option<Audience> {
        lock(&self.state).catalog.closed(names)
    }

    /// Drops logs that have nothing but entries over their history's age, and tells when to come again: the time
    /// when the next one will be.
    pub(crate) fn expire(&self, now: Duration) -> Option<Duration> {
        const AT_ONCE: usize = 256;
        loop {
            let mut state = lock(&self.state);
            let expired = state.catalog.expire(now, AT_ONCE);
            let next = state.catalog.next_expiry();
            drop(state);
            if expired.len() < AT_ONCE {
                return next;
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn log_count(&self) -> usize {
        lock(&self.state).catalog.len()
    }

    /// What all logs cost, by account and by count.
    #[cfg(test)]
    pub(crate) fn cost(&self) -> (usize, usize) {
        lock(&self.state).catalog.cost()
    }
}
