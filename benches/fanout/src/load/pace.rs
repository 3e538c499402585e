//! When the next events are published.

use std::time::Duration;

/// How fast is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// So many a second and channel, whether they have arrived or not.
    Rate(u32),
    /// As there is room: at most so many of a channel are on their way, and so many are published at once.
    Window { most: u64, step: u64 },
}

/// The events of a channel, counted from the first one of all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// How many may be published so far.
    pub(crate) allowed: u64,
    /// How many have arrived everywhere.
    pub(crate) complete: u64,
}

impl Pace {
    /// Whether it can be kept at all.
    pub(crate) fn is_possible(self) -> bool {
        match self {
            Self::Rate(rate) => rate > 0,
            Self::Window { most, step } => step > 0 && most >= step,
        }
    }

    /// From an event to the next one, where that is known.
    pub(crate) fn every(self) -> Duration {
        match self {
            Self::Rate(rate) => Duration::from_secs(1) / rate,
            Self::Window { .. } => Duration::ZERO,
        }
    }

    /// How many may be published now, when so much of the time is over. The one that is there before the time begins counts too.
    pub(crate) fn allowance(self, progress: Progress, elapsed: Duration, time: Duration) -> u64 {
        let Progress { allowed, complete } = progress;
        match self {
            Self::Rate(rate) => 1 + u64::from(rate) * time.as_secs(),
            Self::Window { .. } if elapsed >= time => allowed,
            Self::Window { most, step } => allowed + (complete + most).saturating_sub(allowed) / step * step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_rate_is_known_from_the_beginning() {
        let progress = Progress { allowed: 1, complete: 1 };
        assert_eq!(Pace::Rate(20).allowance(progress, Duration::ZERO, 3 * SECOND), 61);
        assert_eq!(Pace::Rate(20).every(), Duration::from_millis(50));
    }

    #[test]
    fn a_window_moves_on_by_whole_steps_as_events_arrive() {
        let allowance = |most, step, allowed, complete| {
            Pace::Window { most, step }.allowance(Progress { allowed, complete }, Duration::ZERO, SECOND)
        };
        assert_eq!(allowance(512, 1, 1, 1), 513);
        assert_eq!(allowance(512, 1, 513, 10), 522);
        assert_eq!(allowance(50, 50, 1, 1), 51);
        assert_eq!(allowance(50, 50, 51, 50), 51);
        assert_eq!(allowance(50, 50, 51, 51), 101);
    }

    #[test]
    fn a_window_stands_still_when_the_time_is_over() {
        let progress = Progress { allowed: 10, complete: 10 };
        assert_eq!(Pace::Window { most: 5, step: 1 }.allowance(progress, SECOND, SECOND), 10);
    }

    #[test]
    fn nothing_at_all_is_no_pace() {
        let impossible =
            [Pace::Rate(0), Pace::Window { most: 5, step: 0 }, Pace::Window { most: 5, step: 6 }];
        assert!(impossible.iter().all(|pace| !pace.is_possible()));
        assert!(Pace::Window { most: 5, step: 5 }.is_possible());
    }
}
