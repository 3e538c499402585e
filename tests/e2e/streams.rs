//! Event streams from the contract to the socket.

use contract_runtime::axum::http::{Method, StatusCode, Version};
use contract_runtime::sse::CloseReason;
use contract_tests::client::{call, get, post};
use contract_tests::way::Way;
use serde_json::json;
use std::time::Duration;

use crate::shop::*;
use contract_runtime::SseManager;

async fn a_stream_has_the_headers_that_proxies_and_browsers_need() {
    let Open { server, .. } = open().await;
    let stream = get(server.address, "/api/orders/7/events").follow().await;
    let header = |name: &str| stream.headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("cache-control"), "no-cache, no-transform");
    // HTTP/2 has no such header, and some clients refuse an answer that has it.
    let connection = stream.headers.get("connection").map(|value| value.to_str().unwrap());
    let expected = (Way::current().version == Version::HTTP_11).then_some("keep-alive");
    assert_eq!(connection, expected);
    assert_eq!(header("x-accel-buffering"), "no");
    assert_eq!(header("x-content-type-options"), "nosniff");
}

async fn typed_events_reach_the_channel_of_their_parameters_and_no_other() {
    let Open { server, events, .. } = open().await;
    let mut seven = get(server.address, "/api/orders/007/events").follow().await;
    let mut eight = get(server.address, "/api/orders/8/events").follow().await;
    let order = Order { id: OrderId(7), title: "tea".into() };
    let first = events.order_events(OrderId(7)).send(ShopOrderEventsEvent::Shipped(order)).await.unwrap();
    let delivered = ShopOrderEventsOrderDelivered { at: "noon".into() };
    events.order_events(OrderId(8)).send(delivered.into()).await.unwrap();
    events.order_events(OrderId(7)).send(ShopOrderEventsEvent::Tick).await.unwrap();

    let event = seven.next().await.unwrap();
    assert_eq!(event.last_event_id, first.as_str());
    assert_eq!((event.event.as_str(), event.data.as_str()), ("shipped", r#"{"id":7,"title":"tea"}"#));
    assert_eq!(seven.next_json().await, ("tick".into(), json!(null)));
    assert_eq!(eight.next_json().await, ("order.delivered".into(), json!({"at": "noon"})));
}

async fn a_mark_alone_makes_a_stream_of_json_messages() {
    let Open { server, events, .. } = open().await;
    let mut room = get(server.address, "/api/rooms/a%2Fb/events").follow().await;
    events.room_events("a/b").send(json!({"any": 1}).into()).await.unwrap();
    assert_eq!(room.next_json().await, ("message".into(), json!({"any": 1})));
}

async fn everyone_hears_the_manager_and_one_client_hears_what_is_sent_to_it() {
    let Open { server, sse, events, .. } = open().await;
    let follow =
        async |path: &str, client: &str| get(server.address, path).header("x-client", client).follow().await;
    let mut ada = [follow("/api/orders/7/events", "ada").await, follow("/api/rooms/1/events", "ada").await];
    let mut bob = follow("/api/orders/7/events", "bob").await;

    sse.send("news", &json!("for all")).await.unwrap();
    sse.client("ada").send("hint", &json!("for ada")).await.unwrap();
    events.order_events(OrderId(7)).to("ada").send(ShopOrderEventsEvent::Tick).await.unwrap();
    sse.send("news", &json!("the end")).await.unwrap();

    let all = ("news".to_owned(), json!("for all"));
    let end = ("news".to_owned(), json!("the end"));
    let hint = ("hint".to_owned(), json!("for ada"));
    let tick = ("tick".to_owned(), json!(null));
    assert_eq!([bob.next_json().await, bob.next_json().await], [all.clone(), end.clone()]);
    let [orders, room] = &mut ada;
    let heard = [
        orders.next_json().await,
        orders.next_json().await,
        orders.next_json().await,
        orders.next_json().await,
    ];
    assert_eq!(heard, [all.clone(), hint.clone(), tick, end.clone()]);
    let heard = [room.next_json().await, room.next_json().await, room.next_json().await];
    assert_eq!(heard, [all, hint, end], "what is sent to a client on a channel stays on the channel");
}

async fn a_client_that_comes_back_gets_what_it_missed() {
    let Open { server, sse, .. } = open().await;
    let mut stream = get(server.address, "/api/orders/7/events").follow().await;
    sse.send("n", &1).await.unwrap();
    let last = stream.next().await.unwrap().last_event_id;
    drop(stream);
    until_open(&sse, 0).await;
    sse.send("n", &2).await.unwrap();
    sse.send("n", &3).await.unwrap();

    let mut by_header =
        get(server.address, "/api/orders/7/events").header("last-event-id", &last).follow().await;
    let mut by_query =
        get(server.address, &format!("/api/orders/7/events?lastEventId={last}")).follow().await;
    for stream in [&mut by_header, &mut by_query] {
        assert_eq!(stream.next_json().await, ("n".into(), json!(2)));
        assert_eq!(stream.next_json().await, ("n".into(), json!(3)));
    }
}

async fn an_id_that_says_nothing_is_answered_with_a_gap() {
    let Open { server, sse, .. } = open().await;
    sse.send("n", &1).await.unwrap();
    let long = "9".repeat(10_000);
    let ids: [&[u8]; 5] = [b"garbage", b"0therepoch-7", long.as_bytes(), &[0xFF, 0xFE], b"-"];
    let path = "/api/orders/7/events";
    let by_header = ids.map(|id| get(server.address, path).header_bytes("last-event-id", id));
    let by_query =
        ["garbage", "%FF%FE", "%"].map(|id| get(server.address, &format!("{path}?lastEventId={id}")));
    for request in by_header.into_iter().chain(by_query) {
        let mut stream = request.follow().await;
        let (name, gap) = stream.next_json().await;
        assert_eq!(name, "gap");
        assert!(gap["reason"] == "unknown" || gap["reason"] == "restarted", "{gap}");
        assert_eq!(stream.next_json().await, ("n".into(), json!(1)), "what is kept follows");
    }
}

async fn a_stream_made_for_one_request_ends_with_it() {
    let Open { server, sse, .. } = open().await;
    let question = json!({"words": ["to", "be"], "fail": false});
    let mut changes = sse.lifecycle();
    let mut answer = post(server.address, "/api/answers", &question).follow().await;
    assert_eq!(answer.next_json().await, ("token".into(), json!("to")));
    assert_eq!(answer.next_json().await, ("token".into(), json!("be")));
    assert_eq!(answer.next_json().await, ("done".into(), json!({"count": 2})));
    assert_eq!(answer.next().await, None);
    assert_eq!(next_close(&mut changes).await, CloseReason::Finished);
    assert_eq!(sse.connection_count(), 0);
}

async fn a_stream_that_fails_is_cut_and_tells_nothing() {
    let Open { server, sse, .. } = open().await;
    let mut changes = sse.lifecycle();
    let question = json!({"words": ["x"], "fail": true});
    let reading = tokio::spawn(post(server.address, "/api/answers", &question).send());
    assert!(reading.await.unwrap_err().is_panic(), "the body has no end");
    assert_eq!(next_close(&mut changes).await, CloseReason::Failed);
}

async fn a_stream_s_other_answers_are_plain_ones() {
    let Open { server, sse, .. } = open().await;
    let reply =
        get(server.address, "/api/orders/404/events").header("accept", "text/event-stream").send().await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (StatusCode::NOT_FOUND, "application/problem+json")
    );
    let reply = get(server.address, "/api/orders/x/events").send().await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert_eq!(sse.connection_count(), 0);
}

async fn head_of_a_stream_attaches_nobody() {
    let Open { server, sse, .. } = open().await;
    let reply = call(server.address, Method::HEAD, "/api/orders/7/events").send().await;
    assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "text/event-stream"));
    assert_eq!(sse.connection_count(), 0);
}

