use std::time::Duration;

use http::{Method, Uri, Version};

use super::{Event, Listener, Note, headers, listen, numbers, publish, request_with, resume, sequence};
use crate::sse::{Channel, ChannelOptions, History, SlowPolicy, SseManager, Subscription};

/// A manager that keeps few events.
fn forgetful() -> SseManager {
    SseManager::builder().history(History { events: 3, ..History::default() }).build()
}

fn with(first: &str, rest: impl IntoIterator<Item = u64>) -> Vec<String> {
    std::iter::once(first.to_owned()).chain(numbers(rest)).collect()
}

#[tokio::test]
async fn a_known_id_gives_exactly_the_later_events() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..10).await;
    for (seen, id) in (0..).zip(&ids) {
        assert_eq!(resume(&sse, Subscription::to(&channel), id).labels(), numbers(seen + 1..10), "{id}");
    }
    let mut listener = resume(&sse, Subscription::to(&channel), &ids[8]);
    publish(&channel, [10]).await;
    assert_eq!(listener.labels(), numbers(9..11), "and goes on with live ones");
}

#[tokio::test]
async fn one_id_resumes_any_number_of_channels() {
    let sse = SseManager::new();
    let (a, b): (Channel<Note>, Channel<Note>) = (sse.channel("a"), sse.channel("b"));
    let mut ids = Vec::new();
    for number in 0..6 {
        let channel = if number % 2 == 0 { &a } else { &b };
        ids.extend(publish(channel, [number]).await);
    }
    assert_eq!(resume(&sse, Subscription::to(&a).also(&b), &ids[2]).labels(), numbers(3..6));
    assert_eq!(resume(&sse, Subscription::to(&b), &ids[2]).labels(), ["3", "5"]);
}

#[tokio::test]
async fn no_id_or_an_empty_one_is_a_new_client() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, [1]).await;
    assert!(listen(&sse, Subscription::to(&channel)).labels().is_empty());
    assert!(resume(&sse, Subscription::to(&channel), "").labels().is_empty());
}

#[tokio::test]
async fn an_id_that_is_no_longer_kept_gives_a_gap_and_then_what_is_kept() {
    let sse = forgetful();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..10).await;
    let mut listener = resume(&sse, Subscription::to(&channel), &ids[2]);
    let events = listener.ready();
    assert_eq!(labels(&events), with("gap expired", 7..10));
    assert_eq!(events[0].data, format!(r#"{{"reason":"expired","from":"{}","to":"{}"}}"#, ids[2], ids[6]));
    // The last lost one is known, all later are kept: no gap.
    assert_eq!(resume(&sse, Subscription::to(&channel), &ids[6]).labels(), numbers(7..10));
}

#[tokio::test]
async fn resuming_from_a_gap_loses_nothing_and_gives_no_second_one() {
    let sse = forgetful();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..10).await;
    let gap = resume(&sse, Subscription::to(&channel), &ids[0]).event().await;
    assert_eq!(resume(&sse, Subscription::to(&channel), gap.id()).labels(), numbers(7..10));
    let restarted = resume(&sse, Subscription::to(&channel), "other-5").event().await;
    assert_eq!(resume(&sse, Subscription::to(&channel), restarted.id()).labels(), numbers(7..10));
}

