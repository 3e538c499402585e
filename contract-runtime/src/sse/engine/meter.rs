//! Counts what happens, so cheaply that nobody has to turn it off.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::format::gap::GapReason;
use super::super::limits::admission::RefusalReason;
use super::super::logs::connection::{CloseReason, Connection};
use super::super::logs::delays::Delays;
use super::super::logs::hub::Hub;
use super::super::logs::stamp::Stamp;
use super::super::logs::taken::{Delay, Taken};
use super::super::sync::lock;
use super::registry::Registry;
use super::stats::{ConnectionStats, GapStats, Stats};

/// Threads count apart. A counter that all cores change costs each of them more than the rest of a delivery does.
const SHARDS: usize = 16;

thread_local! {
    static SHARD: usize = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS
    };
}

/// From when on a connection that has something to take and does not is told apart.
const BEHIND_AFTER: Duration = Duration::from_secs(1);
const STALLED_AFTER: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
pub(crate) struct Meter {
    shards: [Shard; SHARDS],
    /// The bodies that are not dropped.
    bodies: AtomicU64,
    attached: AtomicU64,
    resumed: AtomicU64,
    gaps: Gaps,
    ends: Mutex<Ends>,
}

/// The counters of deliveries, on cache lines of their own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Shard {
    delivered: AtomicU64,
    bytes: AtomicU64,
    /// The writes whose delays do not count; the others are in one of `delays` each.
    undelayed: AtomicU64,
    delays: [AtomicU64; Delays::BOUNDS.len() + 1],
    /// In microseconds.
    delay: AtomicU64,
}

#[derive(Debug, Default)]
struct Gaps {
    expired: AtomicU64,
    lagged: AtomicU64,
    restarted: AtomicU64,
    unknown: AtomicU64,
}

/// What happens once a connection, for which a lock is cheap enough.
#[derive(Debug, Default)]
struct Ends {
    closed: BTreeMap<CloseReason, u64>,
    refused: BTreeMap<RefusalReason, u64>,
}

impl Meter {
    pub(crate) fn attached(&self) {
        add(&self.attached, 1);
    }

    pub(crate) fn closed(&self, reason: CloseReason) {
        *lock(&self.ends).closed.entry(reason).or_default() += 1;
    }

    pub(crate) fn refused(&self, reason: RefusalReason) {
        *lock(&self.ends).refused.entry(reason).or_default() += 1;
    }

    pub(crate) fn resumed(&self) {
        add(&self.resumed, 1);
    }

    pub(crate) fn body_made(&self) {
        add(&self.bodies, 1);
    }

    pub(crate) fn body_dropped(&self) {
        self.bodies.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn gap(&self, reason: GapReason) {
        add(
            match reason {
                GapReason::Expired => &self.gaps.expired,
                GapReason::Lagged => &self.gaps.lagged,
                GapReason::Restarted => &self.gaps.restarted,
                GapReason::Unknown => &self.gaps.unknown,
            },
            1,
        );
    }

    /// A connection that was attached at some time took a piece. What was published before it came was late already, and its delay does
    /// not count.
    pub(crate) fn taken(&self, attached: Stamp, taken: &Taken) {
        let Some(shard) = self.shards.get(SHARD.with(|shard| *shard)) else { return };
        add(&shard.bytes, taken.bytes);
        if taken.events > 0 {
            add(&shard.delivered, taken.events);
        }
        match taken.delay.filter(|delay| delay.age <= attached.age(taken.now).into()) {
            Some(Delay { bucket, microseconds, .. }) => {
                if let Some(count) = shard.delays.get(bucket) {
                    add(count, 1);
                }
                add(&shard.delay, microseconds);
            }
            None => add(&shard.undelayed, 1),
        }
    }

    fn total(&self, counter: impl Fn(&Shard) -> &AtomicU64) -> u64 {
        self.shards.iter().map(|shard| counter(shard).load(Ordering::Relaxed)).sum()
    }

    fn delays(&self) -> Delays {
        let mut counts = [0; Delays::BOUNDS.len() + 1];
        for shard in &self.shards {
            for (count, counter) in counts.iter_mut().zip(&shard.delays) {
                *count += counter.load(Ordering::Relaxed);
            }
        }
        Delays { counts, sum: Duration::from_micros(self.total(|shard| &shard.delay)) }
    }

    /// Looks at every connection, so that it takes some milliseconds where there are a hundred thousand.
    pub(crate) fn stats(&self, registry: &Registry, hub: &Hub, now: impl FnOnce() -> Duration) -> Stats {
        // The bodies first: one that ends meanwhile may be missed, but none is counted that is not there.
        let bodies = self.bodies.load(Ordering::Relaxed);
        let open = registry.all();
        let (mut connections, lag) = states(&open, now());
        connections.closing = bodies.saturating_sub(open.len() as u64);
        let delay = self.delays();
        let (closed, refused) = {
            let ends = lock(&self.ends);
            (ends.closed.clone(), ends.refused.clone())
        };
        Stats {
            connections,
            is_draining: registry.is_closed(),
            attached: self.attached.load(Ordering::Relaxed),
            closed,
            refused,
            published: hub.published(),
            delivered: self.total(|shard| &shard.delivered),
            writes: self.total(|shard| &shard.undelayed) + delay.count(),
            written_bytes: self.total(|shard| &shard.bytes),
            gaps: self.gaps.stats(),
            resumed: self.resumed.load(Ordering::Relaxed),
            lag,
            delay,
        }
    }
}

impl Gaps {
    fn stats(&self) -> GapStats {
        GapStats {
            expired: self.expired.load(Ordering::Relaxed),
            lagged: self.lagged.load(Ordering::Relaxed),
            restarted: self.restarted.load(Ordering::Relaxed),
            unknown: self.unknown.load(Ordering::Relaxed),
        }
    }
}

/// The states of open connections, and how many events the one that is furthest behind has not taken.
fn states(open: &[Arc<Connection>], now: Duration) -> (ConnectionStats, u64) {
    let mut states = ConnectionStats::default();
    let mut most = 0;
    for connection in open {
        let silence = now.saturating_sub(connection.progress.last_taken(now));
        let lag = if silence < BEHIND_AFTER { 0 } else { connection.lag() };
        most = most.max(lag);
        *match lag {
            0 => &mut states.live,
            _ if silence < STALLED_AFTER => &mut states.behind,
            _ => &mut states.stalled,
        } += 1;
    }
    (states, most)
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}
