//! The end of all connections, when a server stops.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::engine::Engine;
use super::logs::connection::CloseReason;

/// How often some are ended.
const TICK: Duration = Duration::from_millis(10);

/// At least one connection is ended in this time, so that few do not take the whole window.
const LONGEST_FOR_ONE: Duration = Duration::from_millis(10);

/// Takes no further connections, ends those that a client can resume over the window, and waits for the rest.
pub(crate) async fn drain(engine: Arc<Engine>, window: Duration) {
    engine.registry.close();
    let mut open = engine.registry.all();
    open.retain(|connection| !connection.has_stream());
    let count = u32::try_from(open.len()).unwrap_or(u32::MAX);
    let window = window.min(LONGEST_FOR_ONE.saturating_mul(count));
    let began = Instant::now();
    let mut ended = 0;
    loop {
        let due = due(open.len(), began.elapsed(), window);
        for connection in open.get(ended..due).unwrap_or_default() {
            engine.close(connection.id, CloseReason::Shutdown);
        }
        ended = due;
        if ended == open.len() {
            break;
        }
        sleep(TICK).await;
    }
    engine.registry.empty().await;
    // The process may be gone before it is time for the next report.
    #[cfg(feature = "metrics")]
    engine.report_metrics();
}

/// How many of all are to have ended after some time.
fn due(all: usize, elapsed: Duration, window: Duration) -> usize {
    if elapsed >= window {
        return all;
    }
    let part = elapsed.as_micros().saturating_mul(all as u128) / window.as_micros().max(1);
    usize::try_from(part).map_or(all, |part| part.min(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_spread_evenly() {
        let seconds = Duration::from_secs;
        assert_eq!(due(10_000, Duration::ZERO, seconds(5)), 0);
        assert_eq!(due(10_000, seconds(1), seconds(5)), 2000);
        assert_eq!(due(10_000, seconds(5), seconds(5)), 10_000);
        assert_eq!(due(3, Duration::ZERO, Duration::ZERO), 3);
        assert_eq!(due(0, Duration::ZERO, seconds(5)), 0);
    }
}
