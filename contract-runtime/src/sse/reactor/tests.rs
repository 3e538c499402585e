//! What can't be seen from a server's outside: threads that end, panics, turns.
#![cfg(unix)]

use std::any::Any;
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::yield_now;
use std::time::Duration;

use futures_util::FutureExt as _;
use http::{HeaderMap, Method, Uri, Version};
use http_body_util::BodyExt as _;
use mio::Events;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::sleep;

use super::inbox::Mail;
use super::tally::Tally;
use super::thread::Thread;
use super::{Departed, Guard, Reactor, Socket};
use crate::sse::streams::handover::Handover;
use crate::sse::{EventSet, SseManager, Subscription};

struct Text(String);

impl EventSet for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.0)
    }
}

async fn publish(sse: &SseManager, text: &str) {
    sse.channel("a").send(Text(text.to_owned())).await.unwrap();
}

/// A connection that has just left a server, and its client's end.
fn departed(sse: &SseManager, guard: Guard) -> (UnixStream, Departed) {
    let (client, server) = UnixStream::pair().unwrap();
    client.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    server.set_nonblocking(true).unwrap();
    let request = sse.capture(&Method::GET, Version::HTTP_11, &Uri::from_static("/"), &HeaderMap::new());
    let mut response = sse.respond(Subscription::to(&sse.channel::<Text>("a")), &request);
    let handover = Handover::of(&mut response).unwrap();
    handover.want();
    let mut body = response.into_body();
    body.frame().now_or_never().unwrap().unwrap().unwrap();
    let live = handover.take().unwrap();
    let socket = Socket::unix(server);
    (client, Departed { socket, live, read: bytes::Bytes::new(), keep_alive: true, guard })
}

/// Reads until a text has come.
fn read_until(client: &mut UnixStream, text: &str) {
    let mut read = String::new();
    while !read.contains(text) {
        let mut byte = [0];
        client.read_exact(&mut byte).unwrap();
        read.push(byte[0].into());
    }
}

struct PanicOnDrop;

impl Drop for PanicOnDrop {
    fn drop(&mut self) {
        panic!("a recorder's mistake");
    }
}

#[tokio::test]
async fn a_panic_is_the_end_of_its_connection_alone() {
    let sse = SseManager::new();
    let reactor = Reactor::start(1, &unbounded_channel().0).unwrap();
    let guard: Box<dyn Any + Send> = Box::new(PanicOnDrop);
    let (bad, connection) = departed(&sse, Some(guard));
    reactor.adopt(connection);
    let (mut good, connection) = departed(&sse, None);
    reactor.adopt(connection);
    drop(bad);
    while reactor.len() > 1 {
        yield_now();
    }
    publish(&sse, "later").await;
    tokio::task::spawn_blocking(move || read_until(&mut good, "later")).await.unwrap();
    assert!(reactor.is_running());
}

#[tokio::test]
async fn what_is_handed_over_after_the_end_is_closed() {
    let sse = SseManager::new();
    let reactor = Reactor::start(2, &unbounded_channel().0).unwrap();
    let (mut before, connection) = departed(&sse, None);
    reactor.adopt(connection);
    reactor.stop();
    let (mut after, connection) = departed(&sse, None);
    reactor.adopt(connection);
    for client in [&mut before, &mut after] {
        client.read_to_end(&mut Vec::new()).unwrap();
    }
    reactor.empty().await;
    while reactor.is_running() {
        yield_now();
    }
    assert_eq!((reactor.len(), sse.connection_count()), (0, 0));
}

#[tokio::test]
async fn where_a_thread_has_ended_the_others_take_its_connections() {
    let sse = SseManager::new();
    let reactor = Reactor::start(2, &unbounded_channel().0).unwrap();
    reactor.inboxes[0].stop();
    let mut clients = Vec::new();
    for _ in 0..4 {
        let (client, connection) = departed(&sse, None);
        reactor.adopt(connection);
        clients.push(client);
    }
    publish(&sse, "all").await;
    let reading = move || clients.iter_mut().for_each(|client| read_until(client, "all"));
    tokio::task::spawn_blocking(reading).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_is_woken_while_it_waits_for_its_turn_has_one() {
    let sse = SseManager::new();
    let tally = Arc::<Tally>::default();
    let mut thread = Thread::new(&tally, &unbounded_channel().0).unwrap();
    let (mut client, connection) = departed(&sse, None);
    for _ in 0..20 {
        publish(&sse, &"x".repeat(40_000)).await;
    }
    thread.adopt(0, (connection, tally.add_connection()));
    assert_eq!(thread.turns, [0], "there is more than fits in one turn");
    for _ in 0..10 {
        thread.advance(0);
        assert_eq!(thread.turns, [0]);
    }
    client.read_exact(&mut vec![0; 60_000]).unwrap();
    thread.turns.clear();
    thread.take_turn(0);
    assert_eq!(thread.turns, [0], "and still");
}

#[tokio::test]
async fn one_large_event_takes_several_turns() {
    let sse = SseManager::new();
    let tally = Arc::<Tally>::default();
    let mut thread = Thread::new(&tally, &unbounded_channel().0).unwrap();
    let (client, connection) = departed(&sse, None);
    socket2::SockRef::from(&client).set_recv_buffer_size(1 << 20).unwrap();
    publish(&sse, &"x".repeat(1_000_000)).await;
    thread.adopt(0, (connection, tally.add_connection()));
    assert_eq!(thread.turns, [0]);
    drop(client);
}

#[tokio::test(start_paused = true)]
async fn who_takes_long_over_a_large_event_has_not_stalled() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let tally = Arc::<Tally>::default();
    let mut thread = Thread::new(&tally, &unbounded_channel().0).unwrap();
    let (mut client, connection) = departed(&sse, None);
    publish(&sse, &"x".repeat(4_000_000)).await;
    thread.adopt(0, (connection, tally.add_connection()));
    let (events, mut mail) = (Events::with_capacity(1), Mail::new());
    for piece in 0..60 {
        while !thread.turns.is_empty() {
            thread.attend(&events, &mut mail);
        }
        client.read_exact(&mut vec![0; 60_000]).unwrap();
        sleep(Duration::from_secs(15)).await;
        thread.attend(&events, &mut mail);
        thread.go_on(0);
        assert_eq!(sse.connection_count(), 1, "after {piece} pieces");
    }
    sleep(Duration::from_secs(61)).await;
    assert_eq!(sse.connection_count(), 0, "then it has");
}
