//! Channels that come to an end.

use std::time::Duration;

use futures_util::FutureExt;

use super::{Listener, Note, listen, numbers, publish, request_with, resume};
use crate::sse::{
    Channel, CloseReason, EventSet, History, Lifecycle, LifecycleEvents, PublishError, SseManager,
    Subscription,
};

fn reason(events: &mut LifecycleEvents) -> Option<CloseReason> {
    use futures_util::StreamExt;
    std::iter::from_fn(|| events.next().now_or_never().flatten()).find_map(|event| match event {
        Lifecycle::Detached { reason, .. } => Some(reason),
        _ => None,
    })
}

/// The answer to a client that comes with an id, or without if it is empty.
fn status<E: EventSet>(sse: &SseManager, subscription: Subscription<E>, id: &str) -> u16 {
    sse.respond(subscription, &request_with(sse, &[("last-event-id", id)])).status().as_u16()
}

async fn assert_ends(listener: &mut Listener) {
    assert!(listener.frame().await.expect("a last frame").starts_with("retry: "));
    assert_eq!(listener.frame().await, None);
}

#[tokio::test]
async fn subscribers_get_the_last_event_and_their_streams_end() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    publish(&channel, [1]).await;
    channel.send(Note(2)).last().await.unwrap();
    assert_eq!((listener.event().await.data, listener.event().await.data), ("1".to_owned(), "2".to_owned()));
    assert_ends(&mut listener).await;
    assert_eq!(reason(&mut lifecycle), Some(CloseReason::Closed));
    assert_eq!(sse.connection_count(), 0);
}

#[tokio::test]
async fn a_sleeping_listener_is_woken_by_a_close_without_an_event() {
    let sse = SseManager::new();
    let channel: Channel<Note> = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let task = tokio::spawn(async move { assert_ends(&mut listener).await });
    tokio::task::yield_now().await;
    channel.close().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn who_comes_back_gets_the_rest_and_then_no_content() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut ids = publish(&channel, 0..3).await;
    ids.push(channel.send(Note(3)).last().await.unwrap().to_string());
    publish(&sse.channel("b"), 4..6).await;
    for (seen, id) in (0..).zip(&ids[..3]) {
        let mut listener = resume(&sse, Subscription::to(&channel), id);
        for expected in numbers(seen + 1..4) {
            assert_eq!(listener.event().await.data, expected);
        }
        assert_ends(&mut listener).await;
    }
    assert_eq!(status(&sse, Subscription::to(&channel), &ids[3]), 204);
    assert_eq!(sse.connection_count(), 0, "it took no place");
}

#[tokio::test]
async fn a_new_client_gets_the_last_event_and_what_it_asks_for() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, 0..3).await;
    channel.send(Note(3)).last().await.unwrap();
    for (subscription, expected) in [
        (Subscription::to(&channel), vec!["3"]),
        (Subscription::to(&channel).last(2), vec!["2", "3"]),
        (Subscription::to(&channel).snapshot([Note(9)]), vec!["3", "9"]),
    ] {
        let mut listener = listen(&sse, subscription);
        let mut last = String::new();
        for label in expected {
            let event = listener.event().await;
            assert_eq!(event.data, label);
            last = event.id().to_owned();
        }
        assert_ends(&mut listener).await;
        assert_eq!(status(&sse, Subscription::to(&channel), &last), 204);
    }
}

#[tokio::test]
async fn a_new_client_of_a_channel_that_was_closed_without_an_event_has_everything() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, 0..3).await;
    channel.close().await.unwrap();
    assert_eq!(status(&sse, Subscription::to(&channel), ""), 204);
    let mut listener = listen(&sse, Subscription::to(&channel).snapshot([Note(9)]));
    assert_eq!(listener.event().await.data, "9");
    assert_ends(&mut listener).await;
}

#[tokio::test]
async fn an_id_that_says_nothing_gives_a_gap_all_that_is_kept_and_the_end() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, 0..2).await;
    channel.send(Note(2)).last().await.unwrap();
    let mut listener = resume(&sse, Subscription::to(&channel), "other-1");
    let mut labels = Vec::new();
    for _ in 0..4 {
        labels.push(listener.event().await.label());
    }
    assert_eq!(labels, ["gap restarted", "0", "1", "2"]);
    assert_ends(&mut listener).await;
}

