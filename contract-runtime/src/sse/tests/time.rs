use std::time::{Duration, SystemTime};

use futures_util::{FutureExt, StreamExt as _, stream};
use tokio::time::{Instant, advance};

use super::{Note, Text, event, listen, publish, resume};
use crate::sse::{CloseReason, FRAME, History, Lifecycle, SseManager, Subscription};

const SECOND: Duration = Duration::from_secs(1);

/// Deadlines are met within a bucket of the wheel and the timer's own millisecond.
fn assert_elapsed(since: Instant, expected: Duration) {
    let elapsed = since.elapsed();
    assert!(elapsed >= expected && elapsed <= expected + Duration::from_millis(25), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_by_a_comment_with_one_line_end() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let mut listener = listen(&sse, Subscription::to(&sse.channel::<Note>("a")));
    for _ in 0..10 {
        let since = Instant::now();
        assert_eq!(listener.frame().await.unwrap(), ":\n");
        assert_elapsed(since, 20 * SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn traffic_puts_the_heartbeat_off() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    for number in 0..5 {
        advance(15 * SECOND).await;
        publish(&channel, [number]).await;
        assert_eq!(listener.event().await.data, number.to_string());
    }
    let since = Instant::now();
    assert_eq!(listener.frame().await.unwrap(), ":\n");
    assert_elapsed(since, 20 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn events_wait_for_each_other_where_they_are_to() {
    let delay = Duration::from_millis(50);
    let sse = SseManager::builder().coalesce(delay).build();
    let (one, other) = (sse.channel("a"), sse.channel("b"));
    let mut listener = listen(&sse, Subscription::to(&one).also(&other));
    for round in 0..3 {
        let since = Instant::now();
        // A task of its own, which is polled when it is woken.
        let reading = tokio::spawn(async move { (listener.frame().await, listener) });
        tokio::task::yield_now().await;
        publish(&one, [round]).await;
        // The pass begins to wait.
        tokio::task::yield_now().await;
        advance(delay / 2).await;
        publish(&other, [10 + round]).await;
        let (frame, same) = reading.await.unwrap();
        listener = same;
        assert_elapsed(since, delay);
        assert_eq!(frame.unwrap().matches("event: note\n").count(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn heartbeats_do_not_pile_up_for_a_socket_that_takes_nothing() {
    let sse = SseManager::builder().connection_timeout(None).heartbeat(SECOND).build();
    let mut listener = listen(&sse, Subscription::to(&sse.channel::<Note>("a")));
    tokio::time::sleep(25 * SECOND).await;
    assert_eq!(listener.frame().now_or_never().flatten().unwrap(), ":\n");
    assert!(listener.frame().now_or_never().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_made_for_the_request_has_heartbeats_too() {
    let sse = SseManager::new();
    let mut listener = listen(&sse, Subscription::stream(stream::pending::<Note>()));
    assert_eq!(listener.frame().await.unwrap(), ":\n");
}

#[tokio::test(start_paused = true)]
async fn heartbeats_can_be_switched_off() {
    let sse = SseManager::builder().connection_timeout(None).heartbeat(None).build();
    let mut listener = listen(&sse, Subscription::to(&sse.channel::<Note>("a")));
    let hour = 3600 * SECOND;
    assert!(tokio::time::timeout(hour, listener.frame()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_connection_ends_politely_after_thirty_seconds_busy_or_not() {
    let sse = SseManager::builder().heartbeat(None).build();
    let channel = sse.channel("a");
    let mut busy = listen(&sse, Subscription::to(&channel));
    let mut idle = listen(&sse, Subscription::to(&sse.channel::<Note>("b")));
    let since = Instant::now();
    advance(29 * SECOND).await;
    publish(&channel, [1]).await;
    assert_eq!(busy.event().await.data, "1");
    for listener in [&mut busy, &mut idle] {
        let farewell = listener.frame().await.unwrap();
        assert!(farewell.starts_with("retry: ") && farewell.ends_with('\n'), "{farewell}");
        assert_elapsed(since, 30 * SECOND);
        assert_eq!(listener.frame().await, None);
    }
    assert_eq!(sse.connection_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_loses_its_place_and_may_resume() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let channel = sse.channel("a");
    let mut lifecycle = sse.lifecycle();
    let mut live = listen(&sse, Subscription::to(&channel));
    let mut stalled = listen(&sse, Subscription::to(&channel));
    let first = publish(&channel, [1]).await.remove(0);
    assert_eq!((live.labels(), stalled.labels()), (vec!["1".to_owned()], vec!["1".to_owned()]));
    let since = Instant::now();
    let live = tokio::spawn(async move { while live.frame().await.is_some() {} });
    publish(&channel, [2]).await;
    // For it there was something all the time: when its second heartbeat is due, it has not even taken the first.
    let ended = async {
        while !matches!(
            lifecycle.next().await,
            Some(Lifecycle::Detached { reason: CloseReason::Stalled, .. })
        ) {}
    };
    ended.await;
    assert_elapsed(since, 40 * SECOND);
    assert_eq!(sse.connection_count(), 1, "who takes heartbeats stays");
    let farewell = stalled.frame().await.unwrap();
    assert!(farewell.starts_with("retry: "), "{farewell}");
    assert_eq!(stalled.frame().await, None);
    assert_eq!(resume(&sse, Subscription::to(&channel), &first).labels(), ["2"]);
    tokio::time::sleep(1000 * SECOND).await;
    assert!(!live.is_finished());
}

#[tokio::test(start_paused = true)]
async fn who_takes_long_over_a_large_event_has_not_stalled() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let channel = sse.channel("a");
    let mut slow = listen(&sse, Subscription::to(&channel));
    let text = "x".repeat(20 * FRAME);
    channel.send(Text(text.clone())).await.unwrap();
    let mut taken = String::new();
    while !taken.ends_with("\n\n") {
        taken += &slow.frame().await.unwrap();
        tokio::time::sleep(15 * SECOND).await;
    }
    assert_eq!(event(taken.trim_end()).data, text);
    assert_eq!(sse.connection_count(), 1);
    channel.send(Text(text)).await.unwrap();
    slow.frame().await.unwrap();
    slow.frame().await.unwrap();
    tokio::time::sleep(61 * SECOND).await;
    assert_eq!(sse.connection_count(), 0, "then it has");
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_may_be_let_be() {
    let sse = SseManager::builder().connection_timeout(None).stall_timeout(None).build();
    let _stalled = listen(&sse, Subscription::to(&sse.channel::<Note>("a")));
    tokio::time::sleep(1000 * SECOND).await;
    assert_eq!(sse.connection_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stalled_connection_is_freed_when_its_time_is_up() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let mut stalled = listen(&sse, Subscription::to(&sse.channel::<Note>("a")).client("ann"));
    tokio::time::sleep(31 * SECOND).await;
    assert_eq!((sse.connection_count(), sse.log_count()), (0, 0));
    assert!(stalled.frame().await.unwrap().starts_with("retry: "));
    assert_eq!(stalled.frame().await, None);
    drop(stalled);
    let mut reasons = Vec::new();
    while let Some(Some(event)) = futures_util::StreamExt::next(&mut lifecycle).now_or_never() {
        if let Lifecycle::Detached { reason, .. } = event {
            reasons.push(reason);
        }
    }
    assert_eq!(reasons, [CloseReason::Timeout], "dropping the body later is not another end");
}

#[tokio::test(start_paused = true)]
async fn subscriptions_may_have_a_time_of_their_own() {
    let sse = SseManager::builder().heartbeat(None).build();
    let channel = sse.channel::<Note>("a");
    let mut short = listen(&sse, Subscription::to(&channel).timeout(SECOND));
    let mut stream = listen(&sse, Subscription::stream(stream::pending::<Note>()).timeout(2 * SECOND));
    let mut endless = listen(&sse, Subscription::to(&channel).timeout(None));
    let mut endless_stream = listen(&sse, Subscription::stream(stream::pending::<Note>()));
    let since = Instant::now();
    short.frame().await.unwrap();
    assert_elapsed(since, SECOND);
    stream.frame().await.unwrap();
    assert_elapsed(since, 2 * SECOND);
    tokio::time::sleep(1000 * SECOND).await;
    assert!(endless.frame().now_or_never().is_none());
    assert!(endless_stream.frame().now_or_never().is_none());
    assert_eq!(sse.connection_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_later_connection_with_an_earlier_deadline_is_served_in_time() {
    let sse = SseManager::builder().heartbeat(None).build();
    let channel = sse.channel::<Note>("a");
    let _long = listen(&sse, Subscription::to(&channel));
    tokio::time::sleep(SECOND).await;
    let mut short = listen(&sse, Subscription::to(&channel).timeout(2 * SECOND));
    let since = Instant::now();
    short.frame().await.unwrap();
    assert_elapsed(since, 2 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn old_events_are_freed_without_any_traffic_while_someone_is_connected() {
    let history = History { age: 60 * SECOND, ..History::default() };
    let sse = SseManager::builder().history(history).connection_timeout(None).stall_timeout(None).build();
    publish(&sse.channel("a"), [1]).await;
    let _listener = listen(&sse, Subscription::to(&sse.channel::<Note>("b")));
    let with_event = sse.log_count();
    tokio::time::sleep(61 * SECOND).await;
    assert_eq!(sse.log_count(), with_event - 1);
}

#[tokio::test(start_paused = true)]
async fn the_wheel_holds_nothing_of_connections_that_ended_a_minute_ago() {
    let sse = SseManager::builder().heartbeat(None).connection_timeout(36_000 * SECOND).build();
    let channel = sse.channel::<Note>("a");
    for _ in 0..100 {
        drop(listen(&sse, Subscription::to(&channel)));
    }
    assert_eq!(sse.timer_count(), 100);
    tokio::time::sleep(61 * SECOND).await;
    assert_eq!(sse.timer_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_longest_time_that_can_be_said_is_none() {
    let sse = SseManager::builder()
        .connection_timeout(Duration::MAX)
        .heartbeat(Duration::MAX)
        .retry(Duration::MAX)
        .idempotency_window(Duration::MAX)
        .history(History { age: Duration::MAX, ..History::default() })
        .max_connects_per_second(1000)
        .build();
    let channel = sse.channel("a");
    publish(&channel, [1]).await;
    let subscription = || Subscription::to(&channel).since(Duration::MAX);
    let mut listeners = [
        listen(&sse, subscription()),
        listen(&sse, subscription().timeout(Duration::MAX)),
        listen(&sse, subscription().until(SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 62))),
    ];
    tokio::time::sleep(1000 * SECOND).await;
    publish(&channel, [2]).await;
    for listener in &mut listeners {
        assert_eq!(listener.labels(), ["1", "2"]);
    }
    assert_eq!(sse.connection_count(), 3);
}
