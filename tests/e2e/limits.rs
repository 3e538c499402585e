//! More clients than places: a thousand at once against each of the limits.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Instant;

use contract_runtime::axum::extract::FromRequestParts;
use contract_runtime::axum::http::StatusCode;
use contract_runtime::axum::http::request::Parts;
use contract_runtime::prelude::*;
use contract_runtime::sse::{RefusalReason, SseManagerBuilder, TrustedProxies};
use contract_tests::client::{Following, get};
use contract_tests::server::Server;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::shop::until_open;

const CONNECTS: usize = 1000;

contract! {
    trait Gate {
        /// As many channels as are asked for, the first of which is that of everybody.
        follow: {
            method: GET,
            path: "/follow/{channel}",
            path_params: { channel: u32 },
            query: { channels: u32 = 1 },
            responses: { 200: events { n: u32 } },
        },
    }
}

struct Doors(GateEvents);

/// The client that the request names.
struct Who(Option<String>);

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.headers.get("x-client").map(|client| client.to_str().unwrap().to_owned())))
    }
}

impl Gate for Doors {
    type Context = Who;

    async fn follow(&self, Who(client): Who, request: GateFollowRequest) -> GateFollowResult {
        let mut subscription = Subscription::channel();
        for channel in 1..request.query.channels {
            subscription = subscription.also(&self.0.follow(channel));
        }
        Ok(match client {
            Some(client) => subscription.client(client),
            None => subscription,
        })
    }
}

async fn open(builder: SseManagerBuilder) -> (Server, SseManager) {
    let sse = builder.connection_timeout(None).build();
    let doors = Doors(GateEvents::new(&sse));
    (Server::start(GateContract::router(doors, &sse), &sse).await, sse)
}

/// What became of a connect.
enum Outcome {
    Attached(Box<Following>),
    /// A problem, with this status.
    Refused(StatusCode),
    /// A stream that only says when to come back: what a browser's EventSource obeys.
    SentAway,
}

impl Outcome {
    async fn of(status: StatusCode, mut stream: Following) -> Self {
        if status != StatusCode::OK {
            assert_eq!(stream.headers["content-type"], "application/problem+json");
            let retry_after = stream.headers.get("retry-after").map(|value| value.to_str().unwrap());
            let seconds = retry_after.map(|text| text.parse::<u32>().unwrap());
            assert_eq!(seconds.is_some_and(|seconds| seconds >= 1), status != StatusCode::BAD_REQUEST);
            return Self::Refused(status);
        }
        // Who is attached is told to come back after two seconds, more or less, and who is sent away after five times that.
        if stream.first_retry().await <= 3000 {
            return Self::Attached(Box::new(stream));
        }
        assert_eq!(stream.next().await, None, "and nothing else");
        Self::SentAway
    }
}

/// What became of all of them.
#[derive(Default)]
struct Outcomes {
    attached: Vec<Following>,
    refused: BTreeMap<StatusCode, usize>,
    sent_away: usize,
}

impl FromIterator<Outcome> for Outcomes {
    fn from_iter<T: IntoIterator<Item = Outcome>>(iterator: T) -> Self {
        let mut outcomes = Self::default();
        for outcome in iterator {
            match outcome {
                Outcome::Attached(stream) => outcomes.attached.push(*stream),
                Outcome::Refused(status) => *outcomes.refused.entry(status).or_default() += 1,
                Outcome::SentAway => outcomes.sent_away += 1,
            }
        }
        outcomes
    }
}

impl Outcomes {
    /// Nobody was refused but by a problem of this status, or as browsers are, and both of them were.
    fn assert_refused(&self, count: usize, status: StatusCode) {
        let with_problem = self.refused.get(&status).copied().unwrap_or_default();
        assert_eq!((with_problem + self.sent_away, self.refused.len()), (count, 1));
        assert!(with_problem > 0 && self.sent_away > 0);
    }

    /// Those who have a place are served, and give it back when they leave.
    async fn are_served_and_leave(mut self, sse: &SseManager) {
        assert_eq!(sse.connection_count(), self.attached.len());
        GateEvents::new(sse).follow(0).send(GateFollowEvent::N(7)).await.unwrap();
        let heard = join_all(self.attached.iter_mut().map(Following::next_json)).await;
        assert!(heard.iter().all(|event| event.1 == 7));
        drop(self.attached);
        until_open(sse, 0).await;
    }
}

/// Connects as one of ten clients from one of ten addresses, every other one as a browser does.
async fn connect(server: &Server, n: usize, path: &str) -> Outcome {
    let accept = if n.is_multiple_of(2) { "text/event-stream" } else { "*/*" };
    let call = get(server.address, path).header("accept", accept);
    let call = call.header("x-client", &format!("client {}", n / 2 % 10));
    let call = call.header("x-forwarded-for", &format!("6.6.6.6, 198.51.100.{}", n / 2 % 10));
    let (status, stream) = call.open_stream().await;
    Outcome::of(status, stream).await
}

async fn connect_all(server: &Server, who: impl Iterator<Item = usize>) -> Outcomes {
    join_all(who.map(|n| connect(server, n, "/follow/0"))).await.into_iter().collect()
}

