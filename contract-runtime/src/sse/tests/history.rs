//! How a first connection begins: history, and snapshots as of an event.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Listener, Note, listen, numbers, publish, request_with, resume};
use crate::sse::{Channel, EventId, History, SseManager, Subscription};

#[tokio::test]
async fn a_new_client_gets_the_last_events_and_then_the_live_ones() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..10).await;
    let mut listener = listen(&sse, Subscription::to(&channel).last(3));
    publish(&channel, [10]).await;
    assert_eq!(listener.labels(), numbers(7..11));
    assert_eq!(listen(&sse, Subscription::to(&channel).last(100)).labels(), numbers(0..11));
    assert!(listen(&sse, Subscription::to(&channel).last(0)).labels().is_empty());
    let mut resumed = resume(&sse, Subscription::to(&channel).last(3), &ids[8]);
    assert_eq!(resumed.labels(), numbers(9..11), "who resumes goes on from its id");
}

#[tokio::test]
async fn the_last_events_are_those_of_all_channels_together_in_order() {
    let sse = SseManager::new();
    let [a, b, c] = ["a", "b", "c"].map(|name| sse.channel::<Note>(name));
    for number in 0..12 {
        publish([&a, &b, &c][usize::try_from(number).unwrap() % 3], [number]).await;
    }
    assert_eq!(listen(&sse, Subscription::to(&a).also(&b).last(4)).labels(), ["6", "7", "9", "10"]);
}

#[tokio::test]
async fn what_was_sent_to_a_client_or_to_everyone_is_not_repeated() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, [1]).await;
    sse.send("note", &2).await.unwrap();
    sse.client("ann").send("note", &3).await.unwrap();
    channel.to("ann").send(Note(4)).await.unwrap();
    publish(&channel, [5]).await;
    let mut listener = listen(&sse, Subscription::to(&channel).client("ann").last(10));
    sse.client("ann").send("note", &6).await.unwrap();
    assert_eq!(listener.labels(), ["1", "5", "6"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_client_gets_what_is_younger_than_it_asks_for() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    for number in 0..10 {
        publish(&channel, [number]).await;
        tokio::time::advance(Duration::from_secs(10)).await;
    }
    let since = |seconds| Subscription::to(&channel).since(Duration::from_secs(seconds));
    assert_eq!(listen(&sse, since(35)).labels(), numbers(7..10));
    assert_eq!(listen(&sse, since(35).last(2)).labels(), numbers(8..10));
    assert_eq!(listen(&sse, since(15).last(5)).labels(), numbers(9..10));
    assert_eq!(listen(&sse, since(100_000)).labels(), numbers(0..10));
    assert!(listen(&sse, since(5)).labels().is_empty());
}

#[tokio::test]
async fn history_that_is_not_kept_is_no_gap() {
    let history = History { events: 3, ..History::default() };
    let sse = SseManager::builder().history(history).build();
    let (a, b): (Channel<Note>, Channel<Note>) = (sse.channel("a"), sse.channel("b"));
    publish(&a, [0, 1]).await;
    publish(&b, 2..10).await;
    assert_eq!(listen(&sse, Subscription::to(&a).also(&b).last(9)).labels(), ["0", "1", "7", "8", "9"]);
}

#[tokio::test]
async fn history_comes_before_a_snapshot_and_a_break_within_it_resumes() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, 0..5).await;
    let subscription = || Subscription::to(&channel).last(3).snapshot([Note(100)]);
    let mut listener = listen(&sse, subscription());
    let first = listener.event().await;
    assert_eq!(first.data, "2");
    assert_eq!(resume(&sse, subscription(), first.id()).labels(), ["3", "4"]);
    assert_eq!(listener.labels(), ["3", "4", "100"]);
}

/// A state that counts what was published, with the id of the last event in it.
#[derive(Clone)]
struct Ledger {
    sse: SseManager,
    channel: Channel<Note>,
    state: Arc<Mutex<(u64, Option<EventId>)>>,
}

impl Ledger {
    fn new(sse: &SseManager) -> Self {
        Self { sse: sse.clone(), channel: sse.channel("a"), state: Arc::default() }
    }

    async fn publish(&self) {
        use futures_util::FutureExt;
        tokio::task::yield_now().await;
        let mut state = self.state.lock().unwrap();
        let number = state.0 + 1;
        let id = self.channel.send(Note(number)).now_or_never().expect("no waiting").unwrap();
        *state = (number, Some(id));
    }