#[tokio::test]
async fn an_id_of_before_a_restart_gives_a_gap_and_all_that_is_kept() {
    let former = SseManager::new();
    let id = publish(&former.channel("a"), [0]).await.remove(0);
    let sse = SseManager::new();
    let channel = sse.channel("a");
    publish(&channel, 1..4).await;
    let events = resume(&sse, Subscription::to(&channel), &id).ready();
    assert_eq!(labels(&events), with("gap restarted", 1..4));
    assert!(events[0].data.contains(&format!(r#""from":"{id}""#)), "{}", events[0].data);
}

#[tokio::test]
async fn nonsense_gives_a_gap_and_is_not_repeated() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let id = publish(&channel, [1]).await.remove(0);
    let epoch = id.strip_suffix("-1").unwrap();
    for nonsense in ["x", "\u{fffd}-1", "a b-3", "e\"vil-1", &"9".repeat(10_000), &format!("{epoch}-+1")] {
        let events = resume(&sse, Subscription::to(&channel), nonsense).ready();
        assert_eq!(labels(&events), with("gap unknown", [1]), "{nonsense:.20}");
        assert!(events[0].data.contains(r#""from":null"#), "{}", events[0].data);
    }
    let future = format!("{epoch}-2");
    let events = resume(&sse, Subscription::to(&channel), &future).ready();
    assert_eq!(labels(&events), with("gap unknown", [1]));
    assert!(events[0].data.contains(&format!(r#""from":"{future}""#)));
}

#[tokio::test]
async fn header_values_are_read_as_bytes() {
    let sse = SseManager::new();
    let mut headers = headers(&[]);
    headers.insert("last-event-id", http::HeaderValue::from_bytes(b"\xff\xfe-1").unwrap());
    let uri = Uri::from_static("/");
    let request = sse.capture(&Method::GET, Version::HTTP_11, &uri, &headers);
    let mut listener = Listener::new(sse.respond(Subscription::to(&sse.channel::<Note>("a")), &request));
    assert_eq!(listener.labels(), ["gap unknown"]);
}

#[tokio::test]
async fn the_query_serves_where_the_header_cannot_be_set() {
    let sse = SseManager::new();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..3).await;
    let resumed = |query: &str, header: Option<&str>| {
        let uri: Uri = format!("/events?{query}").parse().unwrap();
        let pairs: Vec<_> = header.map(|id| ("last-event-id", id)).into_iter().collect();
        let request = sse.capture(&Method::GET, Version::HTTP_11, &uri, &headers(&pairs));
        Listener::new(sse.respond(Subscription::to(&channel), &request)).labels()
    };
    assert_eq!(resumed(&format!("a=1&lastEventId={}", ids[0]), None), ["1", "2"]);
    let escaped = ids[0].replace('-', "%2D");
    assert_eq!(resumed(&format!("lastEventId={escaped}"), None), ["1", "2"]);
    assert_eq!(resumed(&format!("lastEventId={}", ids[0]), Some(&ids[1])), ["2"], "the header wins");
    assert_eq!(resumed(&format!("lastEventId={}", ids[0]), Some("")), ["1", "2"]);
    assert_eq!(resumed("lastEventId=%FF", None), with("gap unknown", 0..3));
    assert!(resumed("lastEventId=", None).is_empty());
}

#[tokio::test]
async fn a_slow_consumer_is_told_of_what_it_missed_and_goes_on() {
    let sse = forgetful();
    let channel = sse.channel("a");
    let mut listener = listen(&sse, Subscription::to(&channel));
    let ids = publish(&channel, [0]).await;
    assert_eq!(listener.labels(), ["0"]);
    publish(&channel, 1..10).await;
    let events = listener.ready();
    assert_eq!(labels(&events), with("gap lagged", 7..10));
    assert!(events[0].data.contains(&format!(r#""from":"{}""#, ids[0])));
    publish(&channel, [10]).await;
    assert_eq!(listener.labels(), ["10"]);
}

#[tokio::test]
async fn a_gap_comes_before_whatever_is_kept_behind_the_first_loss() {
    let sse = forgetful();
    let [a, b, c] = ["a", "b", "c"].map(|name| sse.channel::<Note>(name));
    let subscription = || Subscription::to(&a).also(&b).also(&c);
    let mut listener = listen(&sse, subscription());
    let ids = publish(&c, [0]).await;
    assert_eq!(listener.labels(), ["0"]);
    publish(&a, 1..5).await; // a has lost 1
    publish(&b, 5..10).await; // b has lost 5 and 6
    let events = listener.ready();
    assert_eq!(labels(&events), ["gap lagged", "2", "3", "4", "7", "8", "9"]);
    let (gap, to) = events[0].gap();
    assert_eq!((gap["from"].as_str(), to), (Some(ids[0].as_str()), sequence(&ids[0]) + 6));
    assert_eq!(resume(&sse, subscription(), &ids[0]).labels()[..2], ["gap expired", "2"]);
}

/// Two channels, of which one has lost something between what the other keeps.
async fn half_lost() -> (SseManager, Channel<Note>, Channel<Note>, Vec<String>) {
    let sse = forgetful();
    let (a, b): (Channel<Note>, Channel<Note>) = (sse.channel("a"), sse.channel("b"));
    let mut ids = publish(&a, [0, 1]).await;
    ids.extend(publish(&b, [2, 3]).await);
    ids.extend(publish(&a, [4]).await);
    ids.extend(publish(&b, [5, 6]).await); // b has lost 2, a nothing
    ids.extend(publish(&a, [7]).await); // a has lost 0
    (sse, a, b, ids)
}

#[tokio::test]
async fn no_id_leads_past_a_loss_that_was_not_told() {
    let (sse, a, b, _) = half_lost().await;
    let both = || Subscription::to(&a).also(&b);
    let kept = ["1", "3", "4", "5", "6", "7"];
    let events = resume(&sse, both(), "other-1").ready();
    assert_eq!(labels(&events), [&["gap restarted"][..], &kept].concat());
    let sequences: Vec<u64> = events.iter().map(|event| sequence(event.id())).collect();
    assert!(sequences.is_sorted(), "{sequences:?}");
    // Wherever the connection breaks, the client gets the rest, and is told again of what is lost behind that: 2.
    for (seen, event) in events.iter().enumerate() {
        let gap = if seen < 2 { &["gap expired"][..] } else { &[] };
        let expected = [gap, &kept[seen..]].concat();
        assert_eq!(resume(&sse, both(), event.id()).labels(), expected, "after {seen}");
    }
}

#[tokio::test]
async fn a_loss_in_another_channel_is_none() {
    let (sse, a, _, ids) = half_lost().await;
    assert_eq!(resume(&sse, Subscription::to(&a), &ids[0]).labels(), ["1", "4", "7"]);
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_was_forgotten_gives_a_gap_rather_than_nothing() {
    let history = History { age: Duration::from_mins(1), ..History::default() };
    let sse = SseManager::builder().history(history).build();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..2).await;
    tokio::time::advance(Duration::from_secs(61)).await;
    publish(&sse.channel("b"), [2]).await;
    assert_eq!(sse.log_count(), 1);
    assert_eq!(resume(&sse, Subscription::to(&channel), &ids[0]).labels(), ["gap expired"]);
    assert!(resume(&sse, Subscription::to(&channel), &ids[1]).labels().is_empty(), "it has seen all");
    assert!(listen(&sse, Subscription::to(&channel)).labels().is_empty(), "it is new");
}

#[tokio::test]
async fn events_to_a_client_are_replayed_to_those_alone_who_may_see_them() {
    let sse = SseManager::new();
    let (a, b): (Channel<Note>, Channel<Note>) = (sse.channel("a"), sse.channel("b"));
    let start = publish(&a, [0]).await.remove(0);
    a.to("ann").send(Note(1)).await.unwrap();
    b.to("ann").send(Note(2)).await.unwrap();
    sse.client("ann").send("note", &3).await.unwrap();
    assert_eq!(resume(&sse, Subscription::to(&a).client("ann"), &start).labels(), ["1", "3"]);
    assert_eq!(resume(&sse, Subscription::to(&b).client("ann"), &start).labels(), ["2", "3"]);
    assert!(resume(&sse, Subscription::to(&a).client("bob"), &start).labels().is_empty());
    assert!(resume(&sse, Subscription::to(&a), &start).labels().is_empty());
}

#[tokio::test]
async fn many_hidden_events_do_not_hide_the_visible_ones_behind_them() {
    let sse = SseManager::new();
    let (a, b) = (sse.channel("a"), sse.channel("b"));
    let mut listener = listen(&sse, Subscription::to(&a).client("ann"));
    let large = "x".repeat(10_000);
    for _ in 0..50 {
        b.to("ann").send(super::Text(large.clone())).await.unwrap();
    }
    a.to("ann").send(super::Text("seen".to_owned())).await.unwrap();
    assert_eq!(listener.labels(), ["seen"]);
}

#[tokio::test]
async fn a_snapshot_is_for_those_who_do_not_know_the_state() {
    let sse = forgetful();
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..5).await;
    let subscription = || Subscription::to(&channel).snapshot([Note(100)]);
    assert_eq!(resume(&sse, subscription(), &ids[3]).labels(), ["4"]);
    assert_eq!(resume(&sse, subscription(), &ids[0]).labels(), ["gap expired", "2", "3", "4", "100"]);
    assert_eq!(resume(&sse, subscription(), "other-1").labels(), ["gap restarted", "2", "3", "4", "100"]);
    assert_eq!(listen(&sse, subscription()).labels(), ["100"]);
}

#[tokio::test]
async fn a_loss_behind_a_snapshot_s_place_is_told_after_it() {
    let sse = forgetful();
    let channel = sse.channel("a");
    let request = request_with(&sse, &[]);
    let subscription = Subscription::to(&channel).snapshot([Note(100)]);
    publish(&channel, 0..5).await;
    let mut listener = Listener::new(sse.respond(subscription, &request));
    assert_eq!(listener.labels(), ["100", "gap lagged", "2", "3", "4"]);
}

#[tokio::test]
async fn a_snapshot_parts_what_is_lost_before_it_and_behind_it() {
    let sse = forgetful();
    sse.configure(
        "a",
        ChannelOptions::new().history(History { events: 3, ..History::default() }).slow(SlowPolicy::Close),
    );
    let channel = sse.channel("a");
    let ids = publish(&channel, 0..5).await;
    let request = request_with(&sse, &[("last-event-id", &ids[0])]);
    publish(&channel, 5..10).await;
    let subscription = Subscription::to(&channel).snapshot([Note(100)]);
    let mut listener = Listener::new(sse.respond(subscription, &request));
    let events = listener.ready();
    // It is not cut off for what it was told of when it came.
    assert_eq!(labels(&events), ["gap expired", "100", "gap expired", "7", "8", "9"]);
    let of_gap = |index: usize| (events[index].gap().0["from"].as_str().map(sequence), events[index].gap().1);
    let [first, fifth, seventh] = [0, 4, 6].map(|later| sequence(&ids[0]) + later);
    assert_eq!([of_gap(0), of_gap(2)], [(Some(first), fifth), (Some(fifth), seventh)]);
}

#[tokio::test]
async fn a_stream_made_for_the_request_has_no_gaps() {
    let sse = SseManager::new();
    let events = futures_util::stream::iter([Note(1)]);
    assert_eq!(resume(&sse, Subscription::stream(events), "other-1").labels(), ["1"]);
}

fn labels(events: &[Event]) -> Vec<String> {
    events.iter().map(Event::label).collect()
}