async fn a_connection_ends_at_its_time_and_the_client_is_told_when_to_come_back() {
    let sse = SseManager::builder().connection_timeout(Duration::from_millis(200)).build();
    let Open { server, sse, .. } = open_with(sse).await;
    let mut changes = sse.lifecycle();
    let reply = get(server.address, "/api/orders/7/events").send().await;
    let text = String::from_utf8(reply.body.to_vec()).unwrap();
    assert!(text.lines().all(|line| line.starts_with("retry: ")), "{text:?}");
    assert_eq!(next_close(&mut changes).await, CloseReason::Timeout);
}

async fn open_connections_can_be_listed_and_ended() {
    let Open { server, sse, events, .. } = open().await;
    let mut stream = get(server.address, "/api/orders/7/events").header("x-client", "ada").follow().await;
    events.order_events(OrderId(7)).send(ShopOrderEventsEvent::Tick).await.unwrap();
    stream.next().await.unwrap();
    let [open] = sse.connections().try_into().unwrap();
    assert_eq!(open.client.as_deref(), Some("ada"));
    assert_eq!(open.channels, ["Shop.order_events/7"]);
    assert_eq!((open.events_sent, open.lag), (1, 0));

    let mut changes = sse.lifecycle();
    assert!(sse.detach(open.id));
    assert!(!sse.detach(open.id));
    assert_eq!(stream.next().await, None, "a polite end");
    assert_eq!(next_close(&mut changes).await, CloseReason::Detached);
}

async fn a_shutdown_ends_streams_politely() {
    let Open { server, sse, .. } = open().await;
    let mut stream = get(server.address, "/api/orders/7/events").follow().await;
    sse.send("n", &1).await.unwrap();
    server.shut_down().await;
    assert_eq!(stream.next_json().await, ("n".into(), json!(1)), "what was published before is delivered");
    assert_eq!(stream.next().await, None);
}

contract_tests::every_way! {
    #[tokio::test]
    a_stream_has_the_headers_that_proxies_and_browsers_need,
    typed_events_reach_the_channel_of_their_parameters_and_no_other,
    a_mark_alone_makes_a_stream_of_json_messages,
    everyone_hears_the_manager_and_one_client_hears_what_is_sent_to_it,
    a_client_that_comes_back_gets_what_it_missed,
    an_id_that_says_nothing_is_answered_with_a_gap,
    a_stream_made_for_one_request_ends_with_it,
    a_stream_that_fails_is_cut_and_tells_nothing,
    a_stream_s_other_answers_are_plain_ones,
    head_of_a_stream_attaches_nobody,
    a_connection_ends_at_its_time_and_the_client_is_told_when_to_come_back,
    open_connections_can_be_listed_and_ended,
    a_shutdown_ends_streams_politely,
}
