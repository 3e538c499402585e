//! Clients that come back with an id: their own or another's, of now or of before, good or bad.

use std::net::SocketAddr;

use contract_runtime::SseManager;
use contract_runtime::sse::History;
use contract_tests::client::{Following, get};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::shop::*;

const PATH: &str = "/api/orders/7/events";

/// A manager that keeps so many events of each log.
fn forgetful(events: usize) -> SseManager {
    let history = History { events, ..History::default() };
    SseManager::builder().history(history).connection_timeout(None).build()
}

async fn resume(address: SocketAddr, id: &str) -> Following {
    get(address, PATH).header("last-event-id", id).follow().await
}

/// All events up to one that is sent to everyone now: the name and the data of each.
async fn until_now(sse: &SseManager, streams: &mut [Following]) -> Vec<Vec<(String, Value)>> {
    sse.send("now", &()).await.unwrap();
    join_all(streams.iter_mut().map(async |stream| {
        let mut heard = Vec::new();
        loop {
            match stream.next_json().await {
                (name, _) if name == "now" => return heard,
                event => heard.push(event),
            }
        }
    }))
    .await
}

async fn the_newest_id_gives_nothing_and_a_known_one_exactly_the_later_events() {
    let Open { server, sse, .. } = open().await;
    let mut ids = Vec::new();
    for n in 0..20 {
        ids.push(sse.send("n", &n).await.unwrap());
    }
    let mut streams = Vec::new();
    for id in &ids {
        streams.push(resume(server.address, id.as_str()).await);
        let by_query = format!("{PATH}?lastEventId={id}");
        streams.push(get(server.address, &by_query).follow().await);
    }
    for (index, heard) in until_now(&sse, &mut streams).await.into_iter().enumerate() {
        let later: Vec<_> = (index / 2 + 1..20).map(|n| ("n".to_owned(), json!(n))).collect();
        assert_eq!(heard, later, "after {}", index / 2);
    }
}

async fn an_id_of_which_something_is_lost_is_answered_with_a_gap_and_what_is_kept() {
    let Open { server, sse, .. } = open_with(forgetful(3)).await;
    let mut ids = Vec::new();
    for n in 0..10 {
        ids.push(sse.send("n", &n).await.unwrap());
    }
    let (epoch, newest) = ids[9].as_str().rsplit_once('-').unwrap();
    let newest: u64 = newest.parse().unwrap();
    let cases = [
        (ids[0].to_string(), "expired"),
        (ids[5].to_string(), "expired"),
        (format!("{epoch}-0"), "expired"),
        (format!("{epoch}-{}", newest + 1), "unknown"),
        (format!("{epoch}-{}", u64::MAX), "unknown"),
        (format!("other-{newest}"), "restarted"),
    ];
    let kept: Vec<_> = [7, 8, 9].map(|n| ("n".to_owned(), json!(n))).into();
    for (id, reason) in cases {
        let mut stream = resume(server.address, &id).await;
        // Where the client stands from then on: what is lost lies before it, and what is kept behind it.
        let gap = json!({"reason": reason, "from": id, "to": ids[6].as_str()});
        assert_eq!(stream.next_json().await, ("gap".to_owned(), gap));
        for event in &kept {
            assert_eq!(stream.next_json().await, *event, "{id}");
        }
    }
    let mut streams = [resume(server.address, ids[6].as_str()).await];
    assert_eq!(until_now(&sse, &mut streams).await, [kept], "and nothing is lost after that");
}

async fn what_is_published_during_replays_is_neither_lost_nor_repeated() {
    const LAST: u64 = 3000;
    let Open { server, sse, .. } = open_with(forgetful(usize::MAX)).await;
    let first = sse.send("n", &0).await.unwrap();
    let publisher = {
        let sse = sse.clone();
        tokio::spawn(async move {
            for n in 1..=LAST {
                sse.send("n", &n).await.unwrap();
                tokio::task::yield_now().await;
            }
        })
    };
    // Each comes back after a number of events of its own, again and again, while more are published.
    let readers = (0..8).map(async |reader| {
        let (mut id, mut seen) = (first.to_string(), 0);
        while seen < LAST {
            let mut stream = resume(server.address, &id).await;
            for _ in 0..(100 + 37 * reader).min(LAST - seen) {
                let event = stream.next().await.unwrap();
                assert_eq!((event.event, event.data), ("n".to_owned(), (seen + 1).to_string()));
                (id, seen) = (event.last_event_id, seen + 1);
            }
        }
    });
    join_all(readers).await;
    publisher.await.unwrap();
}

