//! How often may be published.

use std::time::Duration;

/// How many events a channel takes in a time; see [`ChannelOptions::publish_rate`](crate::sse::ChannelOptions::publish_rate).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishRate {
    /// The time that one event takes up.
    interval: Duration,
    burst: u32,
}

impl PublishRate {
    /// So many events in each span of time, which may also come all at once.
    ///
    /// # Panics
    /// When either is zero, or when there are more than a thousand million events a second.
    pub const fn new(events: u32, per: Duration) -> Self {
        assert!(events > 0, "a rate must let one event pass at least");
        let interval = Duration::from_nanos_u128(per.as_nanos() / events as u128);
        assert!(!interval.is_zero(), "a rate's time must not be zero");
        Self { interval, burst: events }
    }

    /// So many events a second, which may also come all at once.
    pub const fn per_second(events: u32) -> Self {
        Self::new(events, Duration::from_secs(1))
    }

    /// How many events may come at once after a silence.
    ///
    /// # Panics
    /// When it is zero.
    #[must_use]
    pub const fn burst(self, events: u32) -> Self {
        assert!(events > 0, "a burst must be one event at least");
        Self { burst: events, ..self }
    }

    fn capacity(&self) -> Duration {
        self.interval.saturating_mul(self.burst)
    }
}

/// What one channel has used of its rate: a bucket that each event fills by an interval and that time drains.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bucket {
    /// When it will be empty, on the manager's clock.
    empty_at: Duration,
}

impl Bucket {
    /// Takes some events, all or none. A batch that is larger than the burst passes while the bucket is empty, and is
    /// paid for afterwards.
    ///
    /// # Errors
    /// How long to wait before they would be taken.
    pub(crate) fn take(&mut self, events: usize, rate: &PublishRate, now: Duration) -> Result<(), Duration> {
        let level = self.empty_at.saturating_sub(now);
        let added = rate.interval.saturating_mul(u32::try_from(events).unwrap_or(u32::MAX));
        let room = rate.capacity().saturating_sub(added);
        let over = level.saturating_sub(room);
        if !over.is_zero() {
            return Err(over);
        }
        self.empty_at = self.empty_at.max(now).saturating_add(added);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let rate = PublishRate::per_second(10).burst(3);
        let mut bucket = Bucket::default();
        let mut taken = 0;
        for tick in 0..1000 {
            taken += u32::from(bucket.take(1, &rate, tick * SECOND / 100).is_ok());
        }
        assert_eq!(taken, 3 + 99);
    }

    #[test]
    fn a_refusal_tells_when_it_would_pass_and_takes_nothing() {
        let rate = PublishRate::per_second(2);
        let mut bucket = Bucket::default();
        bucket.take(2, &rate, SECOND).unwrap();
        let wait = bucket.take(1, &rate, SECOND).unwrap_err();
        assert_eq!(wait, SECOND / 2);
        assert_eq!(bucket.take(1, &rate, SECOND), Err(wait));
        assert_eq!(bucket.take(1, &rate, SECOND + wait), Ok(()));
    }

    #[test]
    fn a_batch_passes_whole_or_not_at_all_and_a_large_one_is_paid_for_afterwards() {
        let rate = PublishRate::per_second(4);
        let mut bucket = Bucket::default();
        bucket.take(3, &rate, SECOND).unwrap();
        assert!(bucket.take(2, &rate, SECOND).is_err());
        assert_eq!(bucket.take(1, &rate, SECOND), Ok(()));
        assert_eq!(bucket.take(8, &rate, SECOND * 2), Ok(()));
        assert_eq!(bucket.take(1, &rate, SECOND * 3), Err(SECOND / 4));
    }

    #[test]
    fn one_event_in_the_longest_time_is_one_event() {
        let rate = PublishRate::new(1, Duration::MAX);
        let mut bucket = Bucket::default();
        bucket.take(1, &rate, SECOND).unwrap();
        assert!(bucket.take(1, &rate, SECOND * 1000).is_err());
    }

    #[test]
    fn a_thousand_million_is_the_most() {
        PublishRate::per_second(1_000_000_000);
        assert!(std::panic::catch_unwind(|| PublishRate::new(2, Duration::from_nanos(1))).is_err());
    }
}
