//! Many streams on one connection of HTTP/2.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use contract_runtime::SseManager;
use contract_runtime::axum::http::{Request, Version};
use contract_runtime::sse::CloseReason;
use contract_tests::client::Following;
use futures_util::future::join_all;
use http_body_util::Empty;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::json;
use tokio::net::TcpStream;

use crate::shop::{Open, next_close, open, open_with, until_open};

/// What a stream may send that its client does not read.
const WINDOW: u32 = 4096;

/// One connection, whose streams have small windows and which itself has a large one.
#[derive(Clone)]
struct Connection {
    address: SocketAddr,
    sender: SendRequest<Empty<Bytes>>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let socket = TokioIo::new(TcpStream::connect(address).await.unwrap());
        let (sender, connection) = http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(16 << 20)
            .handshake(socket)
            .await
            .unwrap();
        tokio::spawn(connection);
        Self { address, sender }
    }

    async fn get(&mut self, path: &str) -> hyper::Result<Following> {
        let uri = format!("http://{}{path}", self.address);
        let request = Request::builder().version(Version::HTTP_2).uri(uri).body(Empty::new()).unwrap();
        let (parts, body) = self.sender.send_request(request).await?.into_parts();
        Ok(Following::new(parts.headers, body))
    }

    async fn follow(mut self) -> Following {
        self.get("/api/orders/7/events").await.unwrap()
    }
}

async fn two_hundred_streams_share_a_connection_and_one_that_is_not_read_harms_no_other() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let Open { server, sse, .. } = open_with(sse).await;
    let connection = Connection::open(server.address).await;
    let mut streams = join_all((0..200).map(|_| connection.clone().follow())).await;
    until_open(&sse, 200).await;
    let stalled = streams.pop().unwrap();

    let data = "x".repeat(1024);
    let count = 50;
    for _ in 0..count {
        sse.send("n", &data).await.unwrap();
        let heard = join_all(streams.iter_mut().map(Following::next_json)).await;
        assert!(heard.iter().all(|(name, _)| name == "n"), "each one, with no gap");
    }
    let lags: Vec<u64> = sse.connections().iter().map(|open| open.lag).filter(|lag| *lag > 0).collect();
    assert!(matches!(lags[..], [lag] if lag > count / 2), "one holds what does not fit its window: {lags:?}");

    // Once it is read, it has missed nothing.
    let mut late = stalled;
    for _ in 0..count {
        assert_eq!(late.next_json().await, ("n".into(), json!(data)));
    }
}

async fn a_thousand_streams_of_five_connections_share_a_hundred_places() {
    let sse = SseManager::builder().max_connections(100).connection_timeout(None).build();
    let Open { server, sse, .. } = open_with(sse).await;
    let connections = join_all((0..5).map(|_| Connection::open(server.address))).await;
    for _ in 0..2 {
        let answers = join_all((0..1000).map(|n| connections[n % 5].clone().follow())).await;
        let (mut attached, refused): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.headers["content-type"] == "text/event-stream");
        assert_eq!((attached.len(), sse.connection_count()), (100, 100));
        assert!(refused.iter().all(|answer| answer.headers.contains_key("retry-after")));
        sse.send("n", &7).await.unwrap();
        let heard = join_all(attached.iter_mut().map(Following::next_json)).await;
        assert!(heard.iter().all(|event| event.1 == 7), "those with a place are served");
        // The connections stay: it is the streams that give their places back.
        drop(attached);
        until_open(&sse, 0).await;
    }
}

async fn a_stream_that_is_reset_is_freed_and_its_connection_goes_on() {
    let Open { server, sse, .. } = open().await;
    let connection = Connection::open(server.address).await;
    let reset = connection.clone().follow().await;
    until_open(&sse, 1).await;
    let mut changes = sse.lifecycle();
    let mut other = connection.clone().follow().await;
    until_open(&sse, 2).await;
    drop(reset);
    assert_eq!(next_close(&mut changes).await, CloseReason::Disconnected);
    assert_eq!(sse.connection_count(), 1);
    sse.send("n", &1).await.unwrap();
    assert_eq!(other.next_json().await, ("n".into(), json!(1)));
}

async fn a_stream_that_is_reset_with_a_full_window_is_freed_too() {
    let Open { server, sse, .. } = open().await;
    let connection = Connection::open(server.address).await;
    let stalled = connection.clone().follow().await;
    until_open(&sse, 1).await;
    let mut changes = sse.lifecycle();
    let mut other = connection.clone().follow().await;
    let data = "x".repeat(1024);
    for _ in 0..16 {
        sse.send("n", &data).await.unwrap();
        other.next().await.unwrap();
    }
    drop(stalled);
    assert_eq!(next_close(&mut changes).await, CloseReason::Disconnected);
    assert_eq!(sse.connection_count(), 1);
}

async fn a_stream_that_is_not_read_gives_its_place_back_while_its_connection_goes_on() {
    let time = Duration::from_millis(1500);
    let sse = SseManager::builder().connection_timeout(None).heartbeat(time / 3).stall_timeout(time);
    let Open { server, sse, .. } = open_with(sse.build()).await;
    let connection = Connection::open(server.address).await;
    let _stalled = connection.clone().follow().await;
    until_open(&sse, 1).await;
    let mut changes = sse.lifecycle();
    let mut other = connection.clone().follow().await;
    until_open(&sse, 2).await;
    let data = "x".repeat(1024);
    for _ in 0..16 {
        sse.send("n", &data).await.unwrap();
    }
    let reading = tokio::spawn(async move { while other.next().await.is_some() {} });
    assert_eq!(next_close(&mut changes).await, CloseReason::Stalled);
    assert_eq!(sse.connection_count(), 1);
    reading.abort();
}

async fn a_shutdown_ends_the_streams_and_then_the_connection() {
    let Open { server, sse, .. } = open().await;
    let mut connection = Connection::open(server.address).await;
    let mut streams = [connection.clone().follow().await, connection.clone().follow().await];
    until_open(&sse, 2).await;
    sse.send("n", &1).await.unwrap();
    server.shut_down().await;
    for stream in &mut streams {
        assert_eq!(stream.next_json().await, ("n".into(), json!(1)));
        assert_eq!(stream.next().await, None);
    }
    assert!(connection.get("/api/orders").await.is_err(), "it is closed");
}

contract_tests::every_way! {
    #[tokio::test]
    http2:
    two_hundred_streams_share_a_connection_and_one_that_is_not_read_harms_no_other,
    a_thousand_streams_of_five_connections_share_a_hundred_places,
    a_stream_that_is_reset_is_freed_and_its_connection_goes_on,
    a_stream_that_is_reset_with_a_full_window_is_freed_too,
    a_stream_that_is_not_read_gives_its_place_back_while_its_connection_goes_on,
    a_shutdown_ends_the_streams_and_then_the_connection,
}

/// CVE-2023-44487: what a request costs, at no cost for who sends it.
#[tokio::test]
async fn a_flood_of_streams_that_are_reset_at_once_ends_its_connection() {
    let Open { server, .. } = open().await;
    let connection = Connection::open(server.address).await;
    let flood = async {
        loop {
            let mut sender = connection.clone();
            let request = tokio::spawn(async move { sender.get("/api/orders/7/events").await.is_err() });
            // Sent, and taken back before the answer.
            tokio::task::yield_now().await;
            request.abort();
            if connection.sender.is_closed() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), flood).await.expect("it is cut off");
}
