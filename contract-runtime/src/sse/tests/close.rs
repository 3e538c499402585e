use std::sync::Arc;

use futures_util::{FutureExt, StreamExt, stream};
use http_body_util::BodyExt;
use tokio::sync::mpsc;

use super::{Listener, Note, Text, listen, publish, request_with};
use crate::sse::{CloseReason, History, Lifecycle, LifecycleEvents, RefusalReason, SseManager, Subscription};

fn happened(events: &mut LifecycleEvents) -> Vec<Lifecycle> {
    std::iter::from_fn(|| events.next().now_or_never().flatten()).collect()
}

fn reasons(events: &mut LifecycleEvents) -> Vec<CloseReason> {
    let reason = |event| match event {
        Lifecycle::Detached { reason, .. } => Some(reason),
        _ => None,
    };
    happened(events).into_iter().filter_map(reason).collect()
}

async fn assert_polite_end(listener: &mut Listener) {
    assert!(listener.frame().await.expect("a farewell").starts_with("retry: "));
    assert_eq!(listener.frame().await, None);
    assert_eq!(listener.frame().await, None, "and stays ended");
}

#[tokio::test]
async fn a_dropped_body_is_a_client_that_went_away() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let listener = listen(&sse, Subscription::to(&sse.channel::<Note>("a")));
    assert_eq!(sse.connection_count(), 1);
    drop(listener);
    assert_eq!((sse.connection_count(), sse.log_count()), (0, 0));
    assert_eq!(reasons(&mut lifecycle), [CloseReason::Disconnected]);
}

#[tokio::test]
async fn a_response_that_is_never_sent_leaves_nothing() {
    let sse = SseManager::new();
    drop(sse.respond(Subscription::to(&sse.channel::<Note>("a")), &request_with(&sse, &[])));
    assert_eq!((sse.connection_count(), sse.log_count()), (0, 0));
}

#[tokio::test]
async fn the_list_tells_who_is_connected_to_what() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut ann = listen(&sse, Subscription::to(&channel).also(&sse.channel("b")).client("ann"));
    let _bob = listen(&sse, Subscription::to(&channel).client("bob"));
    publish(&channel, 0..3).await;
    assert_eq!(ann.labels().len(), 3);
    publish(&channel, [3]).await;

    let [first, second] = &sse.connections()[..] else { panic!("two connections") };
    assert_eq!((first.client.as_deref(), first.events_sent, first.lag), (Some("ann"), 3, 1));
    assert_eq!(first.channels, ["a", "b"]);
    assert_eq!((second.client.as_deref(), second.events_sent, second.lag), (Some("bob"), 0, 4));
    let json = serde_json::to_value(first).unwrap();
    assert_eq!(json["id"].to_string(), first.id.to_string());
    assert!(json["since"].as_u64().unwrap() > 1_700_000_000_000);
    assert_eq!(first.id.to_string().parse(), Ok(first.id));
}

#[tokio::test]
async fn detaching_ends_one_connection_once_and_no_other() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel::<Note>("a");
    let mut first = listen(&sse, Subscription::to(&channel));
    let mut second = listen(&sse, Subscription::to(&channel));
    let id = sse.connections()[0].id;
    assert!(sse.detach(id));
    assert!(!sse.detach(id));
    assert_eq!(sse.connection_count(), 1);
    assert_polite_end(&mut first).await;
    publish(&channel, [1]).await;
    assert_eq!(second.event().await.data, "1");
    drop(first);
    assert_eq!(reasons(&mut lifecycle), [CloseReason::Detached]);
}

#[tokio::test]
async fn detaching_wakes_a_sleeping_body() {
    let sse = SseManager::new();
    let mut listener = listen(&sse, Subscription::to(&sse.channel::<Note>("a")));
    let task = tokio::spawn(async move { assert_polite_end(&mut listener).await });
    tokio::task::yield_now().await;
    sse.detach(sse.connections()[0].id);
    task.await.unwrap();
}

#[tokio::test]
async fn lifecycle_tells_of_coming_and_going() {
    let sse = SseManager::builder().max_connections(1).build();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel).client("ann"));
    let _ = sse.respond(Subscription::to(&channel).client("bob"), &request_with(&sse, &[]));
    publish(&channel, [1]).await;
    listener.event().await;
    drop(listener);
    let [Lifecycle::Attached(attached), refused, Lifecycle::Detached { connection, reason, detail }] =
        &happened(&mut lifecycle)[..]
    else {
        panic!("attached, refused, detached")
    };
    assert_eq!((attached.client.as_deref(), attached.events_sent), (Some("ann"), 0));
    let bob = Some("bob".to_owned());
    assert_eq!(refused, &Lifecycle::Refused { client: bob, reason: RefusalReason::Full });
    assert_eq!((connection.id, connection.events_sent), (attached.id, 1));
    assert_eq!((*reason, detail), (CloseReason::Disconnected, &None));
}

