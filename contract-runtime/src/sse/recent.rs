//! What one cursor found, for those that come just behind it.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::audience::Audience;
use super::cursor::{Chunk, Cursor};
use super::hub::Hub;
use super::log::FRAME;
use super::meter::Taken;
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

impl Recent {
    /// Gives what was found only as long as it is all that there is; else each one looks by itself, and finds more at once.
    pub(crate) fn giving_all() -> Self {
        Self { found: None, gives_all: true }
    }

    /// What was found last, where it is just what comes next for a cursor, and all that there is. `now` is also told on the manager's
    /// clock, if that has to be known.
    pub(crate) fn same(
        &mut self,
        cursor: &Cursor,
        hub: &Hub,
        now: Instant,
        on_clock: impl FnOnce() -> Duration,
    ) -> Option<(&Chunk, Same)> {
        let Found { season, audience, after, last, chunk, taken } = self.found.as_mut()?;
        let through = chunk.through?;
        let is_same = *after == cursor.after()
            && audience.as_ptr() == Arc::as_ptr(cursor.audience())
            && !cursor.is_apart()
            && *season == hub.runs().season();
        // Nearly always nothing at all was published since.
        if !is_same || (hub.head() != through && cursor.has_news_after(through)) {
            return None;
        }
        let taken = match taken {
            Some((at, taken)) if *at == now => *taken,
            _ => taken.insert((now, Taken::new(chunk, on_clock()))).1,
        };
        Some((chunk, Same { taken, last: *last, through }))
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
            self.found = Some(Found {
                season,
                audience,
                after,
                last: cursor.after(),
                chunk: chunk.clone(),
                taken: None,
            });
        }
        chunk
    }
}