    /// As a handler does: the request's position is taken, then some time passes, then the state is read.
    async fn attach(&self) -> Listener {
        let request = request_with(&self.sse, &[]);
        tokio::task::yield_now().await;
        let (count, id) = self.state.lock().unwrap().clone();
        tokio::task::yield_now().await;
        let subscription = Subscription::to(&self.channel);
        let subscription = match id {
            Some(id) => subscription.snapshot_as_of(&id, [Note(count)]),
            None => subscription.snapshot([Note(count)]),
        };
        Listener::new(self.sse.respond(subscription, &request))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_snapshot_as_of_an_event_come_exactly_the_later_ones() {
    const EVENTS: u64 = 2000;
    let ledger = Ledger::new(&SseManager::new());
    ledger.publish().await;
    let publisher = tokio::spawn({
        let ledger = ledger.clone();
        async move {
            for _ in 1..EVENTS {
                ledger.publish().await;
            }
        }
    });
    let readers: Vec<_> = (0..50)
        .map(|_| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                let mut listener = ledger.attach().await;
                let mut count: u64 = listener.event().await.data.parse().unwrap();
                while count < EVENTS {
                    let next: u64 = listener.event().await.data.parse().unwrap();
                    assert_eq!(next, count + 1, "neither lost nor repeated");
                    count = next;
                }
            })
        })
        .collect();
    publisher.await.unwrap();
    for reader in readers {
        reader.await.unwrap();
    }
}

#[tokio::test]
async fn a_state_that_is_older_than_the_request_is_followed_by_what_it_lacks() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..5).await;
    sse.client("ann").send("note", &7).await.unwrap();
    let as_of =
        |id: &str| Subscription::to(&channel).client("ann").snapshot_as_of(&id.parse().unwrap(), [Note(100)]);
    let mut listener = listen(&sse, as_of(&ids[2]));
    assert_eq!(listener.labels(), ["100", "3", "4"], "and nothing that was sent to the client before");
    sse.client("ann").send("note", &8).await.unwrap();
    assert_eq!(listener.labels(), ["8"]);
}

#[tokio::test]
async fn a_state_that_is_newer_than_the_request_hides_what_it_includes_and_nothing_else() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let request = request_with(&sse, &[]);
    publish(&channel, 0..2).await;
    sse.client("ann").send("note", &7).await.unwrap();
    let id = publish(&channel, [2]).await.remove(0);
    publish(&channel, [3]).await;
    let subscription =
        Subscription::to(&channel).client("ann").snapshot_as_of(&id.parse().unwrap(), [Note(100)]);
    let events = Listener::new(sse.respond(subscription, &request)).ready();
    let labels: Vec<&str> = events.iter().map(|event| event.data.as_str()).collect();
    assert_eq!(labels, ["7", "100", "3"]);
    assert_eq!(events[1].id(), id, "a snapshot leads to its own place");
    let resumed = Subscription::to(&channel).client("ann");
    assert_eq!(resume(&sse, resumed, events[0].id()).labels(), ["2", "3"]);
}

#[tokio::test]
async fn a_loss_after_the_state_is_told() {
    let history = History { events: 3, ..History::default() };
    let sse = SseManager::builder().history(history).build();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..10).await;
    let as_of = |id: &str| Subscription::to(&channel).snapshot_as_of(&id.parse().unwrap(), [Note(100)]);
    assert_eq!(listen(&sse, as_of(&ids[2])).labels(), ["100", "gap expired", "7", "8", "9"]);
    assert_eq!(listen(&sse, as_of(&ids[6])).labels(), ["100", "7", "8", "9"]);
}

#[tokio::test]
async fn a_state_of_before_a_restart_is_followed_by_everything_since() {
    let id = publish(&SseManager::new().channel("a"), [0]).await.remove(0);
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, 1..4).await;
    let subscription = Subscription::to(&channel).snapshot_as_of(&id.parse().unwrap(), [Note(100)]);
    assert_eq!(listen(&sse, subscription).labels(), ["100", "1", "2", "3"]);
}

#[tokio::test]
async fn who_resumes_gets_no_state_as_of_anything() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..4).await;
    let subscription = Subscription::to(&channel).snapshot_as_of(&ids[2].parse().unwrap(), [Note(100)]);
    assert_eq!(resume(&sse, subscription, &ids[0]).labels(), ["1", "2", "3"]);
}
