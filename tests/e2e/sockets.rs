//! What `serve` does of its own: whom it serves, for how long, and how many at once.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use contract_runtime::axum::Router;
use contract_runtime::axum::extract::ConnectInfo;
use contract_runtime::axum::http::{Request, StatusCode, Version};
use contract_runtime::axum::routing::get as on_get;
use contract_runtime::prelude::*;
use contract_runtime::{Listener, Serve};
use contract_tests::client::{get, post};
use contract_tests::way::Way;
use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Body, Frame};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

contract! {
    trait Mirror {
        who: { method: GET, path: "/who", responses: { 200: String } },
        echo: { method: POST, path: "/echo", body: String, responses: { 200: String } },
    }
}

struct Silver;

impl Mirror for Silver {
    type Context = ConnectInfo<SocketAddr>;

    async fn who(&self, ConnectInfo(peer): ConnectInfo<SocketAddr>, _: MirrorWhoRequest) -> MirrorWhoResult {
        Ok(peer.ip().to_string().into())
    }

    async fn echo(&self, _: ConnectInfo<SocketAddr>, request: MirrorEchoRequest) -> MirrorEchoResult {
        Ok(request.body.into())
    }
}

/// A server in a task, with options of the test's own.
fn start<L: Listener>(server: Serve<L>) {
    tokio::spawn(server.into_future());
}

fn listen() -> (TcpListener, SocketAddr) {
    let listener = contract_runtime::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn read_all(mut socket: impl AsyncRead + Unpin) -> String {
    let mut text = Vec::new();
    let read = timeout(Duration::from_secs(20), socket.read_to_end(&mut text)).await;
    read.expect("the server ends the connection").unwrap();
    String::from_utf8(text).unwrap()
}

async fn ask(socket: &mut (impl AsyncRead + AsyncWrite + Unpin), path: &str) -> String {
    socket.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap().into());
    }
    head
}

#[tokio::test]
async fn a_context_may_be_the_peer_s_address() {
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let test = async {
            let (listener, address) = listen();
            start(contract_runtime::serve(listener, MirrorContract::router(Silver, &SseManager::new())));
            assert_eq!(get(address, "/who").send().await.json(), json!("127.0.0.1"));
        };
        Way { version, ..Way::current() }.run(test).await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_is_served_too() {
    let path = std::env::temp_dir().join(format!("contract-tests-{}.sock", std::process::id()));
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let router = Router::new().route(
        "/",
        on_get(async |ConnectInfo(peer): ConnectInfo<tokio::net::unix::SocketAddr>| {
            peer.is_unnamed().to_string()
        }),
    );
    start(contract_runtime::serve(listener, router));
    let mut socket = tokio::net::UnixStream::connect(&path).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(read_all(socket).await.ends_with("\r\n\r\ntrue"));
}

/// A server with short limits.
fn impatient() -> SocketAddr {
    let (listener, address) = listen();
    let router = Router::new().route("/", on_get(async || "here"));
    let server = contract_runtime::serve(listener, router)
        .header_timeout(Duration::from_millis(200))
        .idle_timeout(Duration::from_millis(500))
        .max_header_bytes(8 << 10);
    start(server);
    address
}

#[tokio::test]
async fn who_sends_no_request_is_sent_away() {
    let address = impatient();
    let silent = TcpStream::connect(address).await.unwrap();
    assert_eq!(read_all(silent).await, "");
    let mut idle = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut idle, "/").await.starts_with("HTTP/1.1 200"));
    assert_eq!(read_all(idle).await, "here");
}

