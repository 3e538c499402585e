//! What the manager must know of a request for a stream.

use std::net::IpAddr;
use std::time::Duration;

use http::header::{ACCEPT, CACHE_CONTROL, CONNECTION};
use http::{HeaderMap, Method, Uri, Version};

use super::engine::Engine;
use super::format::id::LastEventId;

/// What the manager must know of a request for a stream; taken by [`SseManager::capture`](super::SseManager::capture).
#[derive(Debug, Clone)]
pub struct StreamRequest {
    /// The manager's head at the capture: where a new client's stream begins.
    pub(crate) position: u64,
    /// When that was, on the manager's clock.
    pub(crate) time: Duration,
    pub(crate) last_event_id: LastEventId,
    pub(crate) is_head: bool,
    /// Where it comes from, if that is known.
    pub(crate) address: Option<IpAddr>,
    /// Whether the answer is to say that the connection goes on. It does where the client does not want its end: on HTTP/1.1, since
    /// on HTTP/1.0 a stream ends with its connection, and later versions forbid the header.
    pub(crate) keep_alive: bool,
    /// Exactly, as is needed to write chunks.
    pub(crate) is_http11: bool,
    pub(crate) client: ClientKind,
    /// For the log.
    pub(crate) request_id: Option<Box<str>>,
}

/// What can be told of the client by its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientKind {
    /// An `EventSource` by the standard: it gives up for good on any status but 200, and takes an id without data for
    /// what it is.
    EventSource,
    /// It takes event streams alone, as libraries do that imitate an `EventSource`.
    Imitation,
    /// Anything else.
    Other,
}

impl ClientKind {
    fn of(headers: &HeaderMap) -> Self {
        if !accepts_event_stream_only(headers) {
            return Self::Other;
        }
        // The standard has an `EventSource` bypass caches, which sets this header; imitations do not.
        match headers.get(CACHE_CONTROL) {
            Some(value) if value == "no-cache" => Self::EventSource,
            _ => Self::Imitation,
        }
    }
}

impl StreamRequest {
    pub(crate) fn new(
        engine: &Engine,
        method: &Method,
        version: Version,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Self {
        let hub = &engine.hub;
        let time = engine.now();
        let position = hub.head();
        Self {
            position,
            time,
            last_event_id: last_event_id(hub.epoch(), position, uri, headers),
            address: None,
            is_head: method == Method::HEAD,
            keep_alive: version == Version::HTTP_11 && !says_close(headers),
            is_http11: version == Version::HTTP_11,
            client: ClientKind::of(headers),
            request_id: request_id(headers),
        }
    }
}

/// Whether the connection is to end with the answer, by the word of either side.
pub(crate) fn says_close(headers: &HeaderMap) -> bool {
    let values = headers.get_all(CONNECTION).iter();
    let mut options = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    options.any(|option| option.trim_ascii().eq_ignore_ascii_case(b"close"))
}

/// The id that a proxy or a middleware has given to the request, unless it is something else: it goes into the log as it is.
fn request_id(headers: &HeaderMap) -> Option<Box<str>> {
    const LONGEST: usize = 128;
    let id = headers.get("x-request-id")?.to_str().ok()?;
    (id.len() <= LONGEST).then(|| id.into())
}

/// The header, or where scripts cannot set it the `lastEventId` of the query. The header wins, since after a
/// reconnect it is newer than the address.
fn last_event_id(epoch: &str, head: u64, uri: &Uri, headers: &HeaderMap) -> LastEventId {
    let header = headers.get("last-event-id").map_or(b"".as_slice(), |value| value.as_bytes());
    if !header.is_empty() {
        return LastEventId::parse(header, epoch, head);
    }
    let query = uri.query().unwrap_or_default();
    let parameter = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lastEventId");
    parameter.map_or(LastEventId::Absent, |(_, value)| LastEventId::parse(value.as_bytes(), epoch, head))
}

fn accepts_event_stream_only(headers: &HeaderMap) -> bool {
    let mut ranges = headers
        .get_all(ACCEPT)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(|range| range.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii())
        .peekable();
    ranges.peek().is_some() && ranges.all(|range| range.eq_ignore_ascii_case(b"text/event-stream"))
}
