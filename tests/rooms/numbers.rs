//! What the manager says of itself.

use std::collections::BTreeMap;

use contract_runtime::SseManager;
use contract_runtime::metrics::Prometheus;
use contract_runtime::sse::Stats;
use serde_json::{Value, json};

use crate::{HEAP, RoomsFollowEvent};

/// Its own count of everything, the page for Prometheus, and what the handlers counted.
pub(crate) fn of(sse: &SseManager, rooms: &[String], metrics: &Prometheus, handled: u64) -> Value {
    let Stats { connections, attached, closed, refused, published, delivered, gaps, .. } = sse.stats();
    let Stats { written_bytes, resumed, .. } = sse.stats();
    let closed: BTreeMap<_, _> = closed.into_iter().map(|(why, count)| (why.as_str(), count)).collect();
    let refused: BTreeMap<_, _> = refused.into_iter().map(|(why, count)| (why.as_str(), count)).collect();
    let readers: usize =
        rooms.iter().map(|room| sse.channel::<RoomsFollowEvent>(room.as_str()).occupancy().connections).sum();
    json!({
        "heap": HEAP.current_usage(),
        "handled": handled,
        "open": sse.connection_count(),
        "readers": readers,
        "live": connections.live,
        "behind": connections.behind,
        "stalled": connections.stalled,
        "closing": connections.closing,
        "attached": attached,
        "closed": closed,
        "refused": refused,
        "published": published,
        "delivered": delivered,
        "written_bytes": written_bytes,
        "gaps": {
            "expired": gaps.expired, "lagged": gaps.lagged, "restarted": gaps.restarted, "unknown": gaps.unknown,
        },
        "resumed": resumed,
        "metrics": metrics.render(sse),
    })
}
