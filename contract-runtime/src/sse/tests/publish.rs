//! Batches, idempotency keys, and limits of publishing.

use std::time::Duration;

use super::{Note, Text, listen, numbers, publish, resume};
use crate::sse::{Channel, ChannelOptions, PublishError, PublishRate, SseManager, Subscription};

#[tokio::test]
async fn a_batch_has_consecutive_ids_and_arrives_whole() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let first = publish(&channel, [0]).await.remove(0);
    let ids = channel.send_all([Note(1), Note(2), Note(3)]).await.unwrap();
    assert_eq!(listener.labels(), numbers(0..4));
    let expected: Vec<String> = (2..5).map(|sequence| first.replace("-1", &format!("-{sequence}"))).collect();
    assert_eq!(ids.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    assert_eq!(resume(&sse, Subscription::to(&channel), ids[0].as_str()).labels(), ["2", "3"]);
}

#[tokio::test]
async fn an_empty_batch_is_nothing() {
    let sse = SseManager::new();
    let channel: Channel<Note> = sse.channel("a");
    assert!(channel.send_all([]).last().await.unwrap().is_empty());
    assert_eq!(sse.log_count(), 0);
}

#[tokio::test]
async fn nothing_of_a_batch_is_published_if_one_of_it_cannot_be() {
    let sse = SseManager::builder().max_event_bytes(10).build();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let events = ["1", "much too long for that", "2"].map(|text| Text(text.to_owned()));
    let refused = channel.send_all(events).await;
    assert!(matches!(refused, Err(PublishError::TooLarge { bytes: 22, limit: 10 })));
    assert!(listener.ready().is_empty());
}

/// Nobody sees a part of a batch, and nobody's event stands within one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_event_stands_within_a_batch() {
    let sse = SseManager::new();
    let (a, b): (Channel<Note>, Channel<Note>) = (sse.channel("a"), sse.channel("b"));
    let mut listener = listen(&sse, Subscription::to(&a).also(&b));
    let publishers = [a, b].map(|channel| {
        tokio::spawn(async move {
            for _ in 0..200 {
                channel.send_all((0..5).map(Note)).await.unwrap();
            }
        })
    });
    let mut seen = 0;
    while seen < 2000 {
        let events = std::iter::once(listener.event().await).chain(listener.ready()).collect::<Vec<_>>();
        for (expected, event) in (seen..).zip(&events) {
            assert_eq!(event.data, (expected % 5).to_string());
        }
        seen += events.len();
        assert_eq!(seen % 5, 0, "a batch was seen in part");
    }
    for publisher in publishers {
        publisher.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_idempotency_key_is_accepted_once_within_the_window() {
    let sse = SseManager::builder()
        .idempotency_window(Duration::from_mins(1))
        .connection_timeout(None)
        .heartbeat(None)
        .build();
    let (channel, other): (Channel<Note>, Channel<Note>) = (sse.channel("a"), sse.channel("b"));
    let mut listener = listen(&sse, Subscription::to(&channel).also(&other));
    let pay = |channel: &Channel<Note>, number| channel.send(Note(number)).idempotency_key("payment-7");
    let first = pay(&channel, 1).await.unwrap();
    publish(&channel, [2]).await;
    assert_eq!(pay(&channel, 3).await.unwrap(), first);
    assert_ne!(pay(&other, 4).await.unwrap(), first, "a key is one of its channel");
    assert_eq!(listener.labels(), ["1", "2", "4"]);
    tokio::time::advance(Duration::from_mins(1)).await;
    assert_ne!(pay(&channel, 5).await.unwrap(), first);
    assert_eq!(listener.labels(), ["5"]);
}

#[tokio::test]
async fn a_repeated_batch_gives_the_ids_of_the_first() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let ids = channel.send_all([Note(1), Note(2)]).idempotency_key("batch").await.unwrap();
    assert_eq!(channel.send_all([Note(1), Note(2)]).idempotency_key("batch").await.unwrap(), ids);
    assert_eq!(resume(&sse, Subscription::to(&channel), ids[0].as_str()).labels(), ["2"]);
}

#[tokio::test]
async fn what_is_sent_to_a_client_or_to_everyone_may_have_an_idempotency_key() {
    let sse = SseManager::new();
    let channel: Channel<Note> = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel).client("ann"));
    for _ in 0..2 {
        sse.send("note", &1).idempotency_key("k").await.unwrap();
        sse.client("ann").send("note", &2).idempotency_key("k").await.unwrap();
        channel.to("ann").send(Note(3)).idempotency_key("k").await.unwrap();
    }
    assert_eq!(listener.labels(), ["1", "2", "3"]);
}

#[tokio::test(start_paused = true)]
async fn a_channel_takes_no_more_than_its_rate() {
    let sse = SseManager::new();
    sse.configure("a", ChannelOptions::new().publish_rate(PublishRate::per_second(2)));
    let [one, other, free] = ["a/1", "a/2", "b"].map(|name| sse.channel::<Note>(name));
    let mut listener = listen(&sse, Subscription::to(&one));
    publish(&one, [1, 2]).await;
    let error = one.send(Note(3)).await.unwrap_err();
    assert!(
        matches!(error, PublishError::RateLimited { retry_after } if retry_after <= Duration::from_millis(500))
    );
    assert!(one.send_all([Note(4), Note(5)]).await.is_err());
    publish(&other, [1, 2]).await;
    publish(&free, 0..100).await;
    one.to("ann").send(Note(6)).await.expect("the rate is that of the channel");
    tokio::time::advance(Duration::from_millis(500)).await;
    publish(&one, [7]).await;
    assert_eq!(listener.labels(), ["1", "2", "7"]);
}

#[tokio::test(start_paused = true)]
async fn a_repetition_costs_nothing_of_the_rate() {
    let sse = SseManager::new();
    sse.configure("a", ChannelOptions::new().publish_rate(PublishRate::per_second(1)));
    let channel = sse.channel("a");
    let send = || channel.send(Note(1)).idempotency_key("k");
    let id = send().await.unwrap();
    assert_eq!(send().await.unwrap(), id);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(send().await.unwrap(), id);
    publish(&channel, [2]).await;
}
