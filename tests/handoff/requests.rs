//! Requests that are not just a `GET` of HTTP/1.1.

use std::time::Duration;

use contract_runtime::axum::Router;
use contract_runtime::axum::body::Body;
use contract_runtime::axum::extract::Request;
use contract_runtime::axum::http::{Method, Response, StatusCode};
use contract_runtime::axum::middleware::{Next, from_fn};
use contract_runtime::axum::routing::get;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::client::Client;
use crate::host::{Host, both_ways, tasks};

/// Sends a request for a stream's path, and says whether the reactor has the connection.
async fn leaves(head: &str, body: &str) -> bool {
    let host = Host::start(1).await;
    let before = tasks().await;
    let mut client = Client::connect(host.address).await;
    client.send(&format!("{head}\r\nhost: x\r\n\r\n{body}")).await;
    client.head_of_stream().await;
    host.publish("a", "one").await;
    assert_eq!(client.next(1).await, ["\"one\""]);
    let is_left = tasks().await == before;
    host.close("a").await;
    assert_eq!(client.events().await, []);
    client.ask("/next").await;
    assert_eq!(client.plain().await, "/next", "{head}");
    is_left
}

#[tokio::test]
async fn what_has_no_body_leaves() {
    assert!(leaves("GET /stream/a HTTP/1.1", "").await);
    assert!(leaves("GET /stream/a HTTP/1.1\r\nconnection: keep-alive", "").await);
    assert!(leaves("POST /stream/a HTTP/1.1\r\ncontent-length: 0", "").await);
    assert!(leaves("GET http://x/stream/a HTTP/1.1", "").await);
}

#[tokio::test]
async fn what_hyper_has_more_to_do_for_stays() {
    assert!(!leaves("POST /stream/a HTTP/1.1\r\ncontent-length: 4", "body").await);
    assert!(!leaves("GET /stream/a HTTP/1.1\r\ncontent-length: 4", "body").await);
    assert!(!leaves("POST /stream/a HTTP/1.1\r\ntransfer-encoding: chunked", "4\r\nbody\r\n0\r\n\r\n").await);
    assert!(!leaves("GET /stream/a HTTP/1.1\r\nexpect: 100-continue", "").await);
    assert!(!leaves("GET /stream/a HTTP/1.1\r\nconnection: upgrade\r\nupgrade: h2c", "").await);
}

/// Whoever stands before the server may have taken it for something else.
#[tokio::test]
async fn what_is_not_well_formed_is_refused_and_ends_its_connection() {
    let host = Host::start(1).await;
    for (head, status) in [
        ("GET /stream/a HTTP/1.1", 400),
        ("GET /stream/a HTTP/1.1\r\nhost: a\r\nhost: b", 400),
        ("GET http://x/stream/a HTTP/1.1", 400),
        ("POST /stream/a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked", 501),
    ] {
        let mut client = Client::connect(host.address).await;
        client.send(&format!("{head}\r\n\r\n0\r\n\r\n")).await;
        let answer = client.head().await;
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"));
        assert!(client.until_closed().await.contains(&format!("\"status\":{status}")));
    }
    assert_eq!(host.open(), 0);
}

/// A client that waits for leave to send its body is given it by who reads the body, and by nobody else.
async fn a_client_that_expects_to_be_asked_for_its_body_gets_its_stream(threads: usize) {
    let host = Host::start(threads).await;
    let mut client = Client::connect(host.address).await;
    let head = "POST /stream/a HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n";
    client.send(head).await;
    client.head_of_stream().await;
    host.publish("a", "one").await;
    assert_eq!(client.next(1).await, ["\"one\""]);
    host.close("a").await;
    client.rest().await;
}

/// HTTP/1.0 knows no chunks: the stream is what comes, and ends with the connection.
async fn a_client_of_http_1_0_gets_its_stream_as_it_is(threads: usize) {
    let host = Host::start(threads).await;
    let mut client = Client::connect(host.address).await;
    client.send("GET /stream/a HTTP/1.0\r\n\r\n").await;
    let mut text = client.until("retry: ").await;
    host.publish("a", "one").await;
    host.close("a").await;
    text += &client.until_closed().await;
    assert!(text.starts_with("HTTP/1.0 200 OK\r\n") && !text.contains("chunked"), "{text}");
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(body.contains("event: word\ndata: \"one\"\n") && body.starts_with("retry: "), "{body}");
}

