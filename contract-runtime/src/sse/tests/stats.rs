//! The numbers that a manager tells of itself.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream;
use tokio::time::advance;

use super::{Note, SseManager, Subscription, listen, publish, request_with, resume};
use crate::sse::{CloseReason, ConnectionStats, Delays, GapStats, History, RefusalReason, Stats};

fn states(stats: &Stats) -> [u64; 4] {
    let ConnectionStats { live, behind, stalled, closing } = stats.connections;
    [live, behind, stalled, closing]
}

#[tokio::test(start_paused = true)]
async fn what_is_published_taken_and_how_long_it_took_is_counted() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut quick = listen(&sse, Subscription::to(&channel));
    let mut slow = listen(&sse, Subscription::to(&channel));
    publish(&channel, 1..=3).await;
    assert_eq!(quick.ready().len(), 3);
    advance(Duration::from_millis(40)).await;
    publish(&channel, [4]).await;
    advance(Duration::from_millis(400)).await;
    assert_eq!(slow.ready().len(), 4);
    let stats = sse.stats();
    assert_eq!((stats.attached, stats.published, stats.delivered), (2, 4, 7));
    // Each took its first line and one piece of events.
    assert_eq!(stats.writes, 4);
    assert!(stats.written_bytes > 7 * 20, "{}", stats.written_bytes);
    let delays: Vec<(Duration, u64)> =
        Delays::BOUNDS.into_iter().zip(stats.delay.counts).filter(|(_, count)| *count > 0).collect();
    // Of a piece by its oldest event.
    assert_eq!(delays, [(Duration::from_micros(100), 1), (Duration::from_millis(500), 1)]);
    assert_eq!((stats.delay.count(), stats.delay.sum), (2, Duration::from_millis(440)));
}

#[tokio::test(start_paused = true)]
async fn what_was_published_before_a_connection_is_no_delay() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let ids = publish(&channel, 1..=3).await;
    advance(Duration::from_mins(1)).await;
    let mut listener = resume(&sse, Subscription::to(&channel), &ids[0]);
    assert_eq!(listener.ready().len(), 2);
    let stats = sse.stats();
    assert_eq!((stats.delivered, stats.delay.count(), stats.resumed), (2, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn connections_that_take_nothing_are_told_apart() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let channel = sse.channel("a");
    let mut live = listen(&sse, Subscription::to(&channel));
    let stopped = listen(&sse, Subscription::to(&channel));
    let idle = listen(&sse, Subscription::to(&sse.channel::<Note>("b")));
    publish(&channel, 1..=3).await;
    live.ready();
    assert_eq!(states(&sse.stats()), [3, 0, 0, 0], "it may be just about to");
    advance(Duration::from_secs(2)).await;
    assert_eq!((states(&sse.stats()), sse.stats().lag), ([2, 1, 0, 0], 3));
    advance(Duration::from_secs(30)).await;
    assert_eq!(states(&sse.stats()), [2, 0, 1, 0], "heartbeats that are due are not taken either");
    sse.shutdown().await;
    assert_eq!(states(&sse.stats()), [0, 0, 0, 3], "the sockets have not taken the end");
    drop((live, stopped, idle));
    assert_eq!(states(&sse.stats()), [0; 4]);
}

#[tokio::test(start_paused = true)]
async fn gaps_refusals_and_ends_are_counted_by_their_reasons() {
    let history = History { events: 2, ..History::default() };
    let sse = SseManager::builder().max_connections(3).history(history).connection_timeout(None).build();
    let channel = sse.channel("a");
    let ids = publish(&channel, 1..=5).await;
    let mut listeners =
        [&ids[0], "0therepoch-1", "garbage"].map(|id| resume(&sse, Subscription::to(&channel), id));
    for listener in &mut listeners {
        listener.ready();
    }
    assert_eq!(sse.respond(Subscription::to(&channel), &request_with(&sse, &[])).status(), 503);
    publish(&channel, 6..=10).await;
    let [first, second, third] = &mut listeners;
    first.ready();
    let gaps = GapStats { expired: 1, restarted: 1, unknown: 1, lagged: 1 };
    assert_eq!((sse.stats().gaps, sse.stats().resumed), (gaps, 0));
    second.ready();
    third.ready();

    assert!(sse.detach(sse.connections()[0].id));
    let mut answer = listen(&sse, Subscription::stream(stream::iter([Note(1)])));
    while answer.frame().await.is_some() {}
    drop(listeners);
    let stats = sse.stats();
    let closed = [(CloseReason::Disconnected, 2), (CloseReason::Detached, 1), (CloseReason::Finished, 1)];
    assert_eq!(stats.closed, BTreeMap::from(closed));
    assert_eq!(stats.refused, BTreeMap::from([(RefusalReason::Full, 1)]));
    assert_eq!(stats.gaps.lagged, 3);
}
