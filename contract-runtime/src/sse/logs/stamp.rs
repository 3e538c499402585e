//! A moment in half a word.

use std::time::Duration;

/// A moment of the last seven weeks on the manager's clock, to the millisecond; of one that is longer ago it is told that it is not
/// so long ago. Every connection has several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp(pub(crate) u32);

/// How far a moment may be ahead of what another thread took for the present, in milliseconds.
const AHEAD: u32 = 60_000;

impl Stamp {
    #[expect(clippy::cast_possible_truncation, reason = "the milliseconds of seven weeks, over and over")]
    pub(crate) fn new(time: Duration) -> Self {
        Self(time.as_millis() as u32)
    }

    /// How long ago it was, in milliseconds.
    pub(crate) fn age(self, now: Self) -> u32 {
        let passed = now.0.wrapping_sub(self.0);
        let is_ahead = passed > u32::MAX - AHEAD;
        if is_ahead { 0 } else { passed }
    }

    /// When it was, on the manager's clock.
    pub(crate) fn moment(self, now: Duration) -> Duration {
        let passed = Duration::from_millis(self.age(Self::new(now)).into());
        now.saturating_sub(Duration::from_nanos((now.subsec_nanos() % 1_000_000).into()))
            .saturating_sub(passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_long_ago_it_is_whenever_it_was() {
        let second = Duration::from_secs(1);
        let week = 7 * 24 * 60 * 60 * second;
        for moment in [Duration::ZERO, second, 7 * week, 8 * week, 1000 * week] {
            let stamp = Stamp::new(moment);
            assert_eq!(stamp.moment(moment), moment);
            assert_eq!(stamp.moment(moment + Duration::from_micros(15_000_700)), moment);
            assert_eq!(stamp.moment(moment + 7 * week), moment);
            let earlier = moment.saturating_sub(second);
            assert_eq!(stamp.moment(earlier), earlier, "it is not in the future");
        }
    }
}