#[tokio::test]
async fn a_failed_stream_cuts_the_body_off_and_shows_nothing_of_the_error() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let events = stream::iter([Ok(Note(1)), Err("the password is 1234"), Ok(Note(2))]);
    let mut listener = listen(&sse, Subscription::try_stream(events));
    assert_eq!(listener.event().await.data, "1");
    let error = listener.body.frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the event stream failed");
    assert!(listener.body.frame().await.is_none());
    drop(listener);
    assert_eq!(reasons(&mut lifecycle), [CloseReason::Failed]);
}

#[tokio::test]
async fn a_stream_s_event_that_is_none_fails_it() {
    struct Unnamed;
    impl crate::sse::EventSet for Unnamed {
        fn name(&self) -> &'static str {
            "gap"
        }
        fn data(&self) -> Result<String, serde_json::Error> {
            Ok("1".to_owned())
        }
    }
    let sse = SseManager::new();
    let mut listener = listen(&sse, Subscription::stream(stream::iter([Unnamed])));
    assert!(listener.body.frame().await.unwrap().is_err());
}

#[tokio::test]
async fn a_finished_stream_is_finished() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let mut listener = listen(&sse, Subscription::stream(stream::empty::<Note>()));
    assert_eq!(listener.frame().await, None);
    drop(listener);
    assert_eq!(reasons(&mut lifecycle), [CloseReason::Finished]);
}

#[tokio::test]
async fn shutdown_ends_channel_streams_and_waits_for_the_others() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel("a");
    let mut following = listen(&sse, Subscription::to(&channel));
    let (answer, answers) = mpsc::channel::<Text>(1);
    let answers = stream::unfold(answers, |mut answers| async { Some((answers.recv().await?, answers)) });
    let mut answering = listen(&sse, Subscription::stream(answers));

    let mut shutdown = Box::pin(sse.shutdown());
    assert!((&mut shutdown).now_or_never().is_none());
    assert_polite_end(&mut following).await;
    assert!((&mut shutdown).now_or_never().is_none());

    let refused = sse.respond(Subscription::to(&channel), &request_with(&sse, &[]));
    assert_eq!(refused.status(), 503);
    channel.send(Text("publishing still works".to_owned())).await.unwrap();

    answer.send(Text("last".to_owned())).await.unwrap();
    drop(answer);
    assert_eq!(answering.event().await.data, "last");
    assert_eq!(answering.frame().await, None);
    shutdown.await;
    sse.shutdown().await;

    let is_refusal =
        |event: &Lifecycle| matches!(event, Lifecycle::Refused { reason: RefusalReason::Shutdown, .. });
    let happened = happened(&mut lifecycle);
    assert_eq!(happened.iter().filter(|event| is_refusal(event)).count(), 1);
}

#[tokio::test]
async fn what_was_published_before_a_shutdown_is_delivered_and_nothing_after_it() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let ids = publish(&channel, 1..=3).await;
    let _ = sse.shutdown().now_or_never();
    publish(&channel, 4..=5).await;
    let last = listener.frame().await.unwrap();
    assert!(
        ids.iter().all(|id| last.contains(&format!("id: {id}\n"))) && last.matches("id: ").count() == 3,
        "{last}"
    );
    assert_polite_end(&mut listener).await;
}

#[tokio::test]
async fn a_shutdown_ends_a_listener_of_which_more_was_lost_than_it_may_read() {
    let history = History { events: 1, ..History::default() };
    let sse = SseManager::builder().history(history).build();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    publish(&channel, 1..=2).await;
    let _ = sse.shutdown().now_or_never();
    publish(&channel, 3..=9).await;
    assert!(listener.frame().await.expect("a gap").starts_with("event: gap\n"));
    assert_polite_end(&mut listener).await;
}

#[tokio::test]
async fn a_detached_listener_hears_nothing_more() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    publish(&channel, 1..=3).await;
    assert!(sse.detach(sse.connections()[0].id));
    assert_polite_end(&mut listener).await;
}

#[tokio::test]
async fn nothing_is_left_of_a_manager_whose_handles_are_gone() {
    let marker = Arc::new(());
    let sse = SseManager::new();
    let held = Arc::clone(&marker);
    let events = stream::once(async move {
        std::future::pending::<()>().await;
        drop(held);
        Note(1)
    });
    let mut listener = listen(&sse, Subscription::stream(events));
    assert!(listener.frame().now_or_never().is_none());
    drop(sse);
    drop(listener);
    assert_eq!(Arc::strong_count(&marker), 1);
}
