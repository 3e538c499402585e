//! Clients that leave, break off, or stop reading.

use std::net::SocketAddr;
use std::time::Duration;

use contract_runtime::SseManager;
use contract_runtime::sse::CloseReason;
use contract_tests::client::get;
use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::shop::{Open, next_close, open, open_with, until_open};

/// A client that speaks TCP and nothing more; it has read the head of its stream.
async fn raw_client(address: SocketAddr) -> TcpStream {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(b"GET /api/orders/7/events HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    socket
}

async fn a_fin_frees_the_connection_within_a_second() {
    let Open { server, sse, .. } = open().await;
    let socket = raw_client(server.address).await;
    until_open(&sse, 1).await;
    let mut changes = sse.lifecycle();
    drop(socket);
    let reason = timeout(Duration::from_secs(1), next_close(&mut changes)).await.unwrap();
    assert_eq!((reason, sse.connection_count()), (CloseReason::Disconnected, 0));
}

async fn a_half_close_frees_the_connection_too() {
    let Open { server, sse, .. } = open().await;
    let mut socket = raw_client(server.address).await;
    until_open(&sse, 1).await;
    let mut changes = sse.lifecycle();
    socket.shutdown().await.unwrap();
    let reason = timeout(Duration::from_secs(1), next_close(&mut changes)).await.unwrap();
    assert_eq!((reason, sse.connection_count()), (CloseReason::Disconnected, 0));
}

async fn a_reset_frees_the_connection_within_a_second() {
    let Open { server, sse, .. } = open().await;
    let socket = raw_client(server.address).await;
    until_open(&sse, 1).await;
    let mut changes = sse.lifecycle();
    // Closing with a zero linger sends RST in place of FIN.
    SockRef::from(&socket).set_linger(Some(Duration::ZERO)).unwrap();
    drop(socket);
    let reason = timeout(Duration::from_secs(1), next_close(&mut changes)).await.unwrap();
    assert_eq!((reason, sse.connection_count()), (CloseReason::Disconnected, 0));
}

async fn a_reader_that_stops_loses_its_place_at_its_time_and_the_others_nothing() {
    let sse = SseManager::builder().connection_timeout(Duration::from_secs(10)).build();
    let Open { server, sse, .. } = open_with(sse).await;
    let stalled = raw_client(server.address).await;
    until_open(&sse, 1).await;
    let mut changes = sse.lifecycle();
    let mut reader = get(server.address, "/api/orders/7/events").follow().await;

    // More than the socket's buffers hold, so that the server has long been unable to write to the stalled one.
    let data = "x".repeat(256 << 10);
    for _ in 0..64 {
        sse.send("n", &data).await.unwrap();
        let event = timeout(Duration::from_secs(5), reader.next()).await.expect("not held up").unwrap();
        assert_eq!(event.event, "n", "nothing was skipped");
    }
    drop(reader);
    loop {
        match next_close(&mut changes).await {
            CloseReason::Disconnected => {}
            reason => break assert_eq!(reason, CloseReason::Timeout),
        }
    }
    assert_eq!(sse.connection_count(), 0, "though its socket is still open");
    drop(stalled);
}

contract_tests::every_way! {
    #[tokio::test]
    http1:
    a_fin_frees_the_connection_within_a_second,
    a_half_close_frees_the_connection_too,
    a_reset_frees_the_connection_within_a_second,
    a_reader_that_stops_loses_its_place_at_its_time_and_the_others_nothing,
}
