//! Sockets that take little at a time.

use std::sync::Arc;

use contract_tests::sse_decoder::Decoder;
use futures_util::future::join_all;
use tokio::task::yield_now;

use crate::client::Client;
use crate::host::{Host, Word, both_ways};

/// Events of every size: none, some that fill a frame, and one that is larger than all buffers on its way.
fn words() -> Vec<Arc<str>> {
    let sizes = [0, 1, 100, 65_000, 65_536, 200_000, 3, 3_000_000, 7, 16_384, 1_000_000];
    let letters = ('a'..='z').cycle();
    sizes.into_iter().map(|size| letters.clone().take(size).collect::<String>().into()).collect()
}

async fn readers_of_every_speed_get_the_same(threads: usize) {
    let host = Host::start(threads).await;
    let mut clients = Vec::new();
    for number in 0..6 {
        let mut client = match number % 2 {
            0 => Client::narrow(host.address).await,
            _ => Client::connect(host.address).await,
        };
        client.follow("/stream/a").await;
        clients.push(client);
    }
    let reading = clients.into_iter().enumerate().map(async |(pauses, mut client)| {
        let mut decoder = Decoder::new();
        let mut data = Vec::new();
        while let Some(chunk) = client.chunk().await {
            data.extend(decoder.feed(&chunk).into_iter().map(|message| message.data));
            for _ in 0..pauses * 50 {
                yield_now().await;
            }
        }
        data
    });
    let expected: Vec<_> = words().iter().map(|word| format!("{word:?}")).collect();
    let publishing = async {
        for word in words() {
            host.channel("a").send(Word(word)).await.unwrap();
            yield_now().await;
        }
        host.close("a").await;
    };
    let ((), received) = tokio::join!(publishing, join_all(reading));
    for data in received {
        assert!(data == expected, "{:?}", data.iter().map(String::len).collect::<Vec<_>>());
    }
}

/// What is pending when a channel is closed still comes, and the connection has its next request afterwards.
async fn a_stalled_reader_has_all_that_was_sent_before_the_end(threads: usize) {
    let host = Host::start(threads).await;
    let mut client = Client::narrow(host.address).await;
    client.follow("/stream/a").await;
    for word in words() {
        host.channel("a").send(Word(word)).await.unwrap();
    }
    let mut other = Client::connect(host.address).await;
    other.follow("/stream/b").await;
    host.publish("b", "not held up").await;
    assert_eq!(other.next(1).await, ["\"not held up\""]);
    host.close("a").await;
    client.ask("/next").await;
    let data: Vec<_> = client.events().await.into_iter().map(|event| event.data).collect();
    let expected: Vec<_> = words().iter().map(|word| format!("{word:?}")).collect();
    assert!(data == expected, "{:?}", data.iter().map(String::len).collect::<Vec<_>>());
    assert_eq!(client.plain().await, "/next");
}

/// It is the first that the stream has, when the connection is still with hyper.
async fn a_large_event_that_is_replayed_comes_whole(threads: usize) {
    let host = Host::start(threads).await;
    let send = async |word: &Arc<str>| host.channel("a").send(Word(Arc::clone(word))).await.unwrap();
    let sizes = [1, 65_536, 65_537, 3_000_000];
    let words: Vec<Arc<str>> = sizes.into_iter().map(|size| "x".repeat(size).into()).collect();
    let mut id = send(&words[0]).await;
    for word in &words[1..] {
        let next = send(word).await;
        for mut client in [Client::narrow(host.address).await, Client::connect(host.address).await] {
            client.follow(&format!("/stream/a?lastEventId={id}")).await;
            assert!(client.next(1).await == [format!("{word:?}")], "{} bytes", word.len());
            client.reset();
        }
        id = next;
    }
    let mut client = Client::narrow(host.address).await;
    client.follow(&format!("/stream/a?lastEventId={id}")).await;
    host.close("a").await;
    assert_eq!(client.events().await, []);
}

both_ways! {
    readers_of_every_speed_get_the_same,
    a_large_event_that_is_replayed_comes_whole,
    a_stalled_reader_has_all_that_was_sent_before_the_end,
}
