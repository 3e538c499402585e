//! In which order logs are forgotten.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::log::Log;

/// The logs that hold something, by when they were last published to. Logs whose events may grow equally old are
/// together, so that the order of publication is also the order in which they are too old.
#[derive(Debug, Default)]
pub(crate) struct Recency {
    /// There are as many as different ages have been configured: a few.
    classes: Vec<Class>,
}

#[derive(Debug)]
struct Class {
    age: Duration,
    /// By the log's newest sequence number, which is the manager's and so no other log's.
    logs: BTreeMap<u64, Recent>,
}

#[derive(Debug)]
struct Recent {
    log: Arc<Log>,
    at: Duration,
}

impl Recency {
    /// Notes that a log, which is not in here, was published to.
    pub(crate) fn insert(&mut self, age: Duration, newest: u64, log: Arc<Log>, at: Duration) {
        if !self.classes.iter().any(|class| class.age == age) {
            self.classes.push(Class { age, logs: BTreeMap::new() });
        }
        if let Some(class) = self.classes.iter_mut().find(|class| class.age == age) {
            class.logs.insert(newest, Recent { log, at });
        }
    }

    /// Takes a log out, and tells when it was last published to.
    pub(crate) fn remove(&mut self, age: Duration, newest: u64) -> Option<Duration> {
        let class = self.classes.iter_mut().find(|class| class.age == age)?;
        class.logs.remove(&newest).map(|recent| recent.at)
    }

    pub(crate) fn contains(&self, age: Duration, newest: u64) -> bool {
        self.classes.iter().any(|class| class.age == age && class.logs.contains_key(&newest))
    }

    pub(crate) fn len(&self) -> usize {
        self.classes.iter().map(|class| class.logs.len()).sum()
    }

    /// Takes out the log that was published to the longest ago.
    pub(crate) fn pop_oldest(&mut self) -> Option<Arc<Log>> {
        let oldest = self.classes.iter_mut().filter(|class| !class.logs.is_empty());
        let oldest = oldest.min_by_key(|class| class.oldest())?;
        oldest.logs.pop_first().map(|(_, recent)| recent.log)
    }

    /// The newest sequence number of that log.
    pub(crate) fn oldest(&self) -> Option<u64> {
        self.classes.iter().filter_map(Class::oldest).min()
    }

    /// Takes out a log of which everything is too old.
    pub(crate) fn pop_expired(&mut self, now: Duration) -> Option<Arc<Log>> {
        let has_expired = |class: &&mut Class| class.expiry().is_some_and(|expiry| expiry <= now);
        let expired = self.classes.iter_mut().find(has_expired)?;
        expired.logs.pop_first().map(|(_, recent)| recent.log)
    }

    /// When the next log will be too old.
    pub(crate) fn next_expiry(&self) -> Option<Duration> {
        self.classes.iter().filter_map(Class::expiry).min()
    }
}

impl Class {
    fn oldest(&self) -> Option<u64> {
        self.logs.first_key_value().map(|(newest, _)| *newest)
    }

    fn expiry(&self) -> Option<Duration> {
        let (_, oldest) = self.logs.first_key_value()?;
        oldest.at.checked_add(self.age)
    }
}
