//! The keys under which a reactor's threads know their connections, which are used again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use contract_runtime::sse::SseManager;
use contract_tests::sse_decoder::Decoder;
use futures_util::future::join_all;

use crate::client::Client;
use crate::host::{Host, Word};

/// Two words of keys, and one more.
const CLIENTS: usize = 129;

const EVENTS: usize = 300;

/// Follows a channel from a position to its end, however often its stream ends before, and gives how often that was. Every event comes, in order and once.
async fn follow(host: &Host, name: &str, mut id: String, here: &AtomicUsize) -> usize {
    let mut client = Client::connect(host.address).await;
    let (mut expected, mut streams) = (0, 0);
    loop {
        client.ask(&format!("/stream/{name}?lastEventId={id}")).await;
        if client.head().await.status == 204 {
            assert_eq!(expected, EVENTS);
            return streams;
        }
        if streams == 0 {
            here.fetch_add(1, Ordering::Relaxed);
        }
        streams += 1;
        let mut decoder = Decoder::new();
        while let Some(chunk) = client.chunk().await {
            for message in decoder.feed(&chunk) {
                assert_eq!((message.event.as_str(), message.data), ("word", format!("\"{expected}\"")));
                expected += 1;
                id = message.last_event_id;
            }
        }
    }
}

/// Ends streams from a thread of its own, so that they leave while others take their keys.
fn detach(sse: &SseManager, clients: usize) {
    let connections = sse.connections();
    for connection in connections.iter().filter(|connection| connection.channels[0] != "warm").take(clients) {
        sse.detach(connection.id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gets_the_key_of_one_that_was_detached_misses_nothing() {
    for threads in [1, 2] {
        let host = Arc::new(Host::start(threads).await);
        let begin = host.channel("warm").send(Word("begin".into())).await.unwrap().to_string();
        let here = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (host, begin, here) = (Arc::clone(&host), begin.clone(), Arc::clone(&here));
                tokio::spawn(async move { follow(&host, ["a", "b"][number % 2], begin, &here).await })
            })
            .collect();
        while here.load(Ordering::Relaxed) < CLIENTS {
            tokio::task::yield_now().await;
        }
        for number in 0..EVENTS {
            let sse = host.sse.clone();
            let detaching = thread::spawn(move || detach(&sse, number % 7));
            for channel in ["a", "b"] {
                host.channel(channel).send(Word(number.to_string().into())).await.unwrap();
            }
            detaching.join().unwrap();
            tokio::task::yield_now().await;
        }
        for channel in ["a", "b"] {
            host.close(channel).await;
        }
        let streams: usize = join_all(clients).await.into_iter().map(Result::unwrap).sum();
        assert!(streams > 2 * CLIENTS, "{streams} streams");
    }
}
