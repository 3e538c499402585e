use std::time::Duration;

use futures_util::stream;
use http_body_util::BodyExt;
use tokio::time::advance;

use super::{Note, Text, headers, listen, publish, request_with, resume};
use crate::sse::{EventBody, SseManager, SseManagerBuilder, Subscription};

const SECOND: Duration = Duration::from_secs(1);
const HEARTBEAT: &str = "event: heartbeat\ndata: {\"interval\":20000}\n\n";

fn manager() -> SseManagerBuilder {
    SseManager::builder().connection_timeout(None).heartbeat_event(true)
}

async fn frame(body: &mut EventBody) -> String {
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    String::from_utf8(frame.to_vec()).unwrap()
}

/// A heartbeat's id, or none.
fn id(heartbeat: &str) -> Option<&str> {
    let id = heartbeat.strip_suffix(HEARTBEAT).expect("a heartbeat");
    id.strip_prefix("id: ").map(str::trim_end)
}

#[tokio::test(start_paused = true)]
async fn a_page_that_asks_sees_the_heartbeat_and_its_interval_from_the_start() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let channel = sse.channel::<Note>("a");
    let asking = Subscription::to(&channel).heartbeat_event(true);
    let mut asking = sse.respond(asking, &request_with(&sse, &[])).into_body();
    let mut other = listen(&sse, Subscription::to(&channel));
    let first = frame(&mut asking).await;
    let (retry, first) = first.split_once('\n').unwrap();
    assert!(retry.starts_with("retry: "));
    assert!(id(first).is_some(), "an event may carry the id to every client");
    assert_eq!(id(&frame(&mut asking).await), None, "which it is told once");
    assert_eq!(other.frame().await.unwrap(), ":\n", "nobody else is sent any");
}

#[tokio::test(start_paused = true)]
async fn its_id_is_the_client_s_position_and_loses_nothing() {
    let sse = manager().build();
    let channel = sse.channel::<Note>("a");
    let mut body = sse.respond(Subscription::to(&channel), &request_with(&sse, &[])).into_body();
    frame(&mut body).await;
    sse.channel::<Note>("b").send(Note(1)).await.unwrap();
    let position = id(&frame(&mut body).await).expect("the position has moved").to_owned();
    drop(body);
    publish(&channel, [2]).await;
    let mut resumed = resume(&sse, Subscription::to(&channel), &position);
    let labels = resumed.labels();
    assert_eq!(labels, ["2"]);
}

#[tokio::test(start_paused = true)]
async fn the_first_one_has_no_id_where_a_state_is_still_to_be_told() {
    let sse = manager().build();
    let channel = sse.channel("a");
    let subscription = Subscription::to(&channel).snapshot([Note(1)]);
    let mut body = sse.respond(subscription, &request_with(&sse, &[])).into_body();
    let first = frame(&mut body).await;
    assert_eq!(id(first.split_once('\n').unwrap().1), None);
    assert!(frame(&mut body).await.ends_with("event: note\ndata: 1\n\n"));
}

#[tokio::test(start_paused = true)]
async fn traffic_puts_it_off_and_a_stream_of_one_request_has_it_without_an_id() {
    let sse = manager().build();
    let channel = sse.channel("a");
    let mut listener = sse.respond(Subscription::to(&channel), &request_with(&sse, &[])).into_body();
    frame(&mut listener).await;
    for number in 0..5 {
        advance(15 * SECOND).await;
        publish(&channel, [number]).await;
        assert!(frame(&mut listener).await.contains("event: note"));
    }
    let made = Subscription::stream(stream::pending::<Text>());
    let mut made = sse.respond(made, &request_with(&sse, &[])).into_body();
    let first = frame(&mut made).await;
    assert_eq!((id(first.split_once('\n').unwrap().1), id(&frame(&mut made).await)), (None, None));
}

#[tokio::test]
async fn padding_is_one_comment_of_so_many_bytes_before_everything() {
    let sse = SseManager::builder().padding(2048).build();
    let channel = sse.channel::<Note>("a");
    let browser = &[("accept", "text/event-stream"), ("cache-control", "no-cache")];
    assert_eq!(headers(browser).len(), 2);
    for pairs in [&[][..], browser] {
        let mut body = sse.respond(Subscription::to(&channel), &request_with(&sse, pairs)).into_body();
        let first = frame(&mut body).await;
        let (padding, rest) = first.split_at(2048);
        assert!(padding.starts_with(": ") && padding.ends_with(" \n") && padding.lines().count() == 1);
        assert!(rest.starts_with("retry: "), "{rest}");
    }
}

#[test]
#[should_panic(expected = "heartbeat_event needs a heartbeat")]
fn there_is_no_event_of_heartbeats_that_are_off() {
    manager().heartbeat(None).build();
}
