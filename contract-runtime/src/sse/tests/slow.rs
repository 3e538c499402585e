//! Readers that are slower than their channels.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use proptest::prelude::*;

use super::{Listener, Note, listen, numbers, publish, resume};
use crate::sse::{
    Channel, ChannelOptions, CloseReason, History, Lifecycle, SlowPolicy, SseManager, Subscription,
};

fn manager(policy: SlowPolicy, events: usize) -> SseManager {
    let sse = SseManager::builder().stall_timeout(None).build();
    let history = History { events, ..History::default() };
    sse.configure("a", ChannelOptions::new().history(history).slow(policy));
    sse
}

#[tokio::test]
async fn options_hold_for_the_family_of_channels_that_exist_or_not_and_for_no_other() {
    let sse = SseManager::new();
    let [old, new, other] = ["a/1", "a/2", "ab"].map(|name| sse.channel::<Note>(name));
    let ids = publish(&old, 0..10).await;
    sse.configure("a", ChannelOptions::new().history(History { events: 2, ..History::default() }));
    assert_eq!(resume(&sse, Subscription::to(&old), &ids[7]).labels(), numbers(8..10));
    assert_eq!(resume(&sse, Subscription::to(&old), &ids[0]).labels(), ["gap expired", "8", "9"]);
    publish(&new, 0..10).await;
    publish(&other, 0..10).await;
    assert_eq!(resume(&sse, Subscription::to(&new), &ids[9]).labels(), ["gap expired", "8", "9"]);
    assert_eq!(resume(&sse, Subscription::to(&other), &ids[9]).labels(), numbers(0..10));
}

#[tokio::test(start_paused = true)]
async fn each_family_forgets_at_its_own_age() {
    let sse = SseManager::new();
    let age = |seconds| History { age: Duration::from_secs(seconds), ..History::default() };
    sse.configure("a", ChannelOptions::new().history(age(10)));
    sse.configure("b", ChannelOptions::new().history(age(1000)));
    for name in ["b", "a", "a/1", "b/1"] {
        publish(&sse.channel(name), [1]).await;
    }
    tokio::time::advance(Duration::from_secs(10)).await;
    publish(&sse.channel("c"), [1]).await;
    assert_eq!(sse.log_count(), 3, "both of b and that one");
    tokio::time::advance(Duration::from_secs(990)).await;
    publish(&sse.channel("c"), [1]).await;
    assert_eq!(sse.log_count(), 1);
}

#[tokio::test]
async fn a_reader_that_must_not_miss_anything_is_cut_off_and_told_when_it_comes_back() {
    let sse = manager(SlowPolicy::Close, 3);
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    publish(&channel, [0]).await;
    let seen = listener.event().await;
    publish(&channel, 1..10).await;
    assert!(listener.frame().await.unwrap().starts_with("retry: "));
    assert_eq!(listener.frame().await, None);
    assert_eq!(sse.connection_count(), 0);
    let subscription = Subscription::to(&channel).snapshot([Note(100)]);
    assert_eq!(resume(&sse, subscription, seen.id()).labels(), ["gap expired", "7", "8", "9", "100"]);
}

