use std::time::Duration;

use http_body_util::BodyExt;

use super::{Listener, Note, listen, publish, request_with, resume};
use crate::sse::{EventBody, History, SseManager, StreamRequest, Subscription};

/// The request of a browser's `EventSource`.
fn event_source(sse: &SseManager, last_event_id: &str) -> StreamRequest {
    let headers =
        [("accept", "text/event-stream"), ("cache-control", "no-cache"), ("last-event-id", last_event_id)];
    request_with(sse, &headers)
}

async fn frame(body: &mut EventBody) -> Option<String> {
    let frame = body.frame().await?.unwrap();
    Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
}

/// The id of a frame that has one and no data.
fn position(frame: &str) -> Option<&str> {
    let id = frame.split_once("id: ")?.1.strip_suffix("\n\n")?;
    (!frame.contains("data:")).then_some(id)
}

#[tokio::test(start_paused = true)]
async fn a_quiet_client_misses_nothing_while_it_reconnects() {
    let sse = SseManager::new();
    let channel = sse.channel::<Note>("a");
    let mut body = sse.respond(Subscription::to(&channel), &event_source(&sse, "")).into_body();
    let first = frame(&mut body).await.unwrap();
    assert!(first.starts_with("retry: "));
    let id = position(&first).unwrap().to_owned();

    let other = sse.channel::<Note>("b");
    publish(&other, 1..=3).await;
    let heartbeat = frame(&mut body).await.unwrap();
    assert_ne!(position(&heartbeat), Some(id.as_str()), "the cursor has moved on");
    assert!(heartbeat.starts_with("id: "), "in place of a comment");

    publish(&other, 4..=5).await;
    let last = frame(&mut body).await.unwrap();
    let id = position(&last).unwrap().to_owned();
    assert_eq!(frame(&mut body).await, None);

    let missed = publish(&channel, 6..=7).await;
    let mut back = resume(&sse, Subscription::to(&channel), &id);
    let ids: Vec<_> = back.ready().into_iter().filter_map(|event| event.id).collect();
    assert_eq!(ids, missed);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_client_is_told_of_no_gap_when_other_channels_are_forgotten() {
    let history = History { age: Duration::from_mins(1), ..History::default() };
    let sse = SseManager::builder().history(history).build();
    let quiet = sse.channel::<Note>("quiet");
    let mut id = String::new();
    for round in 0..10 {
        publish(&sse.channel(format!("busy {round}")), 1..=3).await;
        let response = sse.respond(Subscription::to(&quiet), &event_source(&sse, &id));
        let mut body = response.into_body();
        while let Some(frame) = frame(&mut body).await {
            assert!(!frame.contains("gap"), "{frame}");
            if let Some(position) = position(&frame) {
                position.clone_into(&mut id);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_knows_its_position_is_not_told_it_again() {
    let sse = SseManager::new();
    let channel = sse.channel::<Note>("a");
    let mut body = sse.respond(Subscription::to(&channel), &event_source(&sse, "")).into_body();
    frame(&mut body).await.unwrap();
    assert_eq!(frame(&mut body).await.as_deref(), Some(":\n"));
    publish(&channel, 1..=1).await;
    assert!(frame(&mut body).await.unwrap().contains("data: "));
    assert!(frame(&mut body).await.unwrap().starts_with("retry: "));
    assert_eq!(frame(&mut body).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_tells_the_position_by_itself() {
    let sse = SseManager::new();
    let channel = sse.channel::<Note>("a");
    let subscription = Subscription::to(&channel).snapshot([Note(0)]);
    let mut body = sse.respond(subscription, &event_source(&sse, "")).into_body();
    assert_eq!(position(&frame(&mut body).await.unwrap()), None);
    assert!(frame(&mut body).await.unwrap().contains("id: "));
}

#[tokio::test(start_paused = true)]
async fn clients_that_would_make_an_event_of_it_are_never_sent_an_id_alone() {
    let off = SseManager::builder().cursor_advance(false).build();
    let on = SseManager::new();
    let imitation = [("accept", "text/event-stream"), ("cache-control", "no-store")];
    for (sse, request) in
        [(&off, event_source(&off, "")), (&on, request_with(&on, &[])), (&on, request_with(&on, &imitation))]
    {
        let channel = sse.channel::<Note>("a");
        let mut body = sse.respond(Subscription::to(&channel), &request).into_body();
        publish(&sse.channel("b"), 1..=1).await;
        while let Some(frame) = frame(&mut body).await {
            assert!(!frame.contains("id: "), "{frame}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_published_before_the_time_is_up_is_delivered() {
    let sse = SseManager::builder().heartbeat(None).build();
    let channel = sse.channel::<Note>("a");
    let mut listener: Listener = listen(&sse, Subscription::to(&channel));
    tokio::time::sleep(Duration::from_millis(29_999)).await;
    publish(&channel, 1..=1).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(sse.connection_count(), 0);
    assert_eq!(listener.event().await.label(), "1");
    assert!(listener.frame().await.unwrap().starts_with("retry: "));
}
