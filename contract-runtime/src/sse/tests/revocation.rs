use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use tokio::time::advance;

use super::{Listener, Note, listen, publish, request_with};
use crate::sse::{CloseReason, Lifecycle, LifecycleEvents, SseManager, Subscription};

const SECOND: Duration = Duration::from_secs(1);

async fn assert_ended(listener: &mut Listener) {
    assert!(listener.frame().await.expect("a farewell").starts_with("retry: "));
    assert_eq!(listener.frame().await, None);
}

fn ends(lifecycle: &mut LifecycleEvents) -> Vec<(Option<String>, CloseReason, Option<String>)> {
    let happened = std::iter::from_fn(|| lifecycle.next().now_or_never().flatten());
    let end = |event| match event {
        Lifecycle::Detached { connection, reason, detail } => {
            Some((connection.client, reason, detail.as_deref().map(str::to_owned)))
        }
        _ => None,
    };
    happened.filter_map(end).collect()
}

#[tokio::test]
async fn closing_a_client_ends_all_its_connections_and_tells_why() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel::<Note>("a");
    let mut tabs = [(); 2].map(|()| listen(&sse, Subscription::to(&channel).client(7)));
    let mut other = listen(&sse, Subscription::to(&channel).client(8));
    let mut stream = listen(&sse, Subscription::stream(stream::pending::<Note>()).client(7));
    publish(&channel, [1]).await;
    assert_eq!(sse.client(7).close("banned"), 3);
    assert_eq!(sse.client(7).close("banned"), 0);
    for listener in tabs.iter_mut().chain([&mut stream]) {
        assert_ended(listener).await;
    }
    assert_eq!(other.labels(), ["1"]);
    let end = (Some("7".to_owned()), CloseReason::Revoked, Some("banned".to_owned()));
    assert_eq!(ends(&mut lifecycle), vec![end; 3]);
    assert_eq!(sse.stats().closed[&CloseReason::Revoked], 3);
}

#[tokio::test]
async fn closing_a_client_on_a_channel_leaves_its_other_channels() {
    let sse = SseManager::new();
    let (room, hall) = (sse.channel::<Note>("room"), sse.channel::<Note>("hall"));
    let mut both = listen(&sse, Subscription::to(&room).also(&hall).client("ann"));
    let mut in_hall = listen(&sse, Subscription::to(&hall).client("ann"));
    assert_eq!(room.to("ann").close("left the room"), 1);
    assert_ended(&mut both).await;
    publish(&hall, [1]).await;
    assert_eq!(in_hall.labels(), ["1"]);
}

#[tokio::test]
async fn a_body_that_a_stalled_socket_holds_keeps_nothing_alive() {
    let sse = SseManager::builder().max_connections(1).build();
    let channel = sse.channel::<Note>("a");
    let mut stalled = listen(&sse, Subscription::to(&channel).client("ann"));
    publish(&channel, 0..10).await;
    assert_eq!(sse.client("ann").close("banned"), 1);
    let next = listen(&sse, Subscription::to(&channel).client("bob"));
    drop(next);
    assert_ended(&mut stalled).await;
    assert_eq!(sse.connection_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn who_is_on_the_way_while_its_client_is_closed_gets_nothing() {
    let sse = SseManager::new();
    let mut lifecycle = sse.lifecycle();
    let channel = sse.channel::<Note>("a");
    let request = request_with(&sse, &[]);
    // Here the handler looks, and still finds the permission.
    advance(SECOND).await;
    assert_eq!(sse.client("ann").close("banned"), 0);
    advance(SECOND).await;
    publish(&channel, [1]).await;
    let other = Listener::new(sse.respond(Subscription::to(&channel).client("bob"), &request));
    let mut late = Listener::new(sse.respond(Subscription::to(&channel).client("ann"), &request));
    assert_ended(&mut late).await;
    assert_eq!(sse.connection_count(), 1);
    let end = (Some("ann".to_owned()), CloseReason::Revoked, Some("banned".to_owned()));
    assert_eq!(ends(&mut lifecycle), [end]);
    drop(other);

    let mut again = listen(&sse, Subscription::to(&channel).client("ann"));
    publish(&channel, [2]).await;
    assert_eq!(again.labels(), ["2"], "a later request is the handler's to refuse");
}

#[tokio::test(start_paused = true)]
async fn a_close_on_a_channel_is_not_remembered_for_others() {
    let sse = SseManager::new();
    let (room, hall) = (sse.channel::<Note>("room"), sse.channel::<Note>("hall"));
    let request = request_with(&sse, &[]);
    advance(SECOND).await;
    room.to("ann").close("left");
    let mut in_hall = Listener::new(sse.respond(Subscription::to(&hall).client("ann"), &request));
    assert!(in_hall.frame().now_or_never().is_none());
    let mut in_room = Listener::new(sse.respond(Subscription::to(&room).client("ann"), &request));
    assert_ended(&mut in_room).await;
}
