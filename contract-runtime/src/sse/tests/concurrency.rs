use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use tokio::sync::Barrier;

use super::{Event, Listener, Note, listen, request_with, resume, sequence};
use crate::sse::{Channel, History, SseManager, Subscription};

const TASKS: u64 = 100;
const EVENTS: u64 = 100;
const LAST: u64 = u64::MAX;

/// The position, the id and the number of an event.
type Published = (u64, String, u64);

/// Reads up to the last event, and checks that ids only ever grow.
async fn read_to_the_end(mut listener: Listener, since: u64) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut newest = since;
    loop {
        let event = listener.event().await;
        let position = sequence(event.id());
        let is_gap_in_place = event.name == "gap" && position >= newest;
        assert!(position > newest || is_gap_in_place, "{position} after {newest}");
        newest = position;
        let is_last = event.data == LAST.to_string();
        events.push(event);
        if is_last {
            return events;
        }
    }
}

async fn publish_all(channel: &Channel<Note>, ids: &Arc<Mutex<Vec<Published>>>) {
    let tasks = (0..TASKS).map(|task| {
        let (channel, ids) = (channel.clone(), Arc::clone(ids));
        tokio::spawn(async move {
            for event in 0..EVENTS {
                let number = task * EVENTS + event;
                let id = channel.send(Note(number)).await.unwrap();
                ids.lock().unwrap().push((sequence(id.as_str()), id.to_string(), number));
                if event % 8 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    channel.send(Note(LAST)).await.unwrap();
}

/// Listeners that come while everybody publishes, with ids of all ages: whatever a listener got must be what was
/// published after its id, in order and each once, apart from what a gap says is lost.
async fn storm(history: History) -> u64 {
    let sse = SseManager::builder().history(history).connection_timeout(None).build();
    let channel = sse.channel("a");
    let ids = Arc::new(Mutex::new(Vec::<Published>::new()));
    let gaps = Arc::new(AtomicU64::new(0));
    let listeners: Vec<_> = (0..50)
        .map(|number| {
            let (sse, channel, ids) = (sse.clone(), channel.clone(), Arc::clone(&ids));
            tokio::spawn(async move {
                let wait_for = usize::try_from(number * TASKS * EVENTS / 60).unwrap();
                while ids.lock().unwrap().len() < wait_for {
                    tokio::task::yield_now().await;
                }
                let known = ids.lock().unwrap().get(wait_for / 2).cloned();
                let Some((since, id, _)) = known else {
                    return (0, read_to_the_end(listen(&sse, Subscription::to(&channel)), 0).await);
                };
                (since, read_to_the_end(resume(&sse, Subscription::to(&channel), &id), since).await)
            })
        })
        .collect();
    tokio::task::yield_now().await;
    publish_all(&channel, &ids).await;

    let mut published: Vec<_> = std::mem::take(&mut *ids.lock().unwrap());
    published.sort_unstable();
    for listener in join_all(listeners).await {
        let (since, events) = listener.unwrap();
        check(&published, since, &events);
        let lost = events.iter().filter(|event| event.name == "gap").count();
        gaps.fetch_add(lost as u64, Ordering::Relaxed);
    }
    gaps.load(Ordering::Relaxed)
}

fn check(published: &[Published], since: u64, events: &[Event]) {
    let mut expected = published.iter().filter(|(position, ..)| *position > since).peekable();
    let start = sequence(events[0].id());
    if since == 0 {
        // A new listener starts somewhere: with the first event that it got.
        while expected.next_if(|(position, ..)| *position < start).is_some() {}
    }
    for event in events {
        if event.name == "gap" {
            while expected.next_if(|(position, ..)| *position <= event.gap().1).is_some() {}
        } else if event.data != LAST.to_string() {
            let (_, id, number) = expected.next().expect("no more than was published");
            assert_eq!((event.id(), event.data.clone()), (id.as_str(), number.to_string()));
        }
    }
    assert_eq!(expected.next(), None, "nothing is missing at the end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_listener_sees_every_event_after_its_id_once_and_in_one_order() {
    let history = History { events: 100_000, bytes: 100 << 20, ..History::default() };
    assert_eq!(storm(history).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn or_is_told_of_a_gap() {
    let history = History { events: 100, ..History::default() };
    assert!(storm(history).await > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_at_once_get_a_hundred_places() {
    let sse = SseManager::builder().max_connections(100).build();
    let channel = sse.channel::<Note>("a");
    for _ in 0..2 {
        let start = Arc::new(Barrier::new(1000));
        let attempts = (0..1000).map(|_| {
            let (sse, channel, start) = (sse.clone(), channel.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                let response = sse.respond(Subscription::to(&channel), &request_with(&sse, &[]));
                (response.status() == 200).then_some(response)
            })
        });
        let responses: Vec<_> = join_all(attempts).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(responses.iter().flatten().count(), 100);
        assert_eq!((sse.connection_count(), sse.connections().len()), (100, 100));
        drop(responses);
        assert_eq!((sse.connection_count(), sse.log_count()), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_ends_a_connection_it_ends_once() {
    let sse = SseManager::builder().max_connections(50).build();
    let channel = sse.channel::<Note>("a");
    for _ in 0..20 {
        let listeners: Vec<_> = (0..50).map(|_| listen(&sse, Subscription::to(&channel))).collect();
        let detaching = sse.connections().into_iter().map(|connection| {
            let sse = sse.clone();
            tokio::spawn(async move { sse.detach(connection.id) })
        });
        let dropping = listeners.into_iter().map(|listener| tokio::spawn(async move { drop(listener) }));
        let (detaching, dropping): (Vec<_>, Vec<_>) = (detaching.collect(), dropping.collect());
        let publishing = tokio::spawn({
            let channel = channel.clone();
            async move { super::publish(&channel, 0..10).await }
        });
        join_all(detaching).await;
        join_all(dropping).await;
        publishing.await.unwrap();
        assert_eq!((sse.connection_count(), sse.connections().len()), (0, 0));
    }
}