async fn a_head_has_no_stream_and_holds_no_place(threads: usize) {
    let host = Host::start(threads).await;
    let mut client = Client::connect(host.address).await;
    client.send("HEAD /stream/a HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert_eq!(client.head().await.header("content-type"), "text/event-stream");
    assert_eq!(host.open(), 0);
    client.follow("/stream/a").await;
    assert_eq!(host.open(), 1);
}

/// Makes a `GET` of whatever it is, as servers do that have no `HEAD` of their own.
async fn as_get(mut request: Request, next: Next) -> Response<Body> {
    *request.method_mut() = Method::GET;
    next.run(request).await
}

/// The client can be sent no body, whatever the handler was told.
async fn a_head_that_a_layer_made_a_get_of_holds_no_place(threads: usize) {
    let host = Host::with(threads, |router| router.layer(from_fn(as_get)), |serve| serve).await;
    let mut client = Client::connect(host.address).await;
    client.send("HEAD /stream/a HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert_eq!(client.head().await.status, 200);
    host.until_free().await;
    client.follow("/stream/a").await;
    host.publish("a", "one").await;
    assert_eq!(client.next(1).await, ["\"one\""]);
}

/// What a WebSocket does, without its frames.
async fn upgrade(mut request: Request) -> Response<Body> {
    let upgrading = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let mut socket = TokioIo::new(upgrading.await.unwrap());
        let mut word = [0; 4];
        while socket.read_exact(&mut word).await.is_ok() {
            socket.write_all(&word).await.unwrap();
        }
    });
    let head = Response::builder().status(StatusCode::SWITCHING_PROTOCOLS);
    head.header("connection", "upgrade").header("upgrade", "websocket").body(Body::empty()).unwrap()
}

/// Adds a path whose connection becomes something else, which gives every four bytes back.
pub(crate) fn upgrading(router: Router) -> Router {
    router.route("/upgrade", get(upgrade))
}

/// Makes something else of a client's connection.
pub(crate) async fn upgraded(client: &mut Client) {
    let head = "GET /upgrade HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    client.send(head).await;
    assert_eq!(client.head().await.status, 101);
    client.send("word").await;
    let mut word = [0; 4];
    let reading = timeout(Duration::from_secs(20), client.socket.read_exact(&mut word));
    reading.await.expect("it is given back").unwrap();
    assert_eq!(&word, b"word");
}

async fn a_connection_can_be_upgraded_also_after_a_stream(threads: usize) {
    let host = Host::with(threads, upgrading, |serve| serve).await;
    upgraded(&mut Client::connect(host.address).await).await;
    let mut client = Client::connect(host.address).await;
    client.follow("/stream/a").await;
    host.close("a").await;
    client.rest().await;
    upgraded(&mut client).await;
}

/// What else a connection becomes, it is one.
async fn an_upgraded_connection_keeps_its_place(threads: usize) {
    let host = Host::with(threads, upgrading, |serve| serve.max_connections(1)).await;
    let mut first = Client::connect(host.address).await;
    upgraded(&mut first).await;
    let mut second = Client::connect(host.address).await;
    let mut waiting = tokio::spawn(async move {
        second.ask("/next").await;
        second.plain().await
    });
    for _ in 0..50 {
        first.send("word").await;
        assert_eq!(first.exactly(4).await, b"word");
        assert!(!waiting.is_finished());
    }
    drop(first);
    let answer = timeout(Duration::from_secs(20), &mut waiting).await.expect("there is room now");
    assert_eq!(answer.unwrap(), "/next");
}

both_ways! {
    an_upgraded_connection_keeps_its_place,
    a_client_that_expects_to_be_asked_for_its_body_gets_its_stream,
    a_client_of_http_1_0_gets_its_stream_as_it_is,
    a_head_has_no_stream_and_holds_no_place,
    a_head_that_a_layer_made_a_get_of_holds_no_place,
    a_connection_can_be_upgraded_also_after_a_stream,
}
