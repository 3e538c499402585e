//! What one cursor found, for those that come just behind it.

use std::sync::{Arc, Weak};

use super::audience::Audience;
use super::chunk::Chunk;
use super::log::FRAME;
use super::runs::Season;

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
}

impl Recent {
    /// Gives what was found only as long as it is all that there is; else each one looks by itself, and finds more at once.
    pub(crate) fn giving_all() -> Self {
        Self { found: None, gives_all: true }
    }

    /// What was found from a position, and up to where.
    pub(crate) fn find(&self, season: Season, audience: &Arc<Audience>, after: u64) -> Option<(Chunk, u64)> {
        let is_same = |found: &&Found| {
            found.after == after && found.season == season && found.audience.as_ptr() == Arc::as_ptr(audience)
        };
        let found = self.found.as_ref().filter(is_same)?;
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
            self.found = Some(Found { season, audience, after, last, chunk: chunk.clone() });
        }
    }
}