#[tokio::test]
async fn who_sends_a_head_byte_by_byte_is_sent_away() {
    let address = impatient();
    let (reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    writing.write_all(b"GET / HTTP/1.1\r\nx-slow: ").await.unwrap();
    let dripping = tokio::spawn(async move {
        while writing.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut rest = Vec::new();
    let mut reading = reading;
    // A reset, where a byte came after the close.
    let _ = timeout(Duration::from_secs(20), reading.read_to_end(&mut rest)).await.expect("it is closed");
    dripping.await.unwrap();
}

/// A body that begins, and of which nothing more comes.
fn unfinished() -> impl Body<Data = Bytes, Error = Infallible> + Unpin {
    let first = stream::iter([Ok(Frame::data(Bytes::from_static(b"\"half")))]);
    StreamBody::new(first.chain(stream::pending()))
}

#[tokio::test]
async fn a_body_that_stops_coming_is_one_that_was_not_sent_whole() {
    let (listener, address) = listen();
    let router = MirrorContract::router(Silver, &SseManager::new());
    start(contract_runtime::serve(listener, router).body_timeout(Duration::from_millis(200)));
    let request = || {
        let request = Request::post(format!("http://{address}/echo")).header("host", "x");
        request.header("content-type", "application/json").body(unfinished()).unwrap()
    };
    let socket = async || TokioIo::new(TcpStream::connect(address).await.unwrap());
    let (mut one, connection) = http1::handshake(socket().await).await.unwrap();
    tokio::spawn(connection);
    let (mut two, connection) = http2::handshake(TokioExecutor::new(), socket().await).await.unwrap();
    tokio::spawn(connection);
    for answer in [one.send_request(request()).await, two.send_request(request()).await] {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(String::from_utf8_lossy(&body).contains("sent whole"), "{body:?}");
    }
}

#[tokio::test]
async fn an_idle_connection_of_http_2_is_sent_away() {
    let address = impatient();
    let mut socket = TcpStream::connect(address).await.unwrap();
    let settings = b"\0\0\0\x04\0\0\0\0\0";
    socket.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    socket.write_all(settings).await.unwrap();
    let mut frames = [0; 4096];
    let mut seen = Vec::new();
    while !frame_types(&seen).contains(&GOAWAY) {
        let read = timeout(Duration::from_secs(20), socket.read(&mut frames)).await.expect("it says goodbye");
        seen.extend_from_slice(&frames[..read.unwrap()]);
    }
}

/// The type of the frame by which a peer of HTTP/2 announces the end of a connection.
const GOAWAY: u8 = 7;

fn frame_types(mut frames: &[u8]) -> Vec<u8> {
    let mut types = Vec::new();
    while let [a, b, c, kind, _, _, _, _, _, rest @ ..] = frames {
        types.push(*kind);
        let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        frames = rest.get(length..).unwrap_or_default();
    }
    types
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let address = impatient();
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let test = async {
            let large = get(address, "/").header("x-large", &"x".repeat(9 << 10));
            assert_eq!(large.send().await.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
            let fitting = get(address, "/").header("x-large", &"x".repeat(7 << 10));
            assert_eq!(fitting.send().await.status, StatusCode::OK);
        };
        Way { version, ..Way::current() }.run(test).await;
    }
}

#[tokio::test]
async fn connections_over_the_limit_wait_until_there_is_room() {
    let (listener, address) = listen();
    let router = Router::new().route("/", on_get(async || "here"));
    start(contract_runtime::serve(listener, router).max_connections(2));
    let mut served = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    for socket in &mut served {
        ask(socket, "/").await;
    }
    let mut third = TcpStream::connect(address).await.unwrap();
    let mut waiting = tokio::spawn(async move { ask(&mut third, "/").await });
    let [first, mut second] = served;
    for _ in 0..50 {
        second.read_exact(&mut [0; 4]).await.unwrap();
        ask(&mut second, "/").await;
        assert!(!waiting.is_finished());
    }
    drop(first);
    let head = timeout(Duration::from_secs(20), &mut waiting).await.expect("there is room now").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn the_longest_limits_are_none() {
    let (listener, address) = listen();
    let router = MirrorContract::router(Silver, &SseManager::new());
    let server = contract_runtime::serve(listener, router)
        .header_timeout(Duration::MAX)
        .idle_timeout(Duration::MAX)
        .body_timeout(Duration::MAX);
    start(server);
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let test = async {
            assert_eq!(post(address, "/echo", &json!("here")).send().await.json(), json!("here"));
        };
        Way { version, ..Way::current() }.run(test).await;
    }
}
