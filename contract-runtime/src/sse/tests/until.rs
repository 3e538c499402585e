use std::time::{Duration, SystemTime};

use futures_util::{FutureExt, StreamExt, stream};
use http_body_util::BodyExt;
use tokio::time::{Instant, advance};

use super::{Note, listen, publish, request_with};
use crate::sse::{CloseReason, Lifecycle, RefusalReason, SseManager, Subscription};

const SECOND: Duration = Duration::from_secs(1);

/// The wall clock goes on in a paused test: by what the test itself takes, the connection has less time.
fn assert_elapsed(since: Instant, expected: Duration) {
    let elapsed = since.elapsed();
    assert!(elapsed + SECOND > expected && elapsed <= expected + Duration::from_millis(25), "{elapsed:?}");
}

fn reason(lifecycle: &mut crate::sse::LifecycleEvents) -> Option<CloseReason> {
    std::iter::from_fn(|| lifecycle.next().now_or_never().flatten()).find_map(|event| match event {
        Lifecycle::Detached { reason, .. } => Some(reason),
        _ => None,
    })
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_its_permission_does_and_not_at_the_next_heartbeat() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel("a");
    let until = SystemTime::now() + 27 * SECOND;
    let mut listener = listen(&sse, Subscription::to(&channel).until(until));
    let mut made = listen(&sse, Subscription::stream(stream::pending::<Note>()).until(until));
    let since = Instant::now();
    advance(25 * SECOND).await;
    publish(&channel, [1]).await;
    assert_eq!(listener.event().await.data, "1");
    assert!(listener.frame().await.unwrap().starts_with("retry: "));
    assert_elapsed(since, 27 * SECOND);
    assert_eq!(listener.frame().await, None);
    while let Some(frame) = made.frame().await {
        assert!(frame == ":\n" || frame.starts_with("retry: "), "{frame}");
    }
    assert_elapsed(since, 27 * SECOND);
    assert_eq!(reason(&mut lifecycle), Some(CloseReason::Expired));
    assert_eq!(sse.connection_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn no_lifetime_goes_beyond_it_and_it_lengthens_none() {
    let sse = SseManager::builder().heartbeat(None).timeout_jitter(0.5).build();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel::<Note>("a");
    for _ in 0..20 {
        let short = SystemTime::now() + 14 * SECOND;
        let mut listener = listen(&sse, Subscription::to(&channel).until(short));
        let since = Instant::now();
        listener.frame().await.unwrap();
        assert_elapsed(since, 14 * SECOND);
        assert_eq!(reason(&mut lifecycle), Some(CloseReason::Expired));

        let long = SystemTime::now() + 3600 * SECOND;
        let mut listener = listen(&sse, Subscription::to(&channel).until(long));
        let since = Instant::now();
        listener.frame().await.unwrap();
        assert!(since.elapsed() <= Duration::from_millis(30_025), "{:?}", since.elapsed());
        assert_eq!(reason(&mut lifecycle), Some(CloseReason::Timeout));
    }
}

#[tokio::test(start_paused = true)]
async fn the_earliest_of_several_times_counts() {
    let sse = SseManager::builder().heartbeat(None).build();
    let now = SystemTime::now();
    let subscription = Subscription::to(&sse.channel::<Note>("a"));
    let mut listener = listen(&sse, subscription.until(now + 5 * SECOND).until(now + 9 * SECOND));
    let since = Instant::now();
    listener.frame().await.unwrap();
    assert_elapsed(since, 5 * SECOND);
}

#[tokio::test]
async fn a_permission_that_has_expired_gives_a_stream_that_ends_at_once_and_takes_no_place() {
    let sse = SseManager::builder().max_connections(0).build();
    let mut lifecycle = sse.lifecycle();
    for headers in [&[][..], &[("accept", "text/event-stream")]] {
        let subscription = Subscription::to(&sse.channel::<Note>("a")).snapshot([Note(1)]);
        let expired = subscription.until(SystemTime::now() - SECOND).client("ann");
        let response = sse.respond(expired, &request_with(&sse, headers));
        assert_eq!((response.status().as_u16(), sse.connection_count()), (200, 0));
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = std::str::from_utf8(&body).unwrap();
        assert!(text.starts_with("retry: ") && text.lines().count() == 1, "{text}");
        let told = lifecycle.next().await.unwrap();
        assert_eq!(
            told,
            Lifecycle::Refused { client: Some("ann".to_owned()), reason: RefusalReason::Expired }
        );
    }
}

#[tokio::test(start_paused = true)]
async fn lifetimes_end_apart_and_never_late() {
    let sse = SseManager::builder().heartbeat(None).timeout_jitter(0.2).build();
    let channel = sse.channel::<Note>("a");
    let since = Instant::now();
    let listeners: Vec<_> = (0..200).map(|_| listen(&sse, Subscription::to(&channel))).collect();
    let mut ends = Vec::new();
    for mut listener in listeners {
        let end = tokio::spawn(async move {
            listener.frame().await;
            since.elapsed()
        });
        ends.push(end);
    }
    let ends: Vec<_> = futures_util::future::join_all(ends).await.into_iter().map(Result::unwrap).collect();
    let (first, last) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
    assert!(*first >= 24 * SECOND && *last <= Duration::from_millis(30_025), "{first:?} to {last:?}");
    assert!(*last > *first + 4 * SECOND, "{first:?} to {last:?}");
}

#[test]
#[should_panic(expected = "timeout_jitter must be from 0 to less than 1")]
fn a_lifetime_of_nothing_is_refused() {
    SseManager::builder().timeout_jitter(1.0).build();
}
