//! What a call of a stream's route needs beside the request's types.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::Extensions;
use http::request::Parts;

use super::own;
use crate::http::Problem;
use crate::publisher::channel_name;
use crate::route::Route;
use crate::sse::{Channel, EventSet, Peer, Refused, SseManager, StreamRequest, Subscription};

/// The stream side of a call.
#[derive(Debug)]
pub(super) struct StreamCall {
    sse: SseManager,
    route: &'static Route,
    /// What the name of its channel begins with.
    prefix: &'static str,
    /// What the stream manager must know of the request, taken before anything is awaited.
    request: StreamRequest,
}

impl StreamCall {
    pub(super) fn new(sse: SseManager, route: &'static Route, prefix: &'static str, parts: &Parts) -> Self {
        let Parts { method, version, uri, headers, extensions, .. } = parts;
        let request = match peer(extensions) {
            Some(peer) => sse.capture_peer(peer, method, *version, uri, headers),
            None => sse.capture(method, *version, uri, headers),
        };
        Self { sse, route, prefix, request }
    }
}

/// Who is at the other end, where the server tells it.
fn peer(extensions: &Extensions) -> Option<Peer> {
    #[cfg(unix)]
    if extensions.get::<ConnectInfo<tokio::net::unix::SocketAddr>>().is_some() {
        return Some(Peer::UnixSocket);
    }
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(Peer::Address(peer.ip()))
}

/// A stream that is about to be subscribed to.
#[derive(Debug)]
pub struct Subscribing<E> {
    call: StreamCall,
    /// The route's own channel for its path parameters.
    channel: Channel<E>,
}

impl<E: EventSet> Subscribing<E> {
    /// By the texts of the path's parameters: those above the contract, and the route's own.
    pub(super) fn new(call: StreamCall, above: &[String], params: &[&str]) -> Self {
        let name = channel_name(call.prefix, call.route.name, above, params);
        Self { channel: call.sse.channel(name), call }
    }

    /// What its handler subscribes to, attached, or the answer with why not.
    pub(super) fn attach(self, subscription: Subscription<E>) -> Response {
        let Self { call, channel } = self;
        let mut answer = call.sse.respond(subscription.bind(&channel), &call.request).map(Body::new);
        match answer.extensions_mut().remove() {
            Some(Refused { detail }) => own::mark(answer, detail.map(Problem::new).unwrap_or_default()),
            None => answer,
        }
    }
}
