//! One timer for all connections.

use std::collections::BTreeMap;
use std::time::Duration;

use super::connection::ConnectionId;

/// How exact deadlines are, in milliseconds: what falls into the same span is done together.
const GRANULARITY: u64 = 20;

/// Deadlines in buckets, soonest first. It holds ids alone, and nothing is taken out early: a connection that
/// has ended meanwhile is not found when its deadline comes.
#[derive(Debug, Default)]
pub(crate) struct Wheel {
    /// By the end of their span, in milliseconds.
    buckets: BTreeMap<u64, Vec<ConnectionId>>,
}

impl Wheel {
    /// Adds a deadline, and tells whether it is sooner than all others.
    pub(crate) fn insert(&mut self, deadline: Duration, id: ConnectionId) -> bool {
        let milliseconds = u64::try_from(deadline.as_micros().div_ceil(1000)).unwrap_or(u64::MAX);
        let due = milliseconds.div_ceil(GRANULARITY).saturating_mul(GRANULARITY);
        let soonest = self.next_due().is_none_or(|first| Duration::from_millis(due) < first);
        self.buckets.entry(due).or_default().push(id);
        soonest
    }

    /// Takes out one bucket whose time has come.
    pub(crate) fn pop_due(&mut self, now: Duration) -> Option<Vec<ConnectionId>> {
        self.next_due().filter(|due| *due <= now)?;
        self.buckets.pop_first().map(|(_, ids)| ids)
    }

    /// When the next bucket is due.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        self.buckets.first_key_value().map(|(due, _)| Duration::from_millis(*due))
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.buckets.values().map(Vec::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn gives_ids_in_the_order_of_their_deadlines_and_never_early() {
        let mut wheel = Wheel::default();
        assert!(wheel.insert(ms(55), ConnectionId(1)));
        assert!(wheel.insert(ms(21), ConnectionId(2)));
        assert!(!wheel.insert(ms(39), ConnectionId(3)));
        assert_eq!(wheel.next_due(), Some(ms(40)));
        assert_eq!(wheel.pop_due(ms(39)), None);
        assert_eq!(wheel.pop_due(ms(40)), Some(vec![ConnectionId(2), ConnectionId(3)]));
        assert_eq!(wheel.pop_due(ms(40)), None);
        assert_eq!(wheel.pop_due(ms(1000)), Some(vec![ConnectionId(1)]));
        assert_eq!(wheel.next_due(), None);
    }
}
