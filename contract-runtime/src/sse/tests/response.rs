use std::net::IpAddr;

use futures_util::StreamExt;
use http::{HeaderMap, Method, Response, Uri, Version};
use http_body::Body;
use http_body_util::BodyExt;

use super::{Note, Text, headers, listen, request_with};
use crate::sse::{EventBody, EventSet, Lifecycle, RefusalReason, SseManager, Subscription};

fn full() -> (SseManager, Subscription<Note>) {
    let sse = SseManager::builder().max_connections(0).build();
    let subscription = Subscription::to(&sse.channel("a"));
    (sse, subscription)
}

async fn text(response: Response<EventBody>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

fn assert_stream_head(head: &HeaderMap) {
    assert_eq!(header(head, "content-type"), Some("text/event-stream"));
    assert_eq!(header(head, "cache-control"), Some("no-cache, no-transform"));
    assert_eq!(header(head, "connection"), Some("keep-alive"));
    assert_eq!(header(head, "x-accel-buffering"), Some("no"));
    assert_eq!(header(head, "x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn the_head_is_a_stream_s() {
    let sse = SseManager::new();
    let response = sse.respond(Subscription::to(&sse.channel::<Note>("a")), &request_with(&sse, &[]));
    assert_stream_head(response.headers());
    assert_eq!(response.body().size_hint().exact(), None);
    assert!(!response.body().is_end_stream());
}

#[tokio::test]
async fn only_a_connection_that_goes_on_is_said_to() {
    let sse = SseManager::new();
    for (version, asked, expected) in [
        (Version::HTTP_10, "", None),
        (Version::HTTP_10, "keep-alive", None),
        (Version::HTTP_11, "", Some("keep-alive")),
        (Version::HTTP_11, "keep-alive", Some("keep-alive")),
        (Version::HTTP_11, "close", None),
        (Version::HTTP_11, "TE, Close", None),
        (Version::HTTP_2, "", None),
        (Version::HTTP_3, "", None),
    ] {
        let (uri, asked) = (Uri::from_static("/"), headers(&[("connection", asked)]));
        let request = sse.capture(&Method::GET, version, &uri, &asked);
        let response = sse.respond(Subscription::to(&sse.channel::<Note>("a")), &request);
        assert_eq!(header(response.headers(), "connection"), expected, "{version:?} {asked:?}");
    }
}

#[tokio::test]
async fn head_gives_the_head_alone_and_attaches_nothing() {
    let (sse, subscription) = full();
    let uri = Uri::from_static("/");
    let request = sse.capture(&Method::HEAD, Version::HTTP_11, &uri, &HeaderMap::new());
    let response = sse.respond(subscription, &request);
    assert_eq!(response.status(), 200);
    assert_stream_head(response.headers());
    assert_eq!(response.body().size_hint().exact(), None, "a GET would have no length");
    assert_eq!(text(response).await, "");
}

#[tokio::test]
async fn a_client_that_reads_problems_is_refused_with_one() {
    for accept in [&[][..], &["*/*"], &["text/event-stream, application/json"], &["text/event-stream", "*/*"]]
    {
        let (sse, subscription) = full();
        let pairs: Vec<_> = accept.iter().map(|value| ("accept", *value)).collect();
        let response = sse.respond(subscription, &request_with(&sse, &pairs));
        assert_eq!(response.status(), 503, "{accept:?}");
        assert_eq!(header(response.headers(), "content-type"), Some("application/problem+json"));
        let retry_after: u64 = header(response.headers(), "retry-after").unwrap().parse().unwrap();
        assert!((5..=15).contains(&retry_after), "{retry_after}");
        assert!(response.body().size_hint().exact().is_some());
        assert_eq!(
            text(response).await,
            r#"{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Too many connections."}"#
        );
    }
}

#[tokio::test]
async fn a_browser_is_refused_with_a_stream_that_sends_it_back_later() {
    for accept in ["text/event-stream", "Text/Event-Stream;q=1", "text/event-stream, text/event-stream;v=1"] {
        let (sse, subscription) = full();
        let response = sse.respond(subscription, &request_with(&sse, &[("accept", accept)]));
        assert_eq!(response.status(), 200);
        assert_stream_head(response.headers());
        let text = text(response).await;
        let delay: u64 = text.strip_prefix("retry: ").unwrap().strip_suffix('\n').unwrap().parse().unwrap();
        assert!((5000..=15_000).contains(&delay), "{delay}");
    }
}

#[tokio::test]
async fn reconnect_delays_are_spread_around_the_base() {
    let sse = SseManager::new();
    let mut delays = std::collections::HashSet::new();
    for _ in 0..100 {
        let response = sse.respond(Subscription::to(&sse.channel::<Note>("a")), &request_with(&sse, &[]));
        let first = response.into_body().frame().await.unwrap().unwrap().into_data().unwrap();
        let text = std::str::from_utf8(&first).unwrap();
        let delay: u64 = text.strip_prefix("retry: ").unwrap().strip_suffix('\n').unwrap().parse().unwrap();
        assert!((1000..=3000).contains(&delay), "{delay}");
        delays.insert(delay);
    }
    assert!(delays.len() > 20, "{}", delays.len());
}

async fn assert_mistake<E: EventSet>(sse: &SseManager, subscription: Subscription<E>) {
    let response = sse.respond(subscription, &request_with(sse, &[]));
    assert_eq!(response.status(), 500);
    assert_eq!(sse.connection_count(), 0);
    let expected = r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#;
    assert_eq!(text(response).await, expected, "the cause is in the log alone");
}

struct Broken;

impl EventSet for Broken {
    fn name(&self) -> &'static str {
        "not\na name"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        Ok(String::new())
    }
}

#[tokio::test]
async fn mistakes_of_a_handler_are_errors_before_anything_is_sent() {
    let sse = SseManager::new();
    assert_mistake(&sse, Subscription::<Note>::channel()).await;
    assert_mistake(&sse, Subscription::to(&SseManager::new().channel::<Note>("a"))).await;
    assert_mistake(&sse, Subscription::to(&sse.channel("a")).snapshot([Broken])).await;
}

#[tokio::test]
async fn a_place_is_free_again_when_its_connection_has_ended() {
    let sse = SseManager::builder().max_connections(1).build();
    let channel = sse.channel::<Text>("a");
    for _ in 0..3 {
        let listener = listen(&sse, Subscription::to(&channel));
        let refused = sse.respond(Subscription::to(&channel), &request_with(&sse, &[]));
        assert_eq!((refused.status(), sse.connection_count()), (503.try_into().unwrap(), 1));
        drop(listener);
    }
}

#[test]
#[should_panic(expected = "heartbeat must not be zero")]
fn options_that_cannot_work_are_seen_at_once() {
    SseManager::builder().heartbeat(std::time::Duration::ZERO).build();
}

#[tokio::test]
async fn each_limit_is_told_by_its_status_and_its_reason() {
    let [one, other] = [[203, 0, 113, 9], [203, 0, 113, 8]].map(IpAddr::from);
    let builder = SseManager::builder;
    for (builder, second, status, detail, reason) in [
        (builder().max_connections(1), ("bob", other), 503, "Too many connections.", RefusalReason::Full),
        (
            builder().max_connections_per_client(1),
            ("ann", other),
            429,
            "You have too many connections.",
            RefusalReason::TooManyOfClient,
        ),
        (
            builder().max_connections_per_address(1),
            ("bob", one),
            429,
            "Too many connections from this address.",
            RefusalReason::TooManyOfAddress,
        ),
        (
            builder().max_connects_per_second(1),
            ("bob", other),
            503,
            "Too many clients connect at once.",
            RefusalReason::TooFast,
        ),
    ] {
        let sse = builder.build();
        let mut lifecycle = sse.lifecycle();
        let channel = sse.channel::<Note>("a");
        let connect = |(client, address), accept| {
            let uri = Uri::from_static("/");
            let headers = headers(&[("accept", accept)]);
            let request = sse.capture_from(address, &Method::GET, Version::HTTP_11, &uri, &headers);
            sse.respond(Subscription::to(&channel).client(client), &request)
        };
        let first = connect(("ann", one), "*/*");
        assert_eq!(first.status(), 200);
        let refused = connect(second, "*/*");
        assert_eq!(refused.status(), status);
        assert!(refused.headers().contains_key("retry-after"));
        assert!(text(refused).await.contains(detail), "{reason:?}");
        let sent_away = connect(second, "text/event-stream");
        assert_eq!(sent_away.status(), 200);
        let text = text(sent_away).await;
        assert!(text.starts_with("retry: ") && text.lines().count() == 1, "{text}");
        let refused = Lifecycle::Refused { client: Some(second.0.to_owned()), reason };
        assert!(matches!(lifecycle.next().await, Some(Lifecycle::Attached(_))));
        assert_eq!([lifecycle.next().await, lifecycle.next().await], [Some(refused.clone()), Some(refused)]);
        assert_eq!((sse.stats().refused[&reason], sse.connection_count()), (2, 1));
    }
}

#[tokio::test]
async fn too_many_channels_are_no_reason_to_come_back() {
    let sse = SseManager::builder().max_channels_per_connection(2).build();
    let [a, b, c] = ["a", "b", "c"].map(|name| sse.channel::<Note>(name));
    let two = || Subscription::to(&a).also(&b).also(&a);
    let _allowed = listen(&sse, two());
    for accept in ["*/*", "text/event-stream"] {
        let response = sse.respond(two().also(&c), &request_with(&sse, &[("accept", accept)]));
        assert_eq!(response.status(), 400, "which stops an EventSource too");
        assert_eq!(response.headers().get("retry-after"), None);
        assert!(text(response).await.contains("so many channels"));
    }
    assert_eq!(sse.stats().refused[&RefusalReason::TooManyChannels], 2);
}

/// Were each channel compared to each, this would take minutes.
#[tokio::test]
async fn who_asks_for_very_many_channels_is_refused_as_fast_as_it_asks() {
    let sse = SseManager::builder().max_channels_per_connection(2).build();
    let all = (0..100_000)
        .fold(Subscription::to(&sse.channel::<Note>("a")), |all, n| all.also(&sse.channel(n.to_string())));
    assert_eq!(sse.respond(all, &request_with(&sse, &[])).status(), 400);
}

#[test]
fn header_pairs_are_what_tests_say() {
    assert_eq!(headers(&[("accept", "a"), ("accept", "b")]).get_all("accept").iter().count(), 2);
}
