//! Which logs there are, and how much they hold together.

use std::collections::{HashMap, hash_map};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::super::limits::rate::Bucket;
use super::super::options::channel_options::{ChannelOptions, LogOptions, family};
use super::audience::Audience;
use super::connection::Connection;
use super::entries::Entries;
use super::holdings::Holdings;
use super::log::{Connections, Log, LogName, Readers};
use super::publication::Refused;
use super::recency::Recency;

/// All logs that are read or hold something, by their names. It knows nothing of the order of events, nor whom to wake: that is for the
/// [hub](super::hub), which has it under its lock.
#[derive(Debug)]
pub(crate) struct Catalog {
    /// What holds for families of channels that were told, and for all other logs: shared, since there may be a log a connection.
    families: HashMap<Box<str>, Arc<LogOptions>>,
    default: Arc<LogOptions>,
    logs: HashMap<LogName, Place>,
    /// The open connections, who read what is published to everyone.
    open: Arc<Connections>,
    /// The logs that have entries or are closed: what is not in here goes with its last reader.
    recent: Recency,
    /// What all logs in there hold, and how many bytes it may be.
    holdings: Holdings,
    total: usize,
    /// The newest entry of which the log itself has been forgotten.
    forgotten_through: u64,
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

/// A log that is about to change.
#[derive(Debug)]
pub(crate) struct Changing {
    pub(crate) log: Arc<Log>,
    /// For how long it keeps its events.
    age: Duration,
    /// Whether anybody reads it.
    pub(crate) has_readers: bool,
}

/// How many events of which nothing is freed, since they live on as their keys' newest, one publication lets go of: thereafter whole logs
/// go, so that no publisher waits for long.
const MOST_IN_VAIN: usize = 64;

impl Place {
    fn changing(&self) -> Changing {
        let (log, age) = (Arc::clone(&self.log), self.options.history.age);
        Changing { log, age, has_readers: self.readers > 0 }
    }
}

impl Catalog {
    /// Of logs that are not told otherwise by their families, and that have so many bytes in all.
    pub(crate) fn new(default: LogOptions, total: usize, open: Arc<Connections>) -> Self {
        Self {
            families: HashMap::new(),
            default: Arc::new(within(default, total)),
            logs: HashMap::new(),
            open,
            recent: Recency::default(),
            holdings: Holdings::default(),
            total,
            forgotten_through: 0,
        }
    }

    /// The log of a name, if there is one.
    pub(crate) fn find(&self, name: &LogName) -> Option<&Arc<Log>> {
        self.logs.get(name).map(|place| &place.log)
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.logs.len()
    }

    #[cfg(test)]
    pub(crate) fn cost(&self) -> (usize, usize) {
        let counted = self.logs.values().map(|place| place.log.change(|_| ()).0.cost).sum();
        (self.holdings.cost(), counted)
    }

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