/// A thousand connects share a hundred places; and when these have left, a hundred others find all of them free.
async fn storm(builder: SseManagerBuilder, status: StatusCode, reason: RefusalReason) {
    let (server, sse) = open(builder).await;
    let outcomes = connect_all(&server, 0..CONNECTS).await;
    assert_eq!(outcomes.attached.len(), 100);
    outcomes.assert_refused(900, status);
    assert_eq!(sse.stats().refused, BTreeMap::from([(reason, 900)]), "nobody for another reason");
    outcomes.are_served_and_leave(&sse).await;
    // Ten of each client and of each address.
    let others = connect_all(&server, (0..200).step_by(2)).await;
    assert_eq!(others.attached.len(), 100);
    others.are_served_and_leave(&sse).await;
}

async fn a_thousand_connects_share_a_hundred_places() {
    let builder = SseManager::builder().max_connections(100);
    storm(builder, StatusCode::SERVICE_UNAVAILABLE, RefusalReason::Full).await;
}

async fn each_of_ten_clients_has_ten_places() {
    let builder = SseManager::builder().max_connections_per_client(10);
    storm(builder, StatusCode::TOO_MANY_REQUESTS, RefusalReason::TooManyOfClient).await;
}

async fn each_of_ten_addresses_behind_a_proxy_has_ten_places() {
    let proxies = TrustedProxies::x_forwarded_for(["127.0.0.0/8"]);
    let builder = SseManager::builder().max_connections_per_address(10).trusted_proxies(proxies);
    storm(builder, StatusCode::TOO_MANY_REQUESTS, RefusalReason::TooManyOfAddress).await;
}

async fn without_trusted_proxies_it_is_the_socket_s_address_that_counts() {
    let builder = SseManager::builder().max_connections_per_address(100);
    storm(builder, StatusCode::TOO_MANY_REQUESTS, RefusalReason::TooManyOfAddress).await;
}

async fn a_second_lets_in_as_many_as_it_may() {
    const A_SECOND: u32 = 20;
    let (server, sse) = open(SseManager::builder().max_connects_per_second(A_SECOND)).await;
    let began = Instant::now();
    let outcomes = connect_all(&server, 0..CONNECTS).await;
    // As many as in a second at once; and the thousand take their time too, in which more may come.
    let most = f64::from(A_SECOND) * (1.0 + began.elapsed().as_secs_f64());
    let attached = u32::try_from(outcomes.attached.len()).unwrap();
    assert!(attached >= A_SECOND && f64::from(attached) <= most, "{attached} of {most}");
    let refused = CONNECTS - outcomes.attached.len();
    outcomes.assert_refused(refused, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(sse.stats().refused, BTreeMap::from([(RefusalReason::TooFast, refused as u64)]));
    outcomes.are_served_and_leave(&sse).await;
    // Whoever comes back finds that there is room again.
    while !matches!(connect(&server, 0, "/follow/0").await, Outcome::Attached(_)) {}
}

async fn who_asks_for_too_many_channels_is_refused_for_good() {
    let (server, sse) = open(SseManager::builder().max_channels_per_connection(3)).await;
    let paths = ["/follow/0?channels=3", "/follow/0?channels=4"];
    // A browser is told the same: coming back would not help it.
    let connects = (0..CONNECTS).map(|n| connect(&server, n, paths[n / 2 % 2]));
    let outcomes: Outcomes = join_all(connects).await.into_iter().collect();
    assert_eq!((outcomes.attached.len(), outcomes.sent_away), (500, 0));
    assert_eq!(outcomes.refused, BTreeMap::from([(StatusCode::BAD_REQUEST, 500)]));
    assert_eq!(sse.stats().refused, BTreeMap::from([(RefusalReason::TooManyChannels, 500)]));
    outcomes.are_served_and_leave(&sse).await;
}

contract_tests::every_way! {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    a_thousand_connects_share_a_hundred_places,
    each_of_ten_clients_has_ten_places,
    each_of_ten_addresses_behind_a_proxy_has_ten_places,
    without_trusted_proxies_it_is_the_socket_s_address_that_counts,
    a_second_lets_in_as_many_as_it_may,
    who_asks_for_too_many_channels_is_refused_for_good,
}

/// A proxy of the same machine has no address of its own, and says whom it was called by.
#[cfg(unix)]
#[tokio::test]
async fn behind_a_unix_socket_it_is_the_proxy_s_word_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.sock");
    let proxies = TrustedProxies::x_forwarded_for(["unix:"]);
    let sse = SseManager::builder().max_connections_per_address(1).trusted_proxies(proxies).build();
    let router = GateContract::router(Doors(GateEvents::new(&sse)), &sse);
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    tokio::spawn(contract_runtime::serve(listener, router).into_future());
    let mut sockets = Vec::new();
    for (address, expected) in [("198.51.100.1", "200"), ("198.51.100.1", "429"), ("198.51.100.2", "200")] {
        let mut socket = tokio::net::UnixStream::connect(&path).await.unwrap();
        let head = format!("GET /follow/0 HTTP/1.1\r\nhost: x\r\nx-forwarded-for: {address}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut status = [0; "HTTP/1.1 200".len()];
        socket.read_exact(&mut status).await.unwrap();
        assert_eq!(str::from_utf8(&status).unwrap(), format!("HTTP/1.1 {expected}"), "{address}");
        sockets.push(socket);
    }
}
