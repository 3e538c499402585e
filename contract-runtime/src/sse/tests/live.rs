use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};

use super::{Listener, Note, Text, listen, numbers, publish, request_with};
use crate::sse::logs::log::FRAME;
use crate::sse::{Channel, EventSet, SseManager, Subscription};

#[tokio::test]
async fn events_arrive_with_the_ids_that_their_sender_got() {
    let sse = SseManager::new();
    let channel = sse.channel("orders");
    let mut listener = listen(&sse, Subscription::to(&channel));
    for number in 0..3 {
        let id = channel.send(Note(number)).await.unwrap();
        let event = listener.event().await;
        assert_eq!((event.id(), event.name.as_str()), (id.as_str(), "note"));
        assert_eq!(event.data, number.to_string());
    }
}

#[tokio::test]
async fn a_sender_is_told_of_an_event_that_cannot_be_sent_and_nobody_else() {
    struct Broken;
    impl EventSet for Broken {
        fn name(&self) -> &'static str {
            "broken"
        }
        fn data(&self) -> Result<String, serde_json::Error> {
            Err(serde::ser::Error::custom("no"))
        }
    }
    let sse = SseManager::builder().max_event_bytes(100).build();
    let mut listener = listen(&sse, Subscription::to(&sse.channel::<Broken>("a")));
    assert!(sse.channel("a").send(Broken).await.is_err());
    assert!(sse.send("a\nb", &1).await.is_err());
    assert!(sse.channel("a").send(Text("x".repeat(101))).await.is_err());
    sse.send("message", &"good").await.unwrap();
    assert_eq!(listener.event().await.data, "\"good\"");
    assert!(listener.ready().is_empty());
}

#[tokio::test]
async fn nothing_is_published_before_the_future_is_polled() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    drop(channel.send(Note(1)));
    publish(&channel, [2]).await;
    assert_eq!(listener.labels(), ["2"]);
}

#[tokio::test]
async fn channels_clients_and_everyone_each_reach_their_own() {
    let sse = SseManager::new();
    let (a, b) = (sse.channel("a"), sse.channel("b"));
    let mut ann = listen(&sse, Subscription::to(&a).client("ann"));
    let mut ann_elsewhere = listen(&sse, Subscription::to(&b).client("ann"));
    let mut bob = listen(&sse, Subscription::to(&a).also(&b).client("bob"));
    let mut nobody = listen(&sse, Subscription::to(&b));

    publish(&a, [1]).await;
    publish(&b, [2]).await;
    sse.send("note", &3).await.unwrap();
    sse.client("ann").send("note", &4).await.unwrap();
    a.to("ann").send(Note(5)).await.unwrap();
    b.to("bob").send(Note(6)).await.unwrap();

    assert_eq!(ann.labels(), ["1", "3", "4", "5"]);
    assert_eq!(ann_elsewhere.labels(), ["2", "3", "4"]);
    assert_eq!(bob.labels(), ["1", "2", "3", "6"]);
    assert_eq!(nobody.labels(), ["2", "3"]);
}

#[tokio::test]
async fn what_is_published_while_the_handler_runs_is_not_lost() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, [1]).await;
    let request = request_with(&sse, &[]);
    publish(&channel, [2]).await;
    let mut listener = Listener::new(sse.respond(Subscription::to(&channel), &request));
    publish(&channel, [3]).await;
    assert_eq!(listener.labels(), ["2", "3"]);
}

#[tokio::test]
async fn the_route_s_own_channel_is_bound_once() {
    let sse = SseManager::new();
    let (own, other): (Channel<Note>, Channel<Note>) = (sse.channel("own"), sse.channel("other"));
    let mut bound = listen(&sse, Subscription::channel().bind(&own).bind(&other));
    let mut explicit = listen(&sse, Subscription::to(&other).bind(&own));
    publish(&own, [1]).await;
    publish(&other, [2]).await;
    assert_eq!(bound.labels(), ["1"]);
    assert_eq!(explicit.labels(), ["2"]);
}

#[tokio::test]
async fn a_snapshot_comes_before_what_was_published_since_the_request() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let before = publish(&channel, [1]).await;
    let request = request_with(&sse, &[]);
    publish(&channel, [2]).await;
    let subscription = Subscription::to(&channel).snapshot([Note(100), Note(101)]);
    let mut listener = Listener::new(sse.respond(subscription, &request));
    publish(&channel, [3]).await;
    let events = listener.ready();
    let data: Vec<&str> = events.iter().map(|event| event.data.as_str()).collect();
    assert_eq!(data, ["100", "101", "2", "3"]);
    assert_eq!(events[0].id, None, "a client that saw a part of the snapshot gets all of it again");
    assert_eq!(events[1].id, Some(before[0].clone()), "one that saw all of it resumes after it");
}

