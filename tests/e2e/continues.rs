//! Clients that ask before they send a body (`Expect: 100-continue`): who will be refused sends nothing.

use std::net::SocketAddr;

use contract_runtime::File;
use contract_runtime::prelude::*;
use contract_tests::server::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

contract! {
    trait Letters {
        write: { method: POST, path: "/letters", body: String, body_limit: 100, responses: { 200: String } },
        upload: {
            method: POST,
            path: "/files",
            content_type: "multipart/form-data",
            body: { file: File },
            responses: { 204: () },
        },
    }
}

struct Post;

impl Letters for Post {
    type Context = ();

    async fn write(&self, (): (), request: LettersWriteRequest) -> LettersWriteResult {
        Ok(request.body.into())
    }

    async fn upload(&self, (): (), _: LettersUploadRequest) -> LettersUploadResult {
        Ok(LettersUploadResponse::NoContent)
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    Server::start(LettersContract::router(Post, &sse), &sse).await
}

/// Asks whether a body of this length may be sent.
async fn ask(address: SocketAddr, path: &str, media_type: &str, length: usize) -> TcpStream {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket
}

async fn first_line(socket: &mut TcpStream) -> String {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(socket.read_u8().await.unwrap());
    }
    String::from_utf8(line).unwrap()
}

async fn who_would_send_what_is_not_taken_is_told_so_at_once() {
    let server = open().await;
    for (path, media_type, length, status) in [
        ("/letters", "application/json", 101, "413"),
        ("/letters", "text/plain", 2, "415"),
        // The limit of all routes that have none of their own.
        ("/files", "multipart/form-data; boundary=b", 3 << 20, "413"),
        ("/files", "application/json", 2, "415"),
    ] {
        let mut socket = ask(server.address, path, media_type, length).await;
        let line = first_line(&mut socket).await;
        assert!(line.starts_with(&format!("HTTP/1.1 {status} ")), "{line}");
    }
}

async fn who_would_send_what_is_taken_is_asked_to() {
    let server = open().await;
    let mut socket = ask(server.address, "/letters", "application/json", 4).await;
    assert_eq!(first_line(&mut socket).await, "HTTP/1.1 100 Continue\r\n");
    assert_eq!(first_line(&mut socket).await, "\r\n");
    socket.write_all(br#""hi""#).await.unwrap();
    assert_eq!(first_line(&mut socket).await, "HTTP/1.1 200 OK\r\n");
}

contract_tests::every_way! {
    #[tokio::test]
    http1:
    who_would_send_what_is_not_taken_is_told_so_at_once,
    who_would_send_what_is_taken_is_asked_to,
}

/// A client that does not ask sends everything before it looks for an answer, and finds one.
#[tokio::test]
async fn who_sends_too_much_unasked_can_send_it_all_and_reads_why() {
    let server = open().await;
    for (path, length) in [("/files", (2 << 20) + 1), ("/letters", 101), ("/letters", 2 << 20)] {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        // In pieces, so that a server which closes early is noticed.
        for piece in vec![b'x'; length].chunks(4 << 10) {
            socket.write_all(piece).await.unwrap();
            tokio::task::yield_now().await;
        }
        assert_eq!(first_line(&mut socket).await, "HTTP/1.1 413 Payload Too Large\r\n", "{path} {length}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_tell_its_length_is_measured_as_it_comes() {
    let server = open().await;
    let form = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    for (path, media_type, first, rest) in [
        ("/letters", "application/json", "\"", 100),
        ("/files", "multipart/form-data; boundary=b", form, 2 << 20),
    ] {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {media_type}\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        let length = first.len() + rest;
        let chunk = format!("{length:x}\r\n{first}{}\r\n0\r\n\r\n", "x".repeat(rest));
        // Where the parts are read by the handler, the server may close before it has read the last bytes.
        let _ = socket.write_all(chunk.as_bytes()).await;
        assert_eq!(first_line(&mut socket).await, "HTTP/1.1 413 Payload Too Large\r\n", "{path}");
    }
}