#[tokio::test]
async fn a_subscription_ends_with_the_last_of_its_channels() {
    let sse = SseManager::new();
    let (a, b): (Channel<Note>, Channel<Note>) = (sse.channel("a"), sse.channel("b"));
    let both = || Subscription::to(&a).also(&b);
    let mut listener = listen(&sse, both());
    a.send(Note(1)).last().await.unwrap();
    publish(&b, [2]).await;
    assert_eq!(listener.labels(), ["1", "2"]);
    assert_eq!(sse.connection_count(), 1);
    let id = b.send(Note(3)).last().await.unwrap();
    assert_eq!(listener.event().await.data, "3");
    assert_ends(&mut listener).await;
    assert_eq!(status(&sse, both(), id.as_str()), 204);
}

#[tokio::test]
async fn a_stream_made_for_the_request_goes_on_when_its_channels_are_closed() {
    let sse = SseManager::new();
    let channel: Channel<Note> = sse.channel("a");
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let stream = futures_util::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|note| (note, receiver))
    });
    let mut listener = listen(&sse, Subscription::stream(stream).also(&channel));
    channel.send(Note(1)).last().await.unwrap();
    assert_eq!(listener.labels(), ["1"]);
    sender.send(Note(2)).unwrap();
    assert_eq!(listener.labels(), ["2"]);
    drop(sender);
    assert_eq!(listener.frame().await, None);
}

#[tokio::test]
async fn publishing_to_a_closed_channel_is_an_error_until_it_is_reopened() {
    let sse = SseManager::new();
    let channel: Channel<Note> = sse.channel("a");
    let end = channel.close().await.unwrap();
    assert_eq!(channel.close().await.unwrap(), end, "closing it again changes nothing");
    assert!(matches!(channel.send(Note(1)).await, Err(PublishError::Closed)));
    assert!(matches!(channel.send_all([Note(1)]).await, Err(PublishError::Closed)));
    assert!(matches!(channel.to("ann").send(Note(1)).await, Err(PublishError::Closed)));
    sse.client("ann").send("note", &1).await.unwrap();
    channel.reopen().await.unwrap();
    assert_eq!(sse.log_count(), 1, "that of the client");
    let mut listener = resume(&sse, Subscription::to(&channel), end.as_str());
    publish(&channel, [2]).await;
    assert_eq!(listener.labels(), ["2"]);
}

#[tokio::test]
async fn a_repeated_last_event_gives_its_id_again() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let done = || channel.send(Note(1)).last().idempotency_key("done");
    assert_eq!(done().await.unwrap(), done().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_channel_stays_closed_for_as_long_as_its_history_is_kept() {
    let history = History { age: Duration::from_mins(1), ..History::default() };
    let sse = SseManager::builder().history(history).build();
    let [empty, told] = ["a", "b"].map(|name| sse.channel::<Note>(name));
    empty.close().await.unwrap();
    told.send(Note(1)).last().await.unwrap();
    tokio::time::advance(Duration::from_secs(59)).await;
    publish(&sse.channel("c"), [1]).await;
    assert!(empty.send(Note(1)).await.is_err());
    assert!(told.send(Note(1)).await.is_err());
    tokio::time::advance(Duration::from_secs(1)).await;
    publish(&sse.channel("c"), [2]).await;
    assert_eq!(sse.log_count(), 1);
    publish(&empty, [2]).await;
    publish(&told, [2]).await;
}

#[tokio::test]
async fn closed_channels_stay_within_the_total() {
    let sse = SseManager::builder().history_total(100_000).build();
    for number in 0..10_000 {
        sse.channel::<Note>(number.to_string()).close().await.unwrap();
    }
    assert!((10..200).contains(&sse.log_count()), "{}", sse.log_count());
    assert!(sse.channel("9999").send(Note(1)).await.is_err());
    publish(&sse.channel("0"), [1]).await;
}

#[tokio::test]
async fn a_stalled_reader_gets_all_of_a_closed_channel_when_it_reads_again() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    publish(&channel, 0..5).await;
    channel.close().await.unwrap();
    for expected in numbers(0..5) {
        assert_eq!(listener.event().await.data, expected);
    }
    assert_ends(&mut listener).await;
}
