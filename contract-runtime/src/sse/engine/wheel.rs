//! One timer for all connections.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::logs::connection::ConnectionId;

/// How exact deadlines are, in milliseconds: what falls into the same span is done together.
const GRANULARITY: u64 = 20;

/// Deadlines in buckets, soonest first. It holds ids alone, and nothing is taken out early: a connection that
/// has ended meanwhile is not found when its deadline comes.
#[derive(Debug, Default)]
pub(crate) struct Wheel {
    buckets: BTreeMap<Span, Vec<u32>>,
}

/// What is in one bucket: ids that differ in their lower halves alone, so that a bucket holds no more than these. It is in order of time
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    /// Its end, in milliseconds.
    due: u64,
    /// The upper halves of the ids.
    era: u32,
}

impl Wheel {
    /// Adds a deadline, and tells whether it is sooner than all others.
    pub(crate) fn insert(&mut self, deadline: Duration, id: ConnectionId) -> bool {
        let milliseconds = u64::try_from(deadline.as_micros().div_ceil(1000)).unwrap_or(u64::MAX);
        let due = milliseconds.div_ceil(GRANULARITY).saturating_mul(GRANULARITY);
        let soonest = self.next_due().is_none_or(|first| Duration::from_millis(due) < first);
        let (era, id) = halves(id);
        let bucket = self.buckets.entry(Span { due, era }).or_default();
        if bucket.len() == bucket.capacity() {
            // By a quarter: of a vector that doubles, a quarter is nothing, and every connection is in here.
            bucket.reserve_exact(bucket.len().div_ceil(4));
        }
        bucket.push(id);
        soonest
    }

    /// Takes out one bucket whose time has come.
    pub(crate) fn pop_due(&mut self, now: Duration) -> Option<impl Iterator<Item = ConnectionId> + use<>> {
        self.next_due().filter(|due| *due <= now)?;
        let (Span { era, .. }, ids) = self.buckets.pop_first()?;
        Some(ids.into_iter().map(move |id| ConnectionId(u64::from(era) << 32 | u64::from(id))))
    }

    /// When the next bucket is due.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        self.buckets.first_key_value().map(|(span, _)| Duration::from_millis(span.due))
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.buckets.values().map(Vec::len).sum()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "each takes one half of the 64 bits")]
fn halves(ConnectionId(id): ConnectionId) -> (u32, u32) {
    ((id >> 32) as u32, id as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn pop(wheel: &mut Wheel, now: u64) -> Option<Vec<u64>> {
        wheel.pop_due(ms(now)).map(|ids| ids.map(u64::from).collect())
    }

    #[test]
    fn gives_ids_in_the_order_of_their_deadlines_and_never_early() {
        let mut wheel = Wheel::default();
        assert!(wheel.insert(ms(55), ConnectionId(1)));
        assert!(wheel.insert(ms(21), ConnectionId(2)));
        assert!(!wheel.insert(ms(39), ConnectionId(3)));
        assert_eq!(wheel.next_due(), Some(ms(40)));
        assert_eq!(pop(&mut wheel, 39), None);
        assert_eq!(pop(&mut wheel, 40), Some(vec![2, 3]));
        assert_eq!(pop(&mut wheel, 40), None);
        assert_eq!(pop(&mut wheel, 1000), Some(vec![1]));
        assert_eq!(wheel.next_due(), None);
    }

    #[test]
    fn the_largest_ids_come_back_whole() {
        let mut wheel = Wheel::default();
        for id in [u64::MAX, 7 << 32, u64::MAX - 1, 1] {
            wheel.insert(ms(10), ConnectionId(id));
        }
        let ids: Vec<u64> = std::iter::from_fn(|| pop(&mut wheel, 20)).flatten().collect();
        assert_eq!(ids, [1, 7 << 32, u64::MAX, u64::MAX - 1]);
    }
}
