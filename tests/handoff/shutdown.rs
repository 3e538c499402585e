//! A server that stops, with streams at every stage.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::AsyncReadExt as _;
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::client::Client;
use crate::host::{Host, both_ways};
use crate::requests::{upgraded, upgrading};

/// More than the buffers between a server and a client that does not read.
const LARGE: usize = 4_000_000;

async fn until_ended(host: &mut Host) {
    timeout(Duration::from_secs(30), &mut host.task).await.expect("nothing is left").unwrap().unwrap();
}

/// A client must not be left with a connection that nobody reads any more: it would send its next request there.
async fn an_ended_stream_s_connection_is_closed_while_others_still_end(threads: usize) {
    let mut host = Host::with(threads, |router| router, |serve| serve.deadline(Duration::from_mins(2))).await;
    let mut stalled = Client::narrow(host.address).await;
    stalled.follow("/stream/large").await;
    host.publish("large", &"x".repeat(LARGE)).await;
    let mut idle = Client::connect(host.address).await;
    idle.follow("/stream/a").await;
    host.stop();
    idle.rest().await;
    idle.closed().await;
    assert!(!host.task.is_finished());
    // What was on its way still comes, whole.
    assert_eq!(stalled.events().await[0].data.len(), LARGE + 2);
    stalled.closed().await;
    until_ended(&mut host).await;
}

async fn what_does_not_end_by_the_deadline_is_cut(threads: usize) {
    let deadline = Duration::from_millis(300);
    let mut host = Host::with(threads, upgrading, |serve| serve.deadline(deadline)).await;
    let mut stalled = Client::narrow(host.address).await;
    stalled.follow("/stream/large").await;
    host.publish("large", &"x".repeat(LARGE)).await;
    // Which is no longer the server's, and may go on.
    let mut other = Client::connect(host.address).await;
    upgraded(&mut other).await;
    host.stop();
    until_ended(&mut host).await;
    let mut arrived = Vec::new();
    let reading = async {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count) = stalled.socket.read(&mut buffer).await
            && count > 0
        {
            arrived.extend_from_slice(&buffer[..count]);
        }
    };
    timeout(Duration::from_secs(30), reading).await.expect("it is cut");
    assert!(arrived.len() < LARGE, "the stream went on without its server");
    other.send("more").await;
    assert_eq!(other.exactly(4).await, b"more");
}

/// The same where the server is not asked to stop, but dropped.
async fn a_server_that_is_dropped_takes_its_streams_along(threads: usize) {
    let host = Host::with(threads, upgrading, |serve| serve).await;
    let mut client = Client::connect(host.address).await;
    client.follow("/stream/a").await;
    let mut other = Client::connect(host.address).await;
    upgraded(&mut other).await;
    drop(host);
    client.gone().await;
}

async fn streams_that_begin_meanwhile_end_too(threads: usize) {
    for moment in 0..20 {
        let options = |serve: contract_runtime::Serve| serve.deadline(Duration::from_mins(2));
        let mut host = Host::with(threads, |router| router, options).await;
        let address = host.address;
        let clients: Vec<_> = (0..20)
            .map(|number| {
                tokio::spawn(async move {
                    let Ok(socket) = tokio::net::TcpStream::connect(address).await else { return };
                    let mut client = Client::over(socket);
                    client.ask(&format!("/stream/{}", number % 3)).await;
                    client.gone().await;
                })
            })
            .collect();
        for _ in 0..moment * 3 {
            yield_now().await;
        }
        host.publish("1", "one").await;
        host.stop();
        until_ended(&mut host).await;
        // Those that were never accepted, too.
        join_all(clients).await.into_iter().for_each(|client| client.unwrap());
    }
}

both_ways! {
    an_ended_stream_s_connection_is_closed_while_others_still_end,
    what_does_not_end_by_the_deadline_is_cut,
    a_server_that_is_dropped_takes_its_streams_along,
    streams_that_begin_meanwhile_end_too,
}
