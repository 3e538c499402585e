//! Requests that come before their turn, and connections that go on after a stream.

use std::fmt::Write as _;
use std::time::Duration;

use tokio::time::timeout;

use crate::client::{Client, request};
use crate::host::{Host, both_ways, tasks};

async fn a_request_behind_a_stream_is_answered_after_its_end(threads: usize) {
    let host = Host::start(threads).await;
    let mut client = Client::connect(host.address).await;
    client.send(&(request("/stream/a") + &request("/behind"))).await;
    client.head_of_stream().await;
    host.publish("a", "one").await;
    assert_eq!(client.next(1).await, ["\"one\""]);
    client.ask("/during").await;
    host.publish("a", "two").await;
    host.close("a").await;
    let data: Vec<_> = client.events().await.into_iter().map(|event| event.data).collect();
    assert_eq!(data, ["\"two\""]);
    assert_eq!(client.plain().await, "/behind");
    assert_eq!(client.plain().await, "/during");
    client.ask("/after").await;
    assert_eq!(client.plain().await, "/after");
}

/// Many requests, which are more bytes than anybody reads ahead.
fn many() -> String {
    (0..2000).fold(String::new(), |mut text, number| {
        write!(text, "GET /{number} HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        text
    })
}

async fn answers_to_many(client: &mut Client) {
    for number in 0..2000 {
        assert_eq!(client.plain().await, format!("/{number}"));
    }
}

async fn more_than_is_read_ahead_is_not_lost(threads: usize) {
    let host = Host::start(threads).await;
    let mut client = Client::connect(host.address).await;
    client.follow("/stream/a").await;
    client.send(&many()).await;
    host.publish("a", "one").await;
    assert_eq!(client.next(1).await, ["\"one\""]);
    host.close("a").await;
    client.rest().await;
    answers_to_many(&mut client).await;
}

/// What was read of the first stream's connection is more than hyper takes of it before the second leaves.
async fn what_was_read_ahead_of_two_streams_is_not_lost(threads: usize) {
    let host = Host::start(threads).await;
    let mut client = Client::connect(host.address).await;
    let requests = request("/stream/a") + &request("/stream/b") + &request("/stream/c") + &many();
    client.send(&requests).await;
    for channel in ["a", "b", "c"] {
        client.head_of_stream().await;
        host.publish(channel, channel).await;
        assert_eq!(client.next(1).await, [format!("{channel:?}")]);
        host.close(channel).await;
        client.rest().await;
    }
    answers_to_many(&mut client).await;
}

async fn close_in_the_request_closes_after_the_stream(threads: usize) {
    let host = Host::start(threads).await;
    for options in ["close", "Keep-Alive, CLOSE"] {
        let channel = options.len().to_string();
        let mut client = Client::connect(host.address).await;
        client
            .send(&format!("GET /stream/{channel} HTTP/1.1\r\nhost: x\r\nconnection: {options}\r\n\r\n"))
            .await;
        client.head_of_stream().await;
        host.publish(&channel, "one").await;
        assert_eq!(client.next(1).await, ["\"one\""]);
        host.close(&channel).await;
        client.rest().await;
        client.closed().await;
    }
}

async fn close_in_the_answer_closes_after_the_stream(threads: usize) {
    use contract_runtime::axum::http::HeaderValue;
    use contract_runtime::axum::middleware::map_response;
    use contract_runtime::axum::response::Response;
    let say_close = async |mut response: Response| {
        response.headers_mut().insert("connection", HeaderValue::from_static("close"));
        response
    };
    let layer = |router: contract_runtime::axum::Router| router.layer(map_response(say_close));
    let host = Host::with(threads, layer, |serve| serve).await;
    let mut client = Client::connect(host.address).await;
    client.follow("/stream/a").await;
    host.close("a").await;
    client.rest().await;
    client.closed().await;
}

async fn a_connection_has_one_stream_after_the_other_and_then_its_idle_time(threads: usize) {
    let idle = Duration::from_millis(300);
    let host = Host::with(threads, |router| router, |serve| serve.idle_timeout(idle)).await;
    let before = tasks().await;
    let mut client = Client::connect(host.address).await;
    for number in 0..20 {
        let channel = number.to_string();
        client.follow(&format!("/stream/{channel}")).await;
        host.publish(&channel, "one").await;
        assert_eq!(client.next(1).await, ["\"one\""]);
        assert_eq!(tasks().await - before, usize::from(threads == 0), "stream {number}");
        host.close(&channel).await;
        client.rest().await;
        client.ask("/between").await;
        assert_eq!(client.plain().await, "/between");
    }
    client.closed().await;
}

/// A head that is begun during a stream has its own time to be ended, as any other.
async fn a_head_begun_during_a_stream_must_end_in_time(threads: usize) {
    let limit = Duration::from_millis(200);
    let host = Host::with(threads, |router| router, |serve| serve.header_timeout(limit)).await;
    let mut client = Client::connect(host.address).await;
    client.send(&(request("/stream/a") + "GET /slo")).await;
    client.head_of_stream().await;
    host.close("a").await;
    client.rest().await;
    client.gone().await;
}

async fn streams_hold_their_places_and_give_them_back(threads: usize) {
    let host = Host::with(threads, |router| router, |serve| serve.max_connections(2)).await;
    let mut first = Client::connect(host.address).await;
    let mut second = Client::connect(host.address).await;
    first.follow("/stream/a").await;
    second.follow("/stream/a").await;
    let mut third = Client::connect(host.address).await;
    third.ask("/third").await;
    // As long as both are there, nothing is answered: neither during their streams nor, on the second, after it.
    for number in 0..20 {
        host.publish("a", &number.to_string()).await;
        first.next(1).await;
        second.next(1).await;
    }
    host.close("a").await;
    first.rest().await;
    second.rest().await;
    for _ in 0..20 {
        second.ask("/second").await;
        assert_eq!(second.plain().await, "/second");
    }
    let waiting = timeout(Duration::from_millis(50), third.head()).await;
    assert!(waiting.is_err(), "both places are taken: {waiting:?}");
    drop(first);
    assert_eq!(third.plain().await, "/third");
    // And a place that was a stream's when its client went.
    third.follow("/stream/b").await;
    let mut fourth = Client::connect(host.address).await;
    fourth.ask("/fourth").await;
    third.reset();
    assert_eq!(fourth.plain().await, "/fourth");
}

both_ways! {
    a_request_behind_a_stream_is_answered_after_its_end,
    more_than_is_read_ahead_is_not_lost,
    what_was_read_ahead_of_two_streams_is_not_lost,
    close_in_the_request_closes_after_the_stream,
    close_in_the_answer_closes_after_the_stream,
    a_connection_has_one_stream_after_the_other_and_then_its_idle_time,
    a_head_begun_during_a_stream_must_end_in_time,
    streams_hold_their_places_and_give_them_back,
}