#[tokio::test]
async fn a_loss_in_a_channel_that_cuts_off_ends_the_stream_before_anything_else() {
    let sse = SseManager::builder().history(History { events: 3, ..History::default() }).build();
    sse.configure("strict", ChannelOptions::new().slow(SlowPolicy::Close));
    let (strict, other) = (sse.channel::<Note>("strict"), sse.channel::<Note>("other"));
    let subscription = || Subscription::to(&strict).also(&other);
    let mut listener = listen(&sse, subscription());
    let seen = publish(&other, [0]).await.remove(0);
    assert_eq!(listener.labels(), ["0"]);
    publish(&other, 1..6).await;
    publish(&strict, 6..11).await;
    // It has lost 1 and 2 of the one, and 6 and 7 of the other: it comes back with the id that it had before.
    assert!(listener.frame().await.expect("a farewell").starts_with("retry: "));
    assert_eq!(listener.frame().await, None);
    assert_eq!(resume(&sse, subscription(), &seen).labels(), ["gap expired", "3", "4", "5", "8", "9", "10"]);
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_takes_nothing_does_not_keep_a_reader_that_is_to_be_cut_off() {
    let sse = manager(SlowPolicy::Close, 3);
    let channel = sse.channel("a");
    let mut lifecycle = sse.lifecycle();
    let _stalled = listen(&sse, Subscription::to(&channel).timeout(None));
    let mut idle = listen(&sse, Subscription::to(&sse.channel::<Note>("a/quiet")).timeout(None));
    publish(&channel, 0..10).await;
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(sse.connection_count(), 1);
    assert!(idle.frame().await.unwrap().starts_with(':'));
    let ended = std::iter::from_fn(|| lifecycle.next().now_or_never().flatten())
        .filter(|event| matches!(event, Lifecycle::Detached { reason: CloseReason::TooSlow, .. }));
    assert_eq!(ended.count(), 1);
}

async fn set(channel: &Channel<Note>, key: &str, value: u64) -> String {
    channel.send(Note(value)).key(key).await.unwrap().to_string()
}

#[tokio::test]
async fn of_several_pending_events_of_a_key_a_reader_gets_the_newest() {
    let sse = manager(SlowPolicy::latest(), 100);
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    for value in 0..3 {
        set(&channel, "eur", value).await;
        set(&channel, "usd", 10 + value).await;
    }
    publish(&channel, [100]).await;
    set(&channel, "eur", 3).await;
    assert_eq!(listener.labels(), ["12", "100", "3"]);
    set(&channel, "usd", 13).await;
    assert_eq!(listener.labels(), ["13"]);
}

#[tokio::test]
async fn the_value_of_every_key_outlives_the_history_without_a_gap() {
    let sse = manager(SlowPolicy::latest(), 3);
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let first = set(&channel, "chf", 1).await;
    for value in 0..50 {
        set(&channel, "eur", value).await;
        set(&channel, "usd", 100 + value).await;
    }
    assert_eq!(listener.labels(), ["1", "49", "149"]);
    assert_eq!(resume(&sse, Subscription::to(&channel), &first).labels(), ["49", "149"]);
    assert_eq!(listen(&sse, Subscription::to(&channel).last(usize::MAX)).labels(), ["1", "49", "149"]);
    assert!(resume(&sse, Subscription::to(&channel), "other-1").labels().ends_with(&numbers([1, 49, 149])));
}

#[tokio::test]
async fn an_event_without_a_key_is_lost_like_any() {
    let sse = manager(SlowPolicy::latest(), 3);
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    set(&channel, "eur", 1).await;
    publish(&channel, [2]).await;
    for value in 10..20 {
        set(&channel, "usd", value).await;
    }
    // Also what is older than the loss comes after it was told.
    assert_eq!(listener.labels(), ["gap lagged", "1", "19"]);
}

#[tokio::test]
async fn more_keys_than_are_kept_lose_the_oldest_value() {
    let sse = manager(SlowPolicy::Latest { keys: 5 }, 1);
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    for value in 0..10 {
        set(&channel, &value.to_string(), value).await;
    }
    assert_eq!(listener.labels(), ["gap lagged", "4", "5", "6", "7", "8", "9"]);
}

#[tokio::test]
async fn a_value_that_was_let_go_is_not_given_since_somebody_else_had_it() {
    let sse = manager(SlowPolicy::latest(), 3);
    let channel = sse.channel("a");
    let mut early = listen(&sse, Subscription::to(&channel));
    for (key, value) in [("usd", 1), ("eur", 2), ("gbp", 3)] {
        set(&channel, key, value).await;
    }
    assert_eq!(early.labels(), numbers(1..4));
    let mut late = listen(&sse, Subscription::to(&channel).last(10).snapshot([Note(100)]));
    publish(&channel, [4]).await;
    set(&channel, "eur", 5).await;
    // The two begin and end with the same events, and have not the same between them.
    assert_eq!(late.labels(), ["1", "3", "100", "4", "5"]);
}

#[tokio::test]
async fn values_stay_within_the_bytes_of_the_history() {
    let sse = SseManager::new();
    let history = History { events: 10, bytes: 10_000, ..History::default() };
    sse.configure("a", ChannelOptions::new().history(history).slow(SlowPolicy::latest()));
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    for value in 0..1000 {
        set(&channel, &format!("{value}{}", "k".repeat(400)), value).await;
    }
    let labels = listener.labels();
    assert_eq!(labels[0], "gap lagged");
    assert!((15..25).contains(&labels.len()), "{labels:?}");
}

#[tokio::test]
async fn a_merged_reader_gets_newest_values_at_their_place() {
    let sse = manager(SlowPolicy::latest(), 100);
    let (a, b) = (sse.channel("a"), sse.channel("b"));
    let mut listener = listen(&sse, Subscription::to(&a).also(&b));
    set(&a, "eur", 1).await;
    publish(&b, [2]).await;
    set(&a, "eur", 3).await;
    publish(&b, [4]).await;
    assert_eq!(listener.labels(), ["2", "3", "4"]);
}

#[tokio::test]
async fn keys_mean_nothing_where_everything_counts_until_the_policy_changes() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let start = set(&channel, "eur", 0).await;
    for value in 1..4 {
        set(&channel, "eur", value).await;
    }
    let replay = || resume(&sse, Subscription::to(&channel), &start).labels();
    assert_eq!(replay(), numbers(1..4));
    sse.configure("a", ChannelOptions::new().slow(SlowPolicy::latest()));
    assert_eq!(replay(), ["3"]);
    sse.configure("a", ChannelOptions::new());
    assert_eq!(replay(), numbers(1..4));
}

