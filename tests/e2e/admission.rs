//! For how long who is let in stays, and who sees it: expiry, revocation and presence, over the wire.

use std::time::{Duration, SystemTime};

use contract_runtime::axum::extract::FromRequestParts;
use contract_runtime::axum::http::StatusCode;
use contract_runtime::axum::http::request::Parts;
use contract_runtime::prelude::*;
use contract_runtime::sse::{CloseReason, Presence, SseManagerBuilder};
use contract_tests::client::get;
use contract_tests::server::Server;
use futures_util::StreamExt as _;

use crate::shop::next_close;

contract! {
    /// A stream whose request says what it may.
    pub(crate) trait Gate {
        follow: {
            method: GET,
            path: "/follow",
            query: { expires_in: Option<u64> },
            responses: { 200: events { n: u32 }, 401: Problem },
        },
    }
}

#[derive(Debug)]
struct Doors;

/// The client that the request names.
#[derive(Debug)]
struct Who(Option<String>);

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.headers.get("x-client").map(|client| client.to_str().unwrap().to_owned())))
    }
}

impl Gate for Doors {
    type Context = Who;

    async fn follow(&self, Who(client): Who, request: GateFollowRequest) -> GateFollowResult {
        let mut subscription = Subscription::channel();
        if let Some(client) = client {
            subscription = subscription.client(client);
        }
        if let Some(milliseconds) = request.query.expires_in {
            if milliseconds == 0 {
                return Err(GateFollowError::Unauthorized(Problem::new("Sign in again.")));
            }
            subscription = subscription.until(SystemTime::now() + Duration::from_millis(milliseconds));
        }
        Ok(subscription)
    }
}

async fn open(builder: SseManagerBuilder) -> (Server, SseManager) {
    let sse = builder.build();
    (Server::start(GateContract::router(Doors, &sse), &sse).await, sse)
}

async fn a_stream_ends_when_its_permission_does() {
    let (server, sse) = open(SseManager::builder()).await;
    let mut changes = sse.lifecycle();
    let since = std::time::Instant::now();
    let mut stream = get(server.address, "/follow?expires_in=300").follow().await;
    assert_eq!(stream.next().await, None);
    assert!(since.elapsed() >= Duration::from_millis(300));
    assert_eq!(next_close(&mut changes).await, CloseReason::Expired);
    let reply = get(server.address, "/follow?expires_in=0").send().await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "and its client is sent away when it comes back");
}

async fn closing_a_client_ends_its_streams_and_no_other() {
    let (server, sse) = open(SseManager::builder()).await;
    let follow = async |client| get(server.address, "/follow").header("x-client", client).follow().await;
    let (mut ann, mut bob) = (follow("ann").await, follow("bob").await);
    let mut changes = sse.lifecycle();
    assert_eq!(sse.client("ann").close("banned"), 1);
    assert_eq!(ann.next().await, None);
    assert_eq!(next_close(&mut changes).await, CloseReason::Revoked);
    let channel = GateEvents::new(&sse).follow();
    channel.send(GateFollowEvent::N(1)).await.unwrap();
    assert_eq!(bob.next_json().await.1, 1);
    assert_eq!(channel.to("bob").close("left"), 1);
    assert_eq!(bob.next().await, None);
}

async fn a_channel_tells_who_comes_and_goes() {
    let (server, sse) = open(SseManager::builder()).await;
    let channel = GateEvents::new(&sse).follow();
    let mut presence = channel.presence().grace(Duration::from_millis(200));
    let follow = async || get(server.address, "/follow").header("x-client", "ann").follow().await;
    let tabs = [follow().await, follow().await];
    assert_eq!(presence.next().await, Some(Presence::Joined("ann".to_owned())));
    assert_eq!((channel.occupancy().connections, channel.clients()), (2, vec!["ann".to_owned()]));
    drop(tabs);
    assert_eq!(presence.next().await, Some(Presence::Left("ann".to_owned())));
    assert_eq!(channel.occupancy().connections, 0);
}

async fn a_page_with_a_watchdog_sees_heartbeats() {
    let heartbeat = Duration::from_millis(100);
    let (server, _sse) =
        open(SseManager::builder().heartbeat(heartbeat).heartbeat_event(true).padding(2048)).await;
    let mut stream = get(server.address, "/follow").follow().await;
    for _ in 0..3 {
        let (name, data) = stream.next_json().await;
        assert_eq!((name.as_str(), data["interval"].as_u64()), ("heartbeat", Some(100)));
    }
}

contract_tests::every_way! {
    #[tokio::test]
    a_stream_ends_when_its_permission_does,
    closing_a_client_ends_its_streams_and_no_other,
    a_channel_tells_who_comes_and_goes,
    a_page_with_a_watchdog_sees_heartbeats,
}
