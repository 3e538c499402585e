//! What is counted of a piece that goes out.

use std::time::Duration;

use super::super::format::chunk::Chunk;
use super::connection::milliseconds;
use super::delays::Delays;
use super::stamp::Stamp;

/// What is counted of a piece that is taken: the same for all who take it at the same moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) now: Stamp,
    pub(crate) events: u64,
    pub(crate) bytes: u64,
    pub(crate) delay: Option<Delay>,
}

/// How long ago the oldest of some events was published.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delay {
    /// In milliseconds, as [`Stamp`]s tell it.
    pub(crate) age: u64,
    pub(crate) microseconds: u64,
    pub(crate) bucket: usize,
}

impl Delay {
    /// [`Delays::BOUNDS`] in nanoseconds.
    #[expect(clippy::cast_possible_truncation, reason = "none is longer than ten seconds")]
    #[expect(clippy::indexing_slicing, reason = "both have the same length")]
    const BOUNDS: [u64; Delays::BOUNDS.len()] = {
        let mut bounds = [0; Delays::BOUNDS.len()];
        let mut index = 0;
        while index < bounds.len() {
            bounds[index] = Delays::BOUNDS[index].as_nanos() as u64;
            index += 1;
        }
        bounds
    };

    fn new(published: Duration, now: Duration) -> Self {
        let nanoseconds = u64::try_from(now.saturating_sub(published).as_nanos()).unwrap_or(u64::MAX);
        Self {
            age: milliseconds(now).saturating_sub(milliseconds(published)),
            microseconds: nanoseconds / 1000,
            bucket: Self::BOUNDS.partition_point(|bound| *bound < nanoseconds),
        }
    }
}

impl Taken {
    pub(crate) fn new(chunk: &Chunk, now: Duration) -> Self {
        let delay = chunk.published.map(|published| Delay::new(published, now));
        Self { now: Stamp::new(now), events: chunk.events, bytes: chunk.bytes.len() as u64, delay }
    }
}
