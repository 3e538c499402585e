//! More clients than places.

use contract_runtime::SseManager;
use contract_runtime::axum::http::StatusCode;
use contract_tests::client::{Following, get};
use futures_util::future::join_all;

use crate::shop::{Open, open_with, until_open};

const PLACES: usize = 100;

/// What became of a connect.
enum Outcome {
    Attached(Box<Following>),
    /// 503 with `Retry-After`.
    Refused,
    /// A stream that only says when to come back: what a browser's EventSource obeys.
    SentAway,
}

async fn connect(address: std::net::SocketAddr, is_browser: bool) -> Outcome {
    let accept = if is_browser { "text/event-stream" } else { "*/*" };
    let call = get(address, "/api/orders/7/events").header("accept", accept);
    let (status, mut stream) = call.open_stream().await;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        assert_eq!(stream.headers["content-type"], "application/problem+json");
        let seconds: u32 = stream.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!(seconds >= 1);
        return Outcome::Refused;
    }
    assert_eq!(status, StatusCode::OK);
    // Who is attached is told to come back two seconds, more or less, after an end; who is sent away, after five times that.
    if stream.first_retry().await <= 3000 {
        return Outcome::Attached(Box::new(stream));
    }
    assert_eq!(stream.next().await, None, "and nothing else");
    Outcome::SentAway
}

async fn a_thousand_connects_share_a_hundred_places() {
    let sse = SseManager::builder().max_connections(PLACES).connection_timeout(None).build();
    let Open { server, sse, .. } = open_with(sse).await;
    for round in 0..2 {
        let outcomes = join_all((0..1000).map(|n| connect(server.address, n % 2 == 0))).await;
        let (mut attached, mut refused, mut sent_away) = (Vec::new(), 0, 0);
        for outcome in outcomes {
            match outcome {
                Outcome::Attached(stream) => attached.push(stream),
                Outcome::Refused => refused += 1,
                Outcome::SentAway => sent_away += 1,
            }
        }
        assert_eq!((attached.len(), refused + sent_away), (PLACES, 900), "round {round}");
        assert!(refused > 0 && sent_away > 0);
        assert_eq!(sse.connection_count(), PLACES);

        sse.send("n", &round).await.unwrap();
        let heard = join_all(attached.iter_mut().map(|stream| stream.next_json())).await;
        assert!(heard.iter().all(|event| event.1 == round), "those with a place are served");
        drop(attached);
        until_open(&sse, 0).await;
    }
}

contract_tests::every_way! {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    a_thousand_connects_share_a_hundred_places,
}
