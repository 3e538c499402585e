//! How long events take from their publication to their way out.

use std::time::Duration;

/// How many delays were how long.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delays {
    /// How many were longer than the bound before and not longer than the one of the same place in [`Delays::BOUNDS`]; the
    /// last one counts those beyond all bounds.
    pub counts: [u64; Delays::BOUNDS.len() + 1],
    /// All of them together.
    pub sum: Duration,
}

impl Delays {
    /// The upper bounds: from a tenth of a millisecond to ten seconds, in steps of 1, 2.5 and 5.
    pub const BOUNDS: [Duration; 16] = [
        Duration::from_micros(100),
        Duration::from_micros(250),
        Duration::from_micros(500),
        Duration::from_millis(1),
        Duration::from_micros(2500),
        Duration::from_millis(5),
        Duration::from_millis(10),
        Duration::from_millis(25),
        Duration::from_millis(50),
        Duration::from_millis(100),
        Duration::from_millis(250),
        Duration::from_millis(500),
        Duration::from_secs(1),
        Duration::from_millis(2500),
        Duration::from_secs(5),
        Duration::from_secs(10),
    ];

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}
