//! Where all logs are: publishing, and who reads which log.

use std::collections::{HashMap, hash_map};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::super::limits::rate::Bucket;
use super::super::options::channel_options::{ChannelOptions, LogOptions, family};
use super::super::sync::{AtomicU64, Mutex, MutexGuard, Ordering, lock};
use super::audience::Audience;
use super::connection::Connection;
use super::doorbell::Doorbell;
use super::entries::Entries;
use super::entry::Entry;
use super::idempotency::Accepted;
use super::log::{Connections, Log, LogName, Readers};
use super::publication::{Publication, Published, Refused};
use super::recency::Recency;
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
    limits: Limits,
    /// What holds for families of channels that were told, and for all other logs: shared, since there may be a log a connection.
    families: HashMap<Box<str>, Arc<LogOptions>>,
    default: Arc<LogOptions>,
    logs: HashMap<LogName, Place>,
    /// The open connections, who read what is published to everyone.
    open: Arc<Connections>,
    /// The logs that have entries or are closed: what is not in here goes with its last reader.
    recent: Recency,
    /// What all logs in there cost, in bytes.
    cost: usize,
    /// The newest entry of which the log itself has been forgotten.
    forgotten_through: u64,
    accepted: Accepted,
}

#[derive(Debug)]
struct Place {
    log: Arc<Log>,
    options: Arc<LogOptions>,
    readers: usize,
    bucket: Bucket,
    /// Of the last connection that this was the last log of.
    audience: Weak<Audience>,
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
            limits,
            families: HashMap::new(),
            default: Arc::new(within(limits.log, limits.total)),
            logs: HashMap::new(),
            open,
            recent: Recency::default(),
            cost: 0,
            forgotten_through: 0,
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
        let events = publication.len();
        let Publication { log: name, scope, first, rest, idempotency_key, is_last } = publication;
        let key = idempotency_key.map(|text| state.accepted.key(&name, scope.as_deref(), &text));
        if let Some(published) = key.and_then(|key| state.accepted.find(key, at)) {
            return Ok(published);
        }
        let (log, age, has_readers) = state.admit(name, scope.as_ref(), events, at)?.handle();
        let head = self.head.load(Ordering::Relaxed);
        let published = Published { first: head + 1, last: head + events as u64 };
        let numbered = (published.first..).zip(std::iter::once(first).chain(rest)).map(|(sequence, item)| {
            let bytes = item.block.numbered(&self.epoch, sequence);
            Entry { sequence, bytes, scope: scope.clone(), key: item.key, at }
        });
        state.touch(&log, age, published.last, at, |entries| {
            numbered.for_each(|entry| entries.append(entry));
            entries.set_closed(is_last);
        });
        if let Some(key) = key {
            state.accepted.insert(key, published, at);
        }
        self.head.store(published.last, Ordering::Release);
        if is_last {
            log.set_closed_at(Some(published.last));
        }
        self.finish(state, log, has_readers, at);
        Ok(published)
    }

    /// Closes a channel without an event, and gives the position at which it is closed. One that is closed stays
    /// as it is.
    pub(crate) fn close(&self, channel: Arc<str>, at: Duration) -> u64 {
        let mut state = lock(&self.state);
        let (log, age, has_readers) = state.open(LogName::Channel(channel)).handle();
        if let Some(position) = log.closed_at() {
            return position;
        }
        let position = self.head.load(Ordering::Relaxed) + 1;
        self.closings.fetch_add(1, Ordering::Relaxed);
        state.touch(&log, age, position, at, |entries| entries.set_closed(true));
        self.head.store(position, Ordering::Release);
        log.set_closed_at(Some(position));
        self.finish(state, log, has_readers, at);
        position
    }

    /// Drops what is over the bounds, and tells the readers of a log that it has news.
    fn finish(&self, mut state: MutexGuard<'_, State>, log: Arc<Log>, has_readers: bool, at: Duration) {
        let over_total = state.trim();
        let expired = state.expire(at, EXPIRED_AT_ONCE);
        drop(state);
        drop((over_total, expired));
        if has_readers {
            self.doorbell.ring(log);
        }
    }

    /// Opens a channel that was closed.
    pub(crate) fn reopen(&self, channel: Arc<str>) {
        let mut state = lock(&self.state);
        let Some(place) = state.logs.get(&LogName::Channel(channel)) else { return };
        let (log, age, _) = place.handle();
        log.set_closed_at(None);
        state.change(&log, |entries| entries.set_closed(false));
        if log.is_empty() {
            state.recent.remove(age, log.newest());
            state.forget_if_unused(&log);
        }
    }

    /// Sets the options of a family of channels, of those that exist and of those to come.
    pub(crate) fn configure(&self, named: &str, options: ChannelOptions, now: Duration) {
        let mut state = lock(&self.state);
        let options = within(options.or(state.limits.log), state.limits.total);
        state.families.insert(named.into(), Arc::new(options));
        state.reconfigure(named, now);
        let over_total = state.trim();
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
        let mut state = lock(&self.state);
        let subscribe = |name| {
            let place = state.open(name);
            // Counted before it reads, so that nobody forgets the log meanwhile.
            place.readers += 1;
            Arc::clone(&place.log)
        };
        let logs: Vec<_> = names.into_iter().map(subscribe).collect();
        let audience = state.audience(logs, client);
        drop(state);
        let connection = connection(audience);
        for log in connection.audience.logs() {
            log.add_reader(Arc::clone(&connection));
        }
        connection
    }

    /// Undoes [`subscribe`](Self::subscribe). Logs that have neither readers nor entries are removed.
    pub(crate) fn unsubscribe(&self, connection: &Connection) {
        let mut state = lock(&self.state);
        for log in connection.audience.logs() {
            log.remove_reader(connection);
            let Some(place) = state.logs.get_mut(log.name()) else { continue };
            place.readers -= 1;
            state.forget_if_unused(log);
        }
    }

    /// Which connections read a channel.
    pub(crate) fn readers(&self, channel: Arc<str>) -> Vec<Arc<Connection>> {
        let log = lock(&self.state).logs.get(&LogName::Channel(channel)).map(|place| Arc::clone(&place.log));
        log.map(|log| log.readers()).unwrap_or_default()
    }

    /// Logs as a connection would find them, none of which is created, if all channels among them are closed.
    pub(crate) fn closed(&self, names: &[LogName]) -> Option<Audience> {
        let state = lock(&self.state);
        let log = |name: &LogName| match (state.logs.get(name), name) {
            (Some(place), LogName::Channel(_)) => {
                Some(&place.log).filter(|log| log.closed_at().is_some()).cloned()
            }
            (Some(place), _) => Some(Arc::clone(&place.log)),
            (None, LogName::Channel(_)) => None,
            (None, name) => {
                let options = options(&state.default, &state.families, name);
                Some(Arc::new(Log::new(
                    name.clone(),
                    state.forgotten_through,
                    options,
                    readers(&state.open, name),
                )))
            }
        };
        names.iter().map(log).collect::<Option<_>>().map(|logs| Audience::new(logs, None))
    }

    /// Drops logs that have nothing but entries over their history's age, and tells when to come again: the time
    /// when the next one will be.
    pub(crate) fn expire(&self, now: Duration) -> Option<Duration> {
        const AT_ONCE: usize = 256;
        loop {
            let mut state = lock(&self.state);
            let expired = state.expire(now, AT_ONCE);
            let next = state.recent.next_expiry();
            drop(state);
            if expired.len() < AT_ONCE {
                return next;
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn log_count(&self) -> usize {
        lock(&self.state).logs.len()
    }
}

impl Place {
    /// The log, for how long it keeps its events, and whether anybody reads it.
    fn handle(&self) -> (Arc<Log>, Duration, bool) {
        (Arc::clone(&self.log), self.options.history.age, self.readers > 0)
    }
}

impl State {
    /// The log of a name. One that is new may have been there before: a reader that saw an older one is told
    /// of a gap rather than nothing.
    fn open(&mut self, name: LogName) -> &mut Place {
        match self.logs.entry(name) {
            hash_map::Entry::Occupied(place) => place.into_mut(),
            hash_map::Entry::Vacant(vacant) => {
                let name = vacant.key().clone();
                let options = options(&self.default, &self.families, &name);
                let readers = readers(&self.open, &name);
                let log = Arc::new(Log::new(name, self.forgotten_through, Arc::clone(&options), readers));
                vacant.insert(Place {
                    log,
                    options,
                    readers: 0,
                    bucket: Bucket::default(),
                    audience: Weak::new(),
                })
            }
        }
    }

    /// What is read by a connection with these logs: often the same as by the connection before it.
    fn audience(&mut self, logs: Vec<Arc<Log>>, client: Option<Arc<str>>) -> Arc<Audience> {
        let Some(place) = logs.last().and_then(|last| self.logs.get_mut(last.name())) else {
            return Arc::new(Audience::new(logs, client));
        };
        if let Some(audience) = place.audience.upgrade().filter(|known| known.is_of(&logs)) {
            return audience;
        }
        let audience = Arc::new(Audience::new(logs, client));
        place.audience = Arc::downgrade(&audience);
        audience
    }

    /// The log of a name, if it takes so many events now.
    fn admit(
        &mut self,
        name: LogName,
        scope: Option<&Arc<str>>,
        events: usize,
        at: Duration,
    ) -> Result<&mut Place, Refused> {
        let of_scope = scope.and_then(|scope| self.logs.get(&LogName::Channel(Arc::clone(scope))));
        if of_scope.is_some_and(|place| place.log.closed_at().is_some()) {
            return Err(Refused::Closed);
        }
        let place = self.open(name);
        if place.log.closed_at().is_some() {
            return Err(Refused::Closed);
        }
        if let Some(rate) = &place.options.publish_rate {
            place.bucket.take(events, rate, at).map_err(Refused::RateLimited)?;
        }
        Ok(place)
    }

    /// Changes a log that is published to, and notes what it costs and how new it is.
    fn touch(
        &mut self,
        log: &Arc<Log>,
        age: Duration,
        newest: u64,
        at: Duration,
        change: impl FnOnce(&mut Entries),
    ) {
        self.recent.remove(age, log.newest());
        self.change(log, change);
        log.set_newest(newest);
        self.recent.insert(age, newest, Arc::clone(log), at);
    }

    fn change(&mut self, log: &Log, change: impl FnOnce(&mut Entries)) {
        let (before, after) = log.change(change);
        self.cost = self.cost + after - before;
    }

    fn reconfigure(&mut self, named: &str, now: Duration) {
        let is_named = |name: &LogName| matches!(name, LogName::Channel(name) if family(name) == named);
        let places = self.logs.iter_mut().filter(|(name, _)| is_named(name));
        for (name, place) in places {
            let former = std::mem::replace(&mut place.options, options(&self.default, &self.families, name));
            let newest = place.log.newest();
            if let Some(at) = self.recent.remove(former.history.age, newest) {
                self.recent.insert(place.options.history.age, newest, Arc::clone(&place.log), at);
            }
            let (before, after) = place.log.change(|entries| entries.configure(&place.options, now));
            self.cost = self.cost + after - before;
        }
    }

    /// Drops the least recently published logs until the rest is within the total. The newest stays: it is
    /// within the bounds of one log.
    fn trim(&mut self) -> Vec<Entries> {
        let mut dropped = Vec::new();
        while self.cost > self.limits.total
            && self.recent.len() > 1
            && let Some(log) = self.recent.pop_oldest()
        {
            dropped.push(self.drop_entries(&log));
        }
        dropped
    }

    fn expire(&mut self, now: Duration, at_most: usize) -> Vec<Entries> {
        let mut dropped = Vec::new();
        while dropped.len() < at_most
            && let Some(log) = self.recent.pop_expired(now)
        {
            dropped.push(self.drop_entries(&log));
        }
        dropped
    }

    /// Drops the entries of a log that is not recent any more, and the log if nobody reads it.
    fn drop_entries(&mut self, log: &Log) -> Entries {
        let dropped = log.clear();
        self.cost -= dropped.cost();
        self.forget_if_unused(log);
        dropped
    }

    /// Forgets a log that nobody reads and that holds nothing, not even that it is closed.
    fn forget_if_unused(&mut self, log: &Log) {
        let Some(place) = self.logs.get(log.name()) else { return };
        if place.readers == 0 && !self.recent.contains(place.options.history.age, log.newest()) {
            self.logs.remove(log.name());
            self.forgotten_through = self.forgotten_through.max(log.evicted_through());
        }
    }
}

/// Who will read the log of a name.
fn readers(open: &Arc<Connections>, name: &LogName) -> Readers {
    match name {
        LogName::Everyone => Readers::AllOpen(Arc::clone(open)),
        LogName::Channel(_) | LogName::Client(_) => Readers::Own(Connections::default()),
    }
}

/// What holds for the log of a name.
fn options(
    default: &Arc<LogOptions>,
    families: &HashMap<Box<str>, Arc<LogOptions>>,
    name: &LogName,
) -> Arc<LogOptions> {
    let options = match name {
        LogName::Channel(name) => families.get(family(name)).unwrap_or(default),
        LogName::Everyone | LogName::Client(_) => default,
    };
    Arc::clone(options)
}

/// Options of a log that must not have more bytes than all logs together.
fn within(mut options: LogOptions, total: usize) -> LogOptions {
    options.history.bytes = options.history.bytes.min(total);
    options
}
