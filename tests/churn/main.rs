//! A crowd that comes and goes, by a ledger of every connection; and one of which some stop reading.
//!
//! `CHURN_CONNECTIONS` (200) and `CHURN_SECONDS` (6) are its size, and `CHURN_SEED` repeats a run's random choices, though not the
//! machine's. `STALLED_MEGABYTES` (100) is how much is published beside stalled readers. Every process may open twenty thousand files, say: the server is one, and its clients are another.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests fail by panicking, and print what they measured"
)]
#![cfg(target_os = "linux")]

mod crowd;
mod judge;
mod ledger;
mod reality;
mod server;
mod skimmer;
mod stalled;
mod truth;
mod visit;
mod visitor;

use std::time::Duration;

use tokio::sync::Mutex;

use crate::crowd::{Crowd, Size};
use crate::server::Path;
use crate::stalled::readers_that_stop_cost_a_history_and_learn_what_they_missed;

/// Held by the test that runs: each measures the memory of its server, and wants the machine for itself.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Makes a test of a function for each of the ways in which the server writes streams of HTTP/1.1.
macro_rules! each_path {
    ($($test:ident),+) => {$(
        mod $test {
            use crate::server::Path;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn from_tasks() {
                super::$test(Path::Tasks).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn from_the_reactor() {
                super::$test(Path::Reactor).await;
            }
        }
    )+};
}

each_path!(
    nothing_is_lost_in_a_crowd_that_comes_and_goes,
    readers_that_stop_cost_a_history_and_learn_what_they_missed
);

async fn nothing_is_lost_in_a_crowd_that_comes_and_goes(path: Path) {
    let _alone = ALONE.lock().await;
    let size = Size::from_environment();
    println!("CHURN_SEED={} {path:?}", size.seed);
    let mut crowd = Crowd::new(&size, path).await;
    let start = crowd.server.memory();
    let mut memory = Vec::new();
    // Twice the same, so that what is left of the first can be told from what grows.
    for _ in 0..2 {
        let connections = crowd.churn(Duration::from_secs(size.seconds.into()) / 2).await;
        let most = crowd.come_back().await;
        memory.push((crowd.server.memory(), connections, most));
    }
    println!("server memory: {start} at the start, then (after, connections, with all there): {memory:?}");
    let [(first, ..), (second, connections, _)] = memory[..] else { unreachable!() };
    // What an allocator keeps for later differs from time to time; what is lost with each connection adds up.
    let most = (4 << 20) + 256 * i64::try_from(connections).unwrap();
    assert!(second - first < most, "{} bytes more after {connections} connections", second - first);
}
