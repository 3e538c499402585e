//! Clients that go, at every moment that there is.

use std::sync::Arc;

use contract_runtime::axum::Router;
use contract_runtime::axum::extract::Request;
use contract_runtime::axum::middleware::{Next, from_fn};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::client::{Client, request};
use crate::host::{Host, both_ways};

/// How a client goes.
#[derive(Debug, Clone, Copy)]
enum How {
    Close,
    HalfClose,
    Reset,
}

const EVERY_HOW: [How; 3] = [How::Close, How::HalfClose, How::Reset];

/// The client, if it is still there in part.
async fn go(mut client: Client, how: How) -> Option<Client> {
    match how {
        How::Close => None,
        How::HalfClose => {
            // It fails where the server has gone first.
            let _ = client.socket.shutdown().await;
            Some(client)
        }
        How::Reset => {
            client.reset();
            None
        }
    }
}

async fn it_is_noticed_at_every_moment(threads: usize) {
    let host = Host::with(threads, |router| router, |serve| serve.max_connections(1)).await;
    for how in EVERY_HOW {
        for moment in 0..30 {
            let mut client = Client::connect(host.address).await;
            client.ask("/stream/a").await;
            for _ in 0..moment {
                yield_now().await;
            }
            let left = go(client, how).await;
            // There is one place, and it comes back.
            let mut next = Client::connect(host.address).await;
            next.ask("/next").await;
            assert_eq!(next.plain().await, "/next", "{how:?} at {moment}");
            drop((left, next));
            host.until_free().await;
        }
    }
}

async fn it_is_noticed_of_an_idle_stream(threads: usize) {
    let host = Host::start(threads).await;
    for how in EVERY_HOW {
        let mut client = Client::connect(host.address).await;
        client.follow("/stream/a").await;
        assert_eq!(host.open(), 1);
        let left = go(client, how).await;
        host.until_free().await;
        drop(left);
    }
}

async fn it_is_noticed_while_the_answer_is_being_made(threads: usize) {
    let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let layer = {
        let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
        move |router: Router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
                async move {
                    let response = next.run(request).await;
                    asked.notify_one();
                    answer.notified().await;
                    response
                }
            }))
        }
    };
    let host = Host::with(threads, layer, |serve| serve).await;
    for how in EVERY_HOW {
        let mut client = Client::connect(host.address).await;
        client.ask("/stream/a").await;
        asked.notified().await;
        assert_eq!(host.open(), 1);
        let left = go(client, how).await;
        // The layer answers at the same time.
        answer.notify_one();
        host.until_free().await;
        drop(left);
    }
}

async fn it_is_noticed_behind_requests_that_are_not_answered_yet(threads: usize) {
    let host = Host::start(threads).await;
    for how in EVERY_HOW {
        for behind in [1, 100, 1000] {
            it_is_noticed_behind(&host, how, behind).await;
        }
    }
}

async fn it_is_noticed_behind(host: &Host, how: How, requests: usize) {
    let mut client = Client::connect(host.address).await;
    client.follow("/stream/a").await;
    client.send(&request("/behind").repeat(requests)).await;
    host.publish("a", "one").await;
    client.next(1).await;
    let left = go(client, how).await;
    host.until_free().await;
    drop(left);
}

both_ways! {
    it_is_noticed_at_every_moment,
    it_is_noticed_of_an_idle_stream,
    it_is_noticed_while_the_answer_is_being_made,
    it_is_noticed_behind_requests_that_are_not_answered_yet,
}
