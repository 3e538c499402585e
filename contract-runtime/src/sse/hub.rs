//! Where all logs are: publishing, and who reads which log.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use super::doorbell::Doorbell;
use super::entries::{Entries, Entry};
use super::history::History;
use super::log::{Log, LogName};
use super::runs::Runs;
use super::sync::{AtomicU64, Mutex, Ordering, lock};
use super::waiter::Waiter;
use super::wire::Block;

/// The logs of a manager. One lock makes the order of the sequence numbers the order of visibility across all
/// logs: a reader that takes the head first, and reads nothing above it, finds all that is at or below it. That
/// is what makes one number a position in any number of logs.
#[derive(Debug)]
pub(crate) struct Hub {
    epoch: Box<str>,
    /// The newest sequence number that readers may read.
    head: AtomicU64,
    state: Mutex<State>,
    limits: Limits,
    runs: Runs,
    doorbell: Arc<Doorbell>,
}

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// By each log.
    pub(crate) history: History,
    /// By all logs together, in bytes.
    pub(crate) total: usize,
}

#[derive(Debug)]
struct State {
    logs: HashMap<LogName, Place>,
    /// The logs that have entries by their newest sequence number: the least recently published first.
    recent: BTreeMap<u64, Recent>,
    /// What all entries cost, in bytes.
    cost: usize,
    /// The newest entry of which the log itself has been forgotten.
    forgotten_through: u64,
}

#[derive(Debug)]
struct Place {
    log: Arc<Log>,
    readers: usize,
}

#[derive(Debug)]
struct Recent {
    log: Arc<Log>,
    at: Duration,
}

/// How many logs that are too old one publication removes: more than it can make.
const EXPIRED_AT_ONCE: usize = 2;

impl Hub {
    pub(crate) fn new(epoch: Box<str>, limits: Limits, doorbell: Arc<Doorbell>) -> Self {
        let state = State { logs: HashMap::new(), recent: BTreeMap::new(), cost: 0, forgotten_through: 0 };
        let history = History { bytes: limits.history.bytes.min(limits.total), ..limits.history };
        Self {
            epoch,
            head: AtomicU64::new(0),
            state: Mutex::new(state),
            limits: Limits { history, ..limits },
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

    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Appends an event to a log, for the readers of one scope or for all, and gives its sequence number.
    pub(crate) fn publish(&self, name: LogName, scope: Option<Arc<str>>, block: Block, at: Duration) -> u64 {
        let mut state = lock(&self.state);
        let sequence = self.head.load(Ordering::Relaxed) + 1;
        let bytes = block.numbered(&self.epoch, sequence);
        let place = state.open(name);
        let log = Arc::clone(&place.log);
        let has_readers = place.readers > 0;
        state.append(&log, Entry { sequence, bytes, scope, at }, &self.limits.history);
        self.head.store(sequence, Ordering::Release);
        let over_total = state.trim(self.limits.total);
        let expired = state.expire(at, self.limits.history.age, EXPIRED_AT_ONCE);
        drop(state);
        drop((over_total, expired));
        if has_readers {
            self.doorbell.ring(log);
        }
        sequence
    }

    /// Makes a connection a reader of logs, which are created if need be. From now on it is woken by whatever
    /// is published to them.
    pub(crate) fn subscribe(
        &self,
        names: Vec<LogName>,
        connection: u64,
        waiter: &Arc<Waiter>,
    ) -> Vec<Arc<Log>> {
        let mut state = lock(&self.state);
        let subscribe = |name| {
            let place = state.open(name);
            place.readers += 1;
            place.log.add_reader(connection, Arc::clone(waiter));
            Arc::clone(&place.log)
        };
        names.into_iter().map(subscribe).collect()
    }

    /// Undoes [`subscribe`](Self::subscribe). Logs that have neither readers nor entries are removed.
    pub(crate) fn unsubscribe(&self, logs: &[Arc<Log>], connection: u64) {
        let mut state = lock(&self.state);
        for log in logs {
            log.remove_reader(connection);
            let Some(place) = state.logs.get_mut(log.name()) else { continue };
            place.readers -= 1;
            if place.readers == 0 && log.is_empty() {
                state.forget(log);
            }
        }
    }

    /// Drops logs that have nothing but entries over the history's age, and tells when to come again: the time
    /// when the next one will be.
    pub(crate) fn expire(&self, now: Duration) -> Option<Duration> {
        const AT_ONCE: usize = 256;
        loop {
            let mut state = lock(&self.state);
            let expired = state.expire(now, self.limits.history.age, AT_ONCE);
            let next = state.recent.first_key_value().map(|(_, oldest)| oldest.at);
            drop(state);
            if expired.len() < AT_ONCE {
                return next.and_then(|at| at.checked_add(self.limits.history.age));
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn log_count(&self) -> usize {
        lock(&self.state).logs.len()
    }
}

impl State {
    /// The log of a name. One that is new may have been there before: a reader that saw an older one is told
    /// of a gap rather than nothing.
    fn open(&mut self, name: LogName) -> &mut Place {
        let forgotten_through = self.forgotten_through;
        self.logs
            .entry(name.clone())
            .or_insert_with(|| Place { log: Arc::new(Log::new(name, forgotten_through)), readers: 0 })
    }

    fn append(&mut self, log: &Arc<Log>, entry: Entry, history: &History) {
        let (sequence, at) = (entry.sequence, entry.at);
        self.recent.remove(&log.newest());
        let (before, after) = log.append(entry, history);
        self.cost = self.cost + after - before;
        self.recent.insert(sequence, Recent { log: Arc::clone(log), at });
    }

    /// Drops the least recently published logs until the rest is within the total. The newest stays: it is
    /// within the bounds of one log.
    fn trim(&mut self, total: usize) -> Vec<Entries> {
        let mut dropped = Vec::new();
        while self.cost > total && self.recent.len() > 1 {
            dropped.extend(self.drop_oldest());
        }
        dropped
    }

    fn expire(&mut self, now: Duration, age: Duration, at_most: usize) -> Vec<Entries> {
        let mut dropped = Vec::new();
        while dropped.len() < at_most
            && self.recent.first_key_value().is_some_and(|(_, oldest)| now.saturating_sub(oldest.at) >= age)
        {
            dropped.extend(self.drop_oldest());
        }
        dropped
    }

    /// Drops the entries of the least recently published log, and the log if nobody reads it.
    fn drop_oldest(&mut self) -> Option<Entries> {
        let (_, Recent { log, .. }) = self.recent.pop_first()?;
        let dropped = log.clear();
        self.cost -= dropped.cost();
        if self.logs.get(log.name()).is_some_and(|place| place.readers == 0) {
            self.forget(&log);
        }
        Some(dropped)
    }

    fn forget(&mut self, log: &Log) {
        self.logs.remove(log.name());
        self.forgotten_through = self.forgotten_through.max(log.evicted_through());
    }
}