async fn somebody_else_s_id_shows_only_what_one_may_see_oneself() {
    let Open { server, sse, events, .. } = open().await;
    let (seven, eight) = (events.order_events(OrderId(7)), events.order_events(OrderId(8)));
    let shipped =
        |title: &str| ShopOrderEventsEvent::Shipped(Order { id: OrderId(7), title: format!("{title}'s") });
    let mut published = Vec::new();
    for _ in 0..3 {
        published.push((seven.to("ada").send(shipped("ada")).await.unwrap(), None));
        published.push((seven.to("bob").send(shipped("bob")).await.unwrap(), Some("bob's")));
        published.push((eight.send(shipped("eight")).await.unwrap(), None));
        published.push((sse.client("ada").send("n", &"ada's").await.unwrap(), None));
        published.push((seven.send(shipped("seven")).await.unwrap(), Some("seven's")));
    }
    let mut streams = Vec::new();
    for (id, _) in &published {
        let request = get(server.address, PATH).header("x-client", "bob");
        streams.push(request.header("last-event-id", id.as_str()).follow().await);
    }
    for (index, heard) in until_now(&sse, &mut streams).await.into_iter().enumerate() {
        let later: Vec<_> = published[index + 1..].iter().filter_map(|(_, title)| *title).collect();
        let titles: Vec<_> = heard.iter().map(|(_, order)| order["title"].as_str().unwrap()).collect();
        assert_eq!(titles, later, "after {index}");
    }
}

async fn a_gap_tells_nothing_of_what_others_get() {
    let Open { server, sse, events, .. } = open_with(forgetful(2)).await;
    let channel = events.order_events(OrderId(7));
    let id = channel.send(ShopOrderEventsEvent::Tick).await.unwrap();
    let secret = Order { id: OrderId(7), title: "ada's".to_owned() };
    for _ in 0..10 {
        channel.to("ada").send(ShopOrderEventsEvent::Shipped(secret.clone())).await.unwrap();
        sse.client("ada").send("n", &"ada's").await.unwrap();
        events.order_events(OrderId(8)).send(ShopOrderEventsEvent::Tick).await.unwrap();
    }
    let resume = async |client: &str| {
        let request = get(server.address, PATH).header("x-client", client);
        request.header("last-event-id", id.as_str()).follow().await
    };
    let mut streams = [resume("bob").await, resume("ada").await];
    let [of_bob, of_ada] = until_now(&sse, &mut streams).await.try_into().unwrap();
    assert_eq!(of_bob, [], "what is lost is lost to others");
    assert_eq!((of_ada[0].0.as_str(), &of_ada[0].1["reason"]), ("gap", &json!("expired")));

    // A gap of one's own says why it is, where one stood and where one stands, and nothing more.
    for _ in 0..3 {
        channel.send(ShopOrderEventsEvent::Tick).await.unwrap();
    }
    let mut stream = resume("bob").await;
    let (name, gap) = stream.next_json().await;
    let keys: Vec<_> = gap.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((name.as_str(), keys), ("gap", vec!["from", "reason", "to"]));
    assert_eq!(gap["from"], id.as_str());
    assert_eq!(stream.next_json().await.0, "now", "which is kept");
}

contract_tests::every_way! {
    #[tokio::test]
    the_newest_id_gives_nothing_and_a_known_one_exactly_the_later_events,
    an_id_of_which_something_is_lost_is_answered_with_a_gap_and_what_is_kept,
    what_is_published_during_replays_is_neither_lost_nor_repeated,
    somebody_else_s_id_shows_only_what_one_may_see_oneself,
    a_gap_tells_nothing_of_what_others_get,
}
