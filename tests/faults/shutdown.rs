//! SIGTERM, with streams open and events on their way.

use std::time::{Duration, Instant};

use contract_tests::environment::number;
use futures_util::future::join_all;
use tokio::time::timeout;

use crate::follower::Follower;
use crate::origin::{Options, Origin};

/// How many streams are open: `FAULT_STREAMS=10000` is what is claimed, and takes some twenty thousand file descriptors in both processes.
fn streams() -> u32 {
    number("FAULT_STREAMS").unwrap_or(300)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_loses_nothing_that_was_published_and_no_answer_in_pieces() {
    let count = streams();
    // Some ten thousand deliveries a second, which a shared machine in a debug build can do.
    let options =
        Options { rate: (10_000.0 / f64::from(count)).min(50.0), window: 3000, ..Options::default() };
    let mut origin = Origin::start(options).await;
    let address = origin.address;
    let mut reading = Vec::new();
    for _ in 0..count {
        let follower = Follower::connect(address, "/numbers").await;
        reading.push(tokio::spawn(async { (follower.until_end().await, Instant::now()) }));
    }
    // They run for longer than the window, so that they are open when all others have ended.
    let tokens = join_all((0..10).map(|_| Follower::connect(address, "/tokens/500"))).await;
    let tokens: Vec<_> = tokens.into_iter().map(|stream| tokio::spawn(stream.until_end())).collect();
    origin.until_open(reading.len() + tokens.len()).await;

    let published = origin.terminate().await;
    let signalled = Instant::now();
    let mut ends = Vec::new();
    for stream in join_all(reading).await {
        let (ledger, ended) = stream.unwrap();
        assert!(ledger.is_whole && ledger.last >= published, "{ledger:?} of {published}");
        ends.push(ended.saturating_duration_since(signalled));
    }
    for answer in join_all(tokens).await {
        let ledger = answer.unwrap();
        assert!(ledger.is_whole && (ledger.first, ledger.last) == (Some(1), 500), "{ledger:?}");
    }
    // Well before the deadline, which would cut what is left.
    timeout(Duration::from_secs(40), origin.until_ended()).await.expect("it ends by itself");
    ends.sort();
    let part = |percent: usize| ends[(ends.len() - 1) * percent / 100];
    println!(
        "{count} streams ended: the first after {:?}, half after {:?}, the last after {:?}; the server after {:?}",
        part(0),
        part(50),
        part(100),
        signalled.elapsed()
    );
}