    /// Counts one more reader of logs, which are created if need be, and gives what it reads: often the same as the one before it.
    pub(crate) fn subscribe(&mut self, names: Vec<LogName>, client: Option<Arc<str>>) -> Arc<Audience> {
        let subscribe = |name| {
            let place = self.open(name);
            // Counted before it reads, so that nobody forgets the log meanwhile.
            place.readers += 1;
            Arc::clone(&place.log)
        };
        let logs: Vec<_> = names.into_iter().map(subscribe).collect();
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

    /// Undoes [`subscribe`](Self::subscribe). Logs that have neither readers nor entries are removed.
    pub(crate) fn unsubscribe(&mut self, connection: &Connection) {
        for log in connection.audience.logs() {
            log.remove_reader(connection);
            let Some(place) = self.logs.get_mut(log.name()) else { continue };
            place.readers -= 1;
            self.forget_if_unused(log);
        }
    }

    /// Logs as a connection would find them, none of which is created, if all channels among them are closed.
    pub(crate) fn closed(&self, names: &[LogName]) -> Option<Audience> {
        let log = |name: &LogName| match (self.find(name), name) {
            (Some(log), LogName::Channel(_)) => Some(log).filter(|log| log.closed_at().is_some()).cloned(),
            (Some(log), _) => Some(Arc::clone(log)),
            (None, LogName::Channel(_)) => None,
            (None, name) => {
                let options = options(&self.default, &self.families, name);
                let readers = readers(&self.open, name);
                Some(Arc::new(Log::new(name.clone(), self.forgotten_through, options, readers)))
            }
        };
        names.iter().map(log).collect::<Option<_>>().map(|logs| Audience::new(logs, None))
    }

    /// The log of a name, if it takes so many events now.
    pub(crate) fn admit(
        &mut self,
        name: LogName,
        scope: Option<&Arc<str>>,
        events: usize,
        at: Duration,
    ) -> Result<Changing, Refused> {
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
        Ok(place.changing())
    }

    /// The log of a name that is to be closed.
    pub(crate) fn begin_close(&mut self, name: LogName) -> Changing {
        self.open(name).changing()
    }

    /// Opens a log that was closed.
    pub(crate) fn reopen(&mut self, name: &LogName) {
        let Some(place) = self.logs.get(name) else { return };
        let Changing { log, age, .. } = place.changing();
        log.set_closed_at(None);
        self.holdings.change(&log, |entries| entries.set_closed(false));
        if log.is_empty() {
            self.recent.remove(age, log.newest());
            self.forget_if_unused(&log);
        }
    }

    /// Changes a log that is published to, and notes what it costs and how new it is.
    pub(crate) fn touch(
        &mut self,
        Changing { log, age, .. }: &Changing,
        newest: u64,
        at: Duration,
        change: impl FnOnce(&mut Entries),
    ) {
        self.recent.remove(*age, log.newest());
        self.holdings.change(log, change);
        log.set_newest(newest);
        self.recent.insert(*age, newest, Arc::clone(log), at);
    }

    /// Sets the options of a family of channels, of those that exist and of those to come.
    pub(crate) fn configure(&mut self, named: &str, told: ChannelOptions, now: Duration) {
        let told = within(told.or(*self.default), self.total);
        self.families.insert(named.into(), Arc::new(told));
        let is_named = |name: &LogName| matches!(name, LogName::Channel(name) if family(name) == named);
        let places = self.logs.iter_mut().filter(|(name, _)| is_named(name));
        for (name, place) in places {
            let former = std::mem::replace(&mut place.options, options(&self.default, &self.families, name));
            let newest = place.log.newest();
            if let Some(at) = self.recent.remove(former.history.age, newest) {
                self.recent.insert(place.options.history.age, newest, Arc::clone(&place.log), at);
            }
            self.holdings.change(&place.log, |entries| entries.configure(&place.options, now));
        }
    }

    /// Lets go of what was published the longest ago, to whichever log, until the rest is within the total. A log whose newest event that is
    /// goes whole, with the values that it has kept on. The newest log stays: it is within the bounds of one log.
    pub(crate) fn trim(&mut self) -> Vec<Entries> {
        let mut dropped = Vec::new();
        let mut in_vain = 0;
        while self.holdings.cost() > self.total {
            let oldest_newest = self.recent.oldest();
            let is_oldest = |(oldest, _): &(u64, _)| oldest_newest.is_none_or(|newest| *oldest < newest);
            let spare = self.holdings.oldest_spare().filter(is_oldest).filter(|_| in_vain < MOST_IN_VAIN);
            if let Some((_, log)) = spare {
                let log = Arc::clone(log);
                in_vain += usize::from(self.holdings.change(&log, Entries::give_way) == 0);
            } else if self.recent.len() > 1
                && let Some(log) = self.recent.pop_oldest()
            {
                dropped.push(self.drop_entries(&log));
            } else {
                break;
            }
        }
        dropped
    }

    /// Drops logs that have nothing but entries over their history's age.
    pub(crate) fn expire(&mut self, now: Duration, at_most: usize) -> Vec<Entries> {
        let mut dropped = Vec::new();
        while dropped.len() < at_most
            && let Some(log) = self.recent.pop_expired(now)
        {
            dropped.push(self.drop_entries(&log));
        }
        dropped
    }

    /// When the next log will be too old.
    pub(crate) fn next_expiry(&self) -> Option<Duration> {
        self.recent.next_expiry()
    }

    /// Drops the entries of a log that is not recent any more, and the log if nobody reads it.
    fn drop_entries(&mut self, log: &Log) -> Entries {
        let dropped = self.holdings.clear(log);
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