#[tokio::test]
async fn an_empty_snapshot_is_as_good_as_none() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel).snapshot([]));
    publish(&channel, [1]).await;
    assert_eq!(listener.labels(), ["1"]);
}

#[tokio::test]
async fn pending_events_leave_as_one_frame_of_shared_memory() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listeners: Vec<_> = (0..3).map(|_| listen(&sse, Subscription::to(&channel))).collect();
    publish(&channel, 0..50).await;
    let mut frames = Vec::new();
    for listener in &mut listeners {
        let frame = http_body_util::BodyExt::frame(&mut listener.body).await.unwrap().unwrap();
        frames.push(frame.into_data().unwrap());
    }
    let text = std::str::from_utf8(&frames[0]).unwrap();
    assert_eq!(super::events(text).len(), 50);
    assert!(frames.iter().all(|frame| frame.as_ptr() == frames[0].as_ptr()), "copied once");
}

#[tokio::test]
async fn frames_are_bounded_and_a_large_event_has_several() {
    let sse = SseManager::new();
    let (a, b) = (sse.channel("a"), sse.channel("b"));
    let mut one = listen(&sse, Subscription::to(&a));
    let mut merged = listen(&sse, Subscription::to(&a).also(&b));
    let large = "x".repeat(2 * FRAME);
    let small = "y".repeat(FRAME / 3);
    for text in [&small, &small, &large, &small, &small, &small, &small] {
        a.send(Text(text.clone())).await.unwrap();
        b.send(Text("z".to_owned())).await.unwrap();
    }
    for listener in [&mut one, &mut merged] {
        let mut all = String::new();
        while let Some(Some(frame)) = listener.frame().now_or_never() {
            assert!(frame.len() <= FRAME, "{} bytes", frame.len());
            all += &frame;
        }
        let lengths =
            super::events(&all).into_iter().map(|event| event.data.len()).filter(|length| *length > 1);
        let expected = [&small, &small, &large, &small, &small, &small, &small].map(String::len);
        assert_eq!(lengths.collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn several_logs_are_merged_in_the_order_of_publication() {
    let sse = SseManager::new();
    let channels: Vec<Channel<Note>> = (0..4).map(|n| sse.channel(n.to_string())).collect();
    let subscription = channels.iter().fold(Subscription::to(&channels[0]), Subscription::also);
    let mut listener = listen(&sse, subscription.client("ann"));
    for number in 0..200 {
        match number % 6 {
            4 => sse.send("note", &number).await.map(drop).unwrap(),
            5 => sse.client("ann").send("note", &number).await.map(drop).unwrap(),
            channel => drop(publish(&channels[usize::try_from(channel).unwrap()], [number]).await),
        }
    }
    assert_eq!(listener.labels(), numbers(0..200));
}

#[tokio::test]
async fn a_stream_made_for_the_request_carries_its_own_events_without_ids_and_ends() {
    let sse = SseManager::new();
    let mut listener = listen(&sse, Subscription::stream(stream::iter([Note(1), Note(2)])).client("ann"));
    sse.send("note", &3).await.unwrap();
    sse.client("ann").send("note", &4).await.unwrap();
    let events = [listener.event().await, listener.event().await];
    assert!(events.iter().all(|event| event.id.is_none()));
    assert_eq!(events.map(|event| event.data), ["1", "2"]);
    assert_eq!(listener.frame().await, None);
    assert_eq!(sse.connection_count(), 0);
}

#[tokio::test]
async fn a_stream_may_be_joined_with_channels() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let events = stream::iter([Note(1)]).chain(stream::pending());
    let mut listener = listen(&sse, Subscription::stream(events).also(&channel));
    assert_eq!(listener.event().await.data, "1");
    publish(&channel, [2]).await;
    assert_eq!(listener.event().await.data, "2");
}

#[tokio::test]
async fn listeners_on_other_tasks_are_woken() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let task = tokio::spawn(async move { listener.event().await.data });
    tokio::task::yield_now().await;
    publish(&channel, [7]).await;
    assert_eq!(task.await.unwrap(), "7");
}

#[test]
fn the_deliverer_is_started_again_when_its_runtime_has_ended() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let first = runtime();
    let mut listener = first.block_on(async { listen(&sse, Subscription::to(&channel)) });
    drop(first);
    let second = runtime();
    second.block_on(async {
        let task = tokio::spawn(async move { listener.event().await.data });
        tokio::task::yield_now().await;
        publish(&channel, [1]).await;
        assert_eq!(task.await.unwrap(), "1");
    });
}

