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
    let start = crowd.numbers.heap;
    let mut after = Vec::new();
    // Twice the same, so that what is left of the first can be told from what grows.
    for _ in 0..2 {
        let connections = crowd.churn(Duration::from_secs(size.seconds.into()) / 2).await;
        let with_all = crowd.come_back().await;
        let heap = crowd.numbers.heap;
        println!(
            "{connections} connections came and went; heap {start} at the start, {with_all} with all there, {heap} afterwards; \
             the process has {}",
            crowd.server.memory()
        );
        let each = (with_all - heap) / i64::from(size.connections);
        assert!(path == Path::Tasks || each < EACH, "a connection that waits takes {each} bytes");
        after.push((heap, i64::try_from(connections).unwrap()));
    }
    if size.connections >= 1000 && size.seconds >= 40 {
        crowd.numbers.assert_all_happened();
    }
    let [(first, _), (second, connections)] = after[..] else { unreachable!() };
    assert!(first - start < KEPT, "{} bytes are kept", first - start);
    let lost = second - first;
    assert!(lost < NOISE + LOST * connections, "{lost} bytes more after {connections} connections");
}

/// What a connection may take in the reactor, in bytes.
const EACH: i64 = 3000;

/// What the server may have in use when all have gone, beside what it had before anybody came: pieces that were made for several
/// readers, numbers for the page, the room of tables that were larger.
const KEPT: i64 = 8 << 20;

/// How much of what is kept differs between two times, and what may be left of a connection on the average. Whatever is forgotten of
/// one is more, and adds up.
const NOISE: i64 = 1 << 20;
const LOST: i64 = 64;
