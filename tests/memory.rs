//! Memory of idle streams, and beside a reader that has stopped. Alone in its process, since it measures the whole of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]
#![cfg(target_os = "linux")]

use std::time::Duration;

use contract_runtime::axum::Router;
use contract_runtime::axum::extract::State;
use contract_runtime::axum::http::{HeaderMap, Method, Uri, Version};
use contract_runtime::axum::response::IntoResponse;
use contract_runtime::axum::{body::Body, routing::get};
use contract_runtime::sse::{EventSet, History, SseManager, Subscription};
use contract_tests::server::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::yield_now;

/// An event whose data is ready made, since encoding is not what is measured.
struct Block(String);

impl EventSet for Block {
    fn name(&self) -> &'static str {
        "block"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        Ok(self.0.clone())
    }
}

/// The manager without a contract: a plain axum handler.
async fn follow(
    State(sse): State<SseManager>,
    method: Method,
    version: Version,
    uri: Uri,
    headers: HeaderMap,
) -> impl IntoResponse {
    let request = sse.capture(&method, version, &uri, &headers);
    let channel = sse.channel::<Block>("all");
    sse.respond(Subscription::to(&channel), &request).map(Body::new)
}

fn resident_bytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

async fn publish(sse: &SseManager, megabytes: usize) {
    let channel = sse.channel("all");
    let data = format!("\"{}\"", "x".repeat(64 << 10));
    for _ in 0..megabytes * 16 {
        channel.send(Block(data.clone())).await.unwrap();
        yield_now().await;
    }
}

/// Whoever measures is alone.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Opens streams whose clients have read their heads.
async fn open(server: &Server, count: usize) -> Vec<TcpStream> {
    let mut clients = Vec::new();
    for _ in 0..count {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        socket.write_all(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        socket.read_u8().await.unwrap();
        clients.push(socket);
    }
    clients
}

#[tokio::test]
async fn an_idle_stream_keeps_no_buffer() {
    const STREAMS: usize = 300;
    let _alone = ALONE.lock().await;
    let sse = SseManager::builder().connection_timeout(None).build();
    let router = Router::new().route("/events", get(follow)).with_state(sse.clone());
    let server = Server::start(router, &sse).await;
    let _first = open(&server, 100).await;
    let before = resident_bytes();
    let _then = open(&server, STREAMS).await;
    let each = resident_bytes().saturating_sub(before) / STREAMS;
    // With the test's own socket. One buffer of the server's HTTP library is 8 KiB.
    assert!(each < 6 << 10, "{each} bytes a stream");
}

#[tokio::test]
async fn a_stalled_reader_costs_nothing_but_its_lag() {
    let _alone = ALONE.lock().await;
    let history = History { events: 1000, bytes: 1 << 20, age: Duration::from_mins(10) };
    let sse = SseManager::builder().history(history).connection_timeout(None).build();
    let router = Router::new().route("/events", get(follow)).with_state(sse.clone());
    let server = Server::start(router, &sse).await;
    let mut stalled = Vec::new();
    for _ in 0..10 {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        socket.write_all(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        stalled.push(socket);
    }
    while sse.connection_count() < 10 {
        yield_now().await;
    }
    publish(&sse, 50).await;
    let before = resident_bytes();
    publish(&sse, 200).await;
    let grown = resident_bytes().saturating_sub(before);
    assert!(grown < 16 << 20, "{grown} bytes more after 200 MB that ten readers did not read");
    assert_eq!(sse.connection_count(), 10);
}
