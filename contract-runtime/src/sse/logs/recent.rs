//! What one cursor found, for those that come just behind it.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::super::format::chunk::Chunk;
use super::audience::Audience;
use super::log::FRAME;
use super::runs::Season;
use super::taken::Taken;

/// Remembers what was found last, for those that read the same logs from the same position: in a pass nearly all do.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    found: Option<Found>,
    gives_all: bool,
}

#[derive(Debug)]
struct Found {
    season: Season,
    /// Held weakly: its logs are not to be kept by it, and nothing else can have its place.
    audience: Weak<Audience>,
    after: u64,
    last: u64,
    chunk: Chunk,
    /// What was counted of it last, and when: who comes at the same moment counts the same.
    taken: Option<(Instant, Taken)>,
}

/// How one more takes what was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Same {
    pub(crate) taken: Taken,
    /// The position of its last event.
    pub(crate) last: u64,
    /// There is nothing more up to here.
    pub(crate) through: u64,
}

impl Found {
    fn is_for(&self, season: Season, audience: &Arc<Audience>, after: u64) -> bool {
        self.after == after && self.season == season && self.audience.as_ptr() == Arc::as_ptr(audience)
    }
}

impl Recent {
    /// Gives what was found only as long as it is all that there is; else each one looks by itself, and finds more at once.
    pub(crate) fn giving_all() -> Self {
        Self { found: None, gives_all: true }
    }

    /// What was found last, where it is just what comes next at a position, and all that there is: for an audience as it is by now, with
    /// the head that was seen before. `on_clock` tells what `now` is on the manager's clock. To ask the time costs as much as all the rest,
    /// so it is asked last.
    pub(crate) fn same(
        &mut self,
        season: Season,
        audience: &Arc<Audience>,
        after: u64,
        head: u64,
        now: impl FnOnce() -> Instant,
        on_clock: impl FnOnce(Instant) -> Duration,
    ) -> Option<(&Chunk, Same)> {
        let found = self.found.as_mut()?;
        let through = found.chunk.through?;
        // Nearly always nothing at all was published since.
        if !found.is_for(season, audience, after) || (head != through && audience.has_news_after(through)) {
            return None;
        }
        let now = now();
        let taken = match found.taken {
            Some((at, taken)) if at == now => taken,
            _ => found.taken.insert((now, Taken::new(&found.chunk, on_clock(now)))).1,
        };
        Some((&found.chunk, Same { taken, last: found.last, through }))
    }

    /// What was found from a position, and up to where.
    pub(crate) fn find(&self, season: Season, audience: &Arc<Audience>, after: u64) -> Option<(Chunk, u64)> {
        let found = self.found.as_ref().filter(|found| found.is_for(season, audience, after))?;
        let through = found.chunk.through.filter(|through| !audience.has_news_after(*through));
        (through.is_some() || !self.gives_all).then(|| (Chunk { through, ..found.chunk.clone() }, found.last))
    }

    /// Remembers what was found by one that nothing sets apart.
    pub(crate) fn note(
        &mut self,
        season: Season,
        audience: &Arc<Audience>,
        after: u64,
        last: u64,
        chunk: &Chunk,
    ) {
        // A gap is one connection's own, and so is what comes before it. A large event is not to be kept for longer than its log does.
        if chunk.gap.is_none() && chunk.bytes.len() <= FRAME {
            let audience = Arc::downgrade(audience);
            self.found = Some(Found { season, audience, after, last, chunk: chunk.clone(), taken: None });
        }
    }
}