/// What waits for more to come is in nobody's hands when its runtime ends.
#[test]
fn a_pass_that_waits_for_more_when_its_runtime_ends_is_made_up_for() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sse = SseManager::builder().coalesce(Duration::from_secs(1)).heartbeat(None).build();
    let channel = sse.channel("a");
    let first = runtime();
    let mut listener = first.block_on(async {
        let listener = listen(&sse, Subscription::to(&channel));
        tokio::task::yield_now().await;
        publish(&channel, [1]).await;
        // The pass begins to wait.
        tokio::task::yield_now().await;
        listener
    });
    drop(first);
    let second = runtime();
    second.block_on(async {
        assert_eq!(listener.event().await.label(), "1");
        let both = async { tokio::join!(listener.event(), publish(&channel, [2])) };
        let (event, _) = tokio::time::timeout(Duration::from_secs(20), both).await.expect("another pass");
        assert_eq!(event.label(), "2");
    });
}

#[test]
fn sleeping_listeners_on_another_runtime_start_the_deliverer_again() {
    let runtime =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let first = runtime();
    let mut listener = first.block_on(async { listen(&sse, Subscription::to(&channel)) });
    let second = runtime();
    let (asleep, is_asleep) = std::sync::mpsc::channel();
    let task = second.spawn(async move {
        assert!(listener.ready().is_empty());
        asleep.send(()).unwrap();
        listener.event().await.data
    });
    is_asleep.recv().unwrap();
    drop(first);
    // Published where no runtime is at hand: whoever delivers it was there before.
    channel.send(Note(1)).now_or_never().unwrap().unwrap();
    assert_eq!(second.block_on(task).unwrap(), "1");
}

/// A runtime that nobody runs does nothing for its connections, and must not keep others from theirs.
#[test]
fn a_runtime_that_is_not_run_keeps_nobody_waiting() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for is_first in [true, false] {
        let sse = SseManager::new();
        let channel = sse.channel("a");
        let opened = |of: &tokio::runtime::Runtime| {
            of.block_on(async {
                let mut listener = listen(&sse, Subscription::to(&channel));
                assert!(listener.ready().is_empty());
                // The deliverer falls asleep.
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
                listener
            })
        };
        let (one, other) = (runtime(), runtime());
        let mut both = [(opened(&one), &one), (opened(&other), &other)];
        let (listener, run) = &mut both[usize::from(!is_first)];
        for number in 0..3 {
            // In no runtime: nothing says which one is run.
            channel.send(Note(number)).now_or_never().unwrap().unwrap();
            let event = run.block_on(async {
                tokio::time::timeout(Duration::from_secs(20), listener.event())
                    .await
                    .expect("it is delivered")
            });
            assert_eq!(event.label(), number.to_string());
        }
    }
}

#[tokio::test]
async fn the_deliverer_ends_with_the_manager() {
    let sse = SseManager::new();
    let channel = sse.channel::<Note>("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let waiting = tokio::spawn(async move { listener.event().await });
    tokio::task::yield_now().await;
    publish(&channel, [1]).await;
    waiting.await.unwrap();
    let metrics = tokio::runtime::Handle::current().metrics();
    // The reporter of metrics ends at its next report.
    let others = usize::from(cfg!(feature = "metrics"));
    assert_eq!(metrics.num_alive_tasks(), 1 + others, "the deliverer, asleep");
    drop((sse, channel));
    // Turns enough for a task that was woken, and far too few for its next deadline.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(metrics.num_alive_tasks(), others);
}

#[tokio::test]
async fn a_mere_handle_allocates_nothing_in_the_manager() {
    let sse = SseManager::new();
    let handles: Vec<Channel<Note>> = (0..100).map(|n| sse.channel(n.to_string())).collect();
    assert_eq!(sse.log_count(), 0);
    drop(listen(&sse, Subscription::to(&handles[0])));
    assert_eq!(sse.log_count(), 0);
}
