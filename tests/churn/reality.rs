//! What the manager counted, held against what happened.
//!
//! Some numbers are known to the clients exactly, others only within bounds: who goes while something is on its way to it can't know
//! what the server had handed over by then, nor as what the server saw it go. So the equalities of deliveries are for the phase in
//! which every client reads to the very end.

use std::sync::atomic::Ordering;

use crate::ledger::{Began, Entry};
use crate::server::Numbers;
use crate::visitor::Counts;

/// Once all have gone: what holds however they went.
#[track_caller]
pub(crate) fn assert_quiet(numbers: &Numbers, counts: &Counts, published: usize) {
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let Numbers { open, readers, live, behind, stalled, closing, attached, .. } = *numbers;
    assert_eq!((open, readers, live, behind, stalled, closing), (0, 0, 0, 0, 0, 0), "nobody is there");
    let sum = |by: &std::collections::BTreeMap<String, u64>| by.values().sum::<u64>();
    assert_eq!(attached, sum(&numbers.closed), "who came has gone, once");
    assert_eq!(numbers.handled, attached + sum(&numbers.refused), "who asked was attached or refused");
    assert_eq!(sum(&numbers.refused), count(&counts.refused), "every refusal was told");
    assert!(numbers.refused.keys().all(|reason| reason == "client"), "{:?}", numbers.refused);
    assert_eq!(numbers.published, published as u64);
    assert_metrics(numbers);
    // Where the queue of a listener is full, a client takes its connection for one of which the server never hears if the client goes
    // at once. Who waits for an answer tries until there is one.
    let connected = count(&counts.connected);
    let accepted = numbers.sample("http_server_connections_accepted_total");
    let least = connected - count(&counts.unread);
    assert!(
        (least..=connected).contains(&accepted),
        "{accepted} accepted of {connected}, {least} of which were answered"
    );
}

/// The page for Prometheus says the same.
#[track_caller]
fn assert_metrics(numbers: &Numbers) {
    let same = |name: &str, value: u64| assert_eq!(numbers.sample(name), value, "{name}");
    for state in ["live", "behind", "stalled", "closing"] {
        same(&format!("sse_connections{{state=\"{state}\"}}"), 0);
    }
    same("sse_connections_attached_total", numbers.attached);
    same("sse_events_published_total", numbers.published);
    same("sse_events_delivered_total", numbers.delivered);
    same("sse_written_bytes_total", numbers.written_bytes);
    same("sse_replays_total{result=\"hit\"}", numbers.resumed);
    same("sse_lag_events", 0);
    same("http_server_accept_errors_total", 0);
    let families = [
        ("sse_connections_closed_total", &numbers.closed),
        ("sse_connections_refused_total", &numbers.refused),
        ("sse_gaps_total", &numbers.gaps),
    ];
    for (name, counts) in families {
        for (reason, count) in counts {
            same(&format!("{name}{{reason=\"{reason}\"}}"), *count);
        }
    }
}

/// What clients saw, as the manager counts it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    attached: u64,
    delivered: u64,
    bytes: u64,
    resumed: u64,
    expired: u64,
    lagged: u64,
    restarted: u64,
    unknown: u64,
}

impl Seen {
    pub(crate) fn by(entries: &[Entry]) -> Self {
        let gaps = |reason: &str| {
            let gaps = entries.iter().flat_map(|entry| &entry.gaps);
            gaps.filter(|gap| gap.reason == reason).count() as u64
        };
        let has_missed_nothing = |entry: &&Entry| {
            matches!(entry.began, Began::After(_)) && !entry.gaps.iter().any(|gap| gap.reason == "expired")
        };
        Self {
            attached: entries.len() as u64,
            delivered: entries
                .iter()
                .map(|entry| (entry.events.len() + usize::from(entry.hello.is_some())) as u64)
                .sum(),
            bytes: entries.iter().map(|entry| entry.bytes).sum(),
            resumed: entries.iter().filter(has_missed_nothing).count() as u64,
            expired: gaps("expired"),
            lagged: gaps("lagged"),
            restarted: gaps("restarted"),
            unknown: gaps("unknown"),
        }
    }

    /// What a manager did between two looks at it.
    pub(crate) fn between(before: &Numbers, after: &Numbers) -> Self {
        let gaps = |reason: &str| after.gaps[reason] - before.gaps[reason];
        Self {
            attached: after.attached - before.attached,
            delivered: after.delivered - before.delivered,
            bytes: after.written_bytes - before.written_bytes,
            resumed: after.resumed - before.resumed,
            expired: gaps("expired"),
            lagged: gaps("lagged"),
            restarted: gaps("restarted"),
            unknown: gaps("unknown"),
        }
    }

    /// Whether the other saw all of this, and perhaps more: of what was handed over, not all has reached those who had gone.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let pairs = [
            (self.attached, other.attached),
            (self.delivered, other.delivered),
            (self.bytes, other.bytes),
            (self.expired, other.expired),
            (self.lagged, other.lagged),
            (self.restarted, other.restarted),
            (self.unknown, other.unknown),
        ];
        pairs.iter().all(|(less, more)| less <= more)
    }
}
