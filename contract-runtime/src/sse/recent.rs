//! What one cursor found, for those that come just behind it.

use std::sync::{Arc, Weak};

use super::audience::Audience;
use super::cursor::{Chunk, Cursor};
use super::hub::Hub;
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

    /// What comes next for a cursor that nothing sets apart.
    pub(crate) fn next(&mut self, cursor: &mut Cursor, hub: &Hub) -> Option<Chunk> {
        let (after, season) = (cursor.after(), hub.runs().season());
        let is_same = |found: &&Found| {
            found.after == after
                && found.season == season
                && found.audience.as_ptr() == Arc::as_ptr(cursor.audience())
        };
        if let Some(found) = self.found.as_ref().filter(is_same) {
            let through = found.chunk.through.filter(|through| !cursor.has_news_after(*through));
            if through.is_some() || !self.gives_all {
                cursor.move_to(found.last);
                return Some(Chunk { through, ..found.chunk.clone() });
            }
        }
        let chunk = cursor.next(hub, u64::MAX);
        // A gap is one connection's own, and so is what comes before it. A large event is not to be kept for longer than its log does.
        let is_common = |chunk: &&Chunk| chunk.gap.is_none() && chunk.bytes.len() <= FRAME;
        if let Some(chunk) = chunk.as_ref().filter(is_common).filter(|_| !cursor.is_apart()) {
            let audience = Arc::downgrade(cursor.audience());
            self.found = Some(Found { season, audience, after, last: cursor.after(), chunk: chunk.clone() });
        }
        chunk
    }
}