/// What happens in a random schedule of a channel of values.
#[derive(Debug, Clone)]
enum Step {
    Set(u8, u64),
    /// So many of them as one batch.
    SetAll(Vec<(u8, u64)>),
    Read(usize),
    Reconnect(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let pair = || (0..8_u8, 0..1000_u64);
    prop_oneof![
        6 => pair().prop_map(|(key, value)| Step::Set(key, value)),
        1 => prop::collection::vec(pair(), 0..6).prop_map(Step::SetAll),
        2 => (0..3_usize).prop_map(Step::Read),
        1 => (0..3_usize).prop_map(Step::Reconnect),
    ]
}

/// A reader and what it knows.
struct Reader {
    listener: Listener,
    last_id: String,
    known: HashMap<String, String>,
}

impl Reader {
    fn read(&mut self, sse: &SseManager) {
        for event in self.listener.ready() {
            assert_ne!(event.name, "gap");
            self.last_id = event.id().to_owned();
            // The payload is `key * 1000 + value`.
            let number: u64 = event.data.parse().unwrap();
            self.known.insert((number / 1000).to_string(), (number % 1000).to_string());
        }
        assert!(sse.connection_count() <= 3);
    }
}

proptest! {
    #[test]
    fn readers_end_with_the_right_last_value_of_every_key(steps in prop::collection::vec(step(), 1..150)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let sse = manager(SlowPolicy::Latest { keys: 8 }, 4);
            let channel = sse.channel("a");
            let mut state = HashMap::new();
            let mut readers: Vec<Reader> = (0..3)
                .map(|_| Reader {
                    listener: listen(&sse, Subscription::to(&channel)),
                    last_id: String::new(),
                    known: HashMap::new(),
                })
                .collect();
            let note = |(key, value): (u8, u64)| (key.to_string(), Note(u64::from(key) * 1000 + value));
            for step in steps {
                match step {
                    Step::Set(key, value) => {
                        let (key, event) = note((key, value));
                        channel.send(event).key(&key).await.unwrap();
                        state.insert(key, value.to_string());
                    }
                    Step::SetAll(pairs) => {
                        state.extend(pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())));
                        channel.send_all_keyed(pairs.into_iter().map(note)).await.unwrap();
                    }
                    Step::Read(reader) => readers[reader].read(&sse),
                    Step::Reconnect(reader) if !readers[reader].last_id.is_empty() => {
                        let id = readers[reader].last_id.clone();
                        readers[reader].listener = resume(&sse, Subscription::to(&channel), &id);
                    }
                    Step::Reconnect(_) => {}
                }
            }
            for mut reader in readers {
                reader.read(&sse);
                assert_eq!(reader.known, state);
            }
        });
    }
}
