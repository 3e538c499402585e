//! The page for Prometheus. Alone in its process, since a process has one recorder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use contract_runtime::axum::http::Version;
use contract_runtime::metrics::{AlreadyInstalled, Prometheus};
use contract_runtime::prelude::*;
use contract_tests::client::get;
use contract_tests::server::Server;
use contract_tests::way::{Host, Way};
use futures_util::StreamExt as _;

contract! {
    trait News {
        follow: { method: GET, path: "/news", responses: { 200: events { headline: String } } },
    }
}

struct Paper;

impl News for Paper {
    type Context = ();

    async fn follow(&self, (): (), _: NewsFollowRequest) -> NewsFollowResult {
        Ok(Subscription::channel())
    }
}

/// The samples of a page, by name and labels.
struct Page(BTreeMap<String, f64>);

impl Page {
    async fn of(address: SocketAddr) -> Self {
        let reply = get(address, "/metrics").send().await;
        assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let text = String::from_utf8(reply.body.to_vec()).unwrap();
        assert!(text.contains("# HELP sse_events_published_total Events that were published."), "{text}");
        assert!(text.contains("# TYPE sse_publish_to_write_seconds histogram"), "{text}");
        let samples = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let parse = |line: &str| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        };
        Self(samples.map(parse).collect())
    }

    #[track_caller]
    fn has(&self, expected: &[(&str, f64)]) {
        for (name, value) in expected {
            assert_eq!(self.0.get(*name), Some(value), "{name} in {:#?}", self.0);
        }
    }
}

#[tokio::test]
async fn the_page_tells_what_is() {
    let sse = SseManager::builder().max_connections(2).build();
    let metrics = Prometheus::install().unwrap();
    assert_eq!(Prometheus::install().unwrap_err(), AlreadyInstalled);
    let router = NewsContract::router(Paper, &sse).merge(metrics.clone().router("/metrics", &sse));
    let server = Server::start(router, &sse).await;

    let other = SseManager::builder().name("other").build();
    let streams = NewsContract::router(Paper, &other).merge(metrics.router("/metrics", &other));
    let another = Server::start(streams, &other).await;
    let _elsewhere = get(another.address, "/news").follow().await;
    Page::of(another.address).await.has(&[
        (r#"sse_connections{state="live",manager="other"}"#, 1.0),
        (r#"sse_connections_attached_total{manager="other"}"#, 1.0),
        (r#"sse_publish_to_write_seconds_count{manager="other"}"#, 0.0),
    ]);

    let mut first = get(server.address, "/news").follow().await;
    let over_http2 = Way { host: Host::Own, version: Version::HTTP_2 };
    let mut second = None;
    over_http2.run(async { second = Some(get(server.address, "/news").follow().await) }).await;
    let mut second = second.unwrap();
    assert_eq!(get(server.address, "/news").send().await.status, 503);
    let news = NewsEvents::new(&sse);
    let mut last = String::new();
    for headline in ["rain", "sun", "snow"] {
        news.follow().send(NewsFollowEvent::Headline(headline.to_owned())).await.unwrap();
        first.next().await.unwrap();
        last = second.next().await.unwrap().last_event_id;
    }
    let page = Page::of(server.address).await;
    page.has(&[
        (r#"sse_connections{state="live"}"#, 2.0),
        (r#"sse_connections{state="stalled"}"#, 0.0),
        ("sse_connections_attached_total", 2.0),
        (r#"sse_connections_refused_total{reason="full"}"#, 1.0),
        ("sse_events_published_total", 3.0),
        ("sse_events_delivered_total", 6.0),
        ("sse_publish_to_write_seconds_count", 6.0),
        (r#"sse_publish_to_write_seconds_bucket{le="+Inf"}"#, 6.0),
        (r#"sse_gaps_total{reason="lagged"}"#, 0.0),
        ("sse_draining", 0.0),
        (r#"http_server_connections{protocol="http2"}"#, 1.0),
        // The first stream, and the one elsewhere, since this is counted for all servers of a process; that of HTTP/2 has a task.
        ("http_server_reactor_connections", 2.0),
    ]);
    assert!(page.0["sse_written_bytes_total"] > 6.0 * 20.0);

    drop((first, second));
    let mut changes = sse.lifecycle();
    while sse.connection_count() > 0 {
        changes.next().await;
    }
    let _again = get(server.address, "/news").header("last-event-id", &last).follow().await;
    let mut astray = get(server.address, "/news").header("last-event-id", "long-gone").follow().await;
    assert_eq!(astray.next().await.unwrap().event, "gap");
    let mut page = Page::of(server.address).await;
    // The streams have ended, and their connection is about to.
    while page.0[r#"http_server_connections{protocol="http2"}"#] > 0.0
        || page.0["http_server_reactor_connections"] > 3.0
    {
        page = Page::of(server.address).await;
    }
    page.has(&[
        (r#"sse_connections{state="live"}"#, 2.0),
        (r#"sse_connections{state="closing"}"#, 0.0),
        (r#"sse_connections_closed_total{reason="disconnected"}"#, 2.0),
        (r#"sse_replays_total{result="hit"}"#, 1.0),
        (r#"sse_replays_total{result="miss"}"#, 1.0),
        (r#"sse_gaps_total{reason="unknown"}"#, 1.0),
        ("http_server_reactor_connections", 3.0),
    ]);
}
