//! One attached connection: what is known of it while it is open, and why it ended.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};
use tracing::Span;

use super::super::limits::admission::PlacesOfFew;
use super::super::sync::{AtomicU32, AtomicU64, Mutex, Ordering, lock};
use super::audience::Audience;
use super::log::{Log, Wanted};
use super::roster::Numbered;
use super::stamp::Stamp;
use super::waiter::Waiter;

/// Names a connection of one manager. Never used again while the manager lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ConnectionId(pub(crate) u64);

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<ConnectionId> for u64 {
    fn from(id: ConnectionId) -> Self {
        id.0
    }
}

/// Reads back what `Display` wrote, as an administrator's `DELETE /connections/{id}` needs it.
impl FromStr for ConnectionId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Why a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CloseReason {
    /// The client went away, by FIN or RST: the server dropped the body.
    Disconnected,
    /// The connection reached its time limit.
    Timeout,
    /// What the subscription was allowed by has expired; see [`Subscription::until`](crate::sse::Subscription::until).
    Expired,
    /// `SseManager::detach`.
    Detached,
    /// [`Client::close`](crate::sse::Client::close) or [`ChannelClient::close`](crate::sse::ChannelClient::close).
    Revoked,
    /// `SseManager::shutdown`.
    Shutdown,
    /// All channels of the subscription are closed, and the client was sent everything.
    Closed,
    /// The client read too slowly for a channel whose policy is [`SlowPolicy::Close`](crate::sse::SlowPolicy::Close).
    TooSlow,
    /// The client took nothing for longer than
    /// [`SseManagerBuilder::stall_timeout`](crate::sse::SseManagerBuilder::stall_timeout), although there was something for it.
    Stalled,
    /// The stream made for the request came to its end.
    Finished,
    /// The stream made for the request failed, or gave an event that cannot be encoded.
    Failed,
}

impl CloseReason {
    /// The reason's name in metrics, spans and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disconnected => "disconnected",
            Self::Timeout => "timeout",
            Self::Expired => "expired",
            Self::Detached => "detached",
            Self::Revoked => "revoked",
            Self::Shutdown => "shutdown",
            Self::Closed => "closed",
            Self::TooSlow => "too_slow",
            Self::Stalled => "stalled",
            Self::Finished => "finished",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disconnected => "the client disconnected",
            Self::Timeout => "the connection's time was up",
            Self::Expired => "the client's permission expired",
            Self::Detached => "the connection was detached",
            Self::Revoked => "the client's permission was revoked",
            Self::Shutdown => "the server is shutting down",
            Self::Closed => "the channels are closed",
            Self::TooSlow => "the client read too slowly",
            Self::Stalled => "the client took nothing for too long",
            Self::Finished => "the stream finished",
            Self::Failed => "the stream failed",
        })
    }
}

/// A connection as it was when it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConnectionInfo {
    /// Names the connection.
    pub id: ConnectionId,
    /// The client that the subscription named.
    pub client: Option<String>,
    /// The names of the channels that it is subscribed to.
    pub channels: Vec<String>,
    /// When it was attached, to the millisecond; serialised as milliseconds since the Unix epoch.
    #[serde(serialize_with = "unix_milliseconds")]
    pub since: SystemTime,
    /// How many events have been handed to the connection.
    pub events_sent: u64,
    /// How many kept events it has not been handed yet.
    pub lag: u64,
}

fn unix_milliseconds<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    serializer.serialize_u64(milliseconds(since))
}

/// A connection as its body, the registry, its logs and the deliverer share it. There may be a million of them, of which nearly all wait:
/// it has no word more than that takes. What a delivery looks at is together, at the end, since nothing of it is in a processor's cache.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) audience: Arc<Audience>,
    /// Milliseconds since the Unix epoch.
    since: u64,
    pub(crate) deadline: Option<Deadline>,
    apart: Option<Box<Apart>>,
    pub(crate) waiter: Waiter,
    pub(crate) progress: Progress,
}

/// What few connections have.
#[derive(Debug)]
pub(crate) struct Apart {
    /// Where somebody listens to it.
    pub(crate) span: Option<Span>,
    /// Whether it carries a stream that was made for one request, which a shutdown lets finish.
    pub(crate) has_stream: bool,
    /// Where there are such limits, and until it ends.
    pub(crate) places: Mutex<Option<PlacesOfFew>>,
}

/// When a connection's time is up, on the manager's clock, and for which reason: in one word, the reason in its last bit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deadline(NonZeroU64);

impl Deadline {
    /// The end of its lifetime.
    pub(crate) fn timeout(at: Duration) -> Self {
        Self::new(at, 0)
    }

    /// The end of its permission.
    pub(crate) fn expiry(at: Duration) -> Self {
        Self::new(at, 1)
    }

    /// To the millisecond, and never early.
    fn new(at: Duration, reason: u64) -> Self {
        let at = u64::try_from(at.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
        Self(NonZeroU64::MIN.saturating_add(at.min(u64::MAX / 4) << 1 | reason))
    }

    pub(crate) fn at(self) -> Duration {
        Duration::from_millis((self.0.get() - 1) >> 1)
    }

    pub(crate) fn reason(self) -> CloseReason {
        if (self.0.get() - 1) & 1 == 0 { CloseReason::Timeout } else { CloseReason::Expired }
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deadline").field("at", &self.at()).field("reason", &self.reason()).finish()
    }
}

/// What the body notes of its progress, for others to look at.
#[derive(Debug)]
pub(crate) struct Progress {
    after: AtomicU64,
    events_sent: AtomicU64,
    /// A [`Stamp`].
    last_sent: AtomicU32,
    /// The same without the heartbeats that are due and not taken.
    last_taken: AtomicU32,
}

impl Progress {
    pub(crate) fn new(after: u64, now: Duration) -> Self {
        let now = Stamp::new(now).0;
        Self {
            after: AtomicU64::new(after),
            events_sent: AtomicU64::new(0),
            last_sent: AtomicU32::new(now),
            last_taken: AtomicU32::new(now),
        }
    }

    /// The socket took something: now the connection has all up to `after`.
    pub(crate) fn note(&self, after: u64, events: u64, now: Stamp) {
        self.after.store(after, Ordering::Relaxed);
        // Who notes is one at a time, and others only look: an addition in one step would take longer than all the rest here.
        let sent = self.events_sent.load(Ordering::Relaxed);
        self.events_sent.store(sent + events, Ordering::Relaxed);
        self.last_sent.store(now.0, Ordering::Relaxed);
        self.last_taken.store(now.0, Ordering::Relaxed);
    }

    /// The socket took a part of what it had not taken.
    pub(crate) fn note_part(&self, now: Stamp) {
        self.last_taken.store(now.0, Ordering::Relaxed);
    }

    /// The position moved over what is not the connection's to see.
    pub(crate) fn note_position(&self, after: u64) {
        self.after.store(after, Ordering::Relaxed);
    }

    pub(crate) fn after(&self) -> u64 {
        self.after.load(Ordering::Relaxed)
    }

    /// A heartbeat was asked for: the next one is counted from here, whether the socket takes this one or not.
    pub(crate) fn note_heartbeat(&self, now: Duration) {
        self.last_sent.store(Stamp::new(now).0, Ordering::Relaxed);
    }

    pub(crate) fn last_taken(&self, now: Duration) -> Duration {
        Stamp(self.last_taken.load(Ordering::Relaxed)).moment(now)
    }

    pub(crate) fn last_sent(&self, now: Duration) -> Duration {
        Stamp(self.last_sent.load(Ordering::Relaxed)).moment(now)
    }
}

impl Apart {
    fn is_empty(&self) -> bool {
        self.span.is_none() && !self.has_stream && lock(&self.places).is_none()
    }
}

impl Numbered for Connection {
    fn number(&self) -> u64 {
        self.id.0
    }
}

impl Connection {
    pub(crate) fn new(
        id: ConnectionId,
        audience: Arc<Audience>,
        deadline: Option<Deadline>,
        progress: Progress,
        apart: Apart,
    ) -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            id,
            audience,
            waiter: Waiter::new(),
            since: milliseconds(since),
            deadline,
            progress,
            apart: Some(apart).filter(|apart| !apart.is_empty()).map(Box::new),
        }
    }

    /// The place of one that is to come.
    pub(crate) fn vacant(nothing: &Arc<Audience>) -> Self {
        Self {
            id: ConnectionId(0),
            audience: Arc::clone(nothing),
            waiter: Waiter::new(),
            since: 0,
            deadline: None,
            progress: Progress::new(0, Duration::ZERO),
            apart: None,
        }
    }

    pub(crate) fn logs(&self) -> &[Arc<Log>] {
        self.audience.logs()
    }

    pub(crate) fn channels(&self) -> &[Arc<str>] {
        self.audience.channels()
    }

    pub(crate) fn span(&self) -> &Span {
        static NONE: Span = Span::none();
        self.apart.as_ref().and_then(|apart| apart.span.as_ref()).unwrap_or(&NONE)
    }

    pub(crate) fn has_stream(&self) -> bool {
        self.apart.as_ref().is_some_and(|apart| apart.has_stream)
    }

    /// Gives back the places that it has where few may have one.
    pub(crate) fn leave_places(&self) {
        if let Some(apart) = &self.apart {
            drop(lock(&apart.places).take());
        }
    }

    /// Notes in the span how the connection ended.
    pub(crate) fn note_close(&self, reason: CloseReason, detail: Option<&str>) {
        self.span().record("close_reason", reason.as_str());
        self.span().record("close_detail", detail);
        self.span().record("events", self.progress.events_sent.load(Ordering::Relaxed));
        tracing::debug!(parent: self.span(), %reason, "event stream closed");
    }

    pub(crate) fn info(&self) -> ConnectionInfo {
        ConnectionInfo {
            id: self.id,
            client: self.audience.client().map(|client| client.as_ref().to_owned()),
            channels: self.channels().iter().map(|channel| channel.as_ref().to_owned()).collect(),
            since: SystemTime::UNIX_EPOCH + Duration::from_millis(self.since),
            events_sent: self.progress.events_sent.load(Ordering::Relaxed),
            lag: self.lag(),
        }
    }

    /// How many kept events it has not been handed yet.
    pub(crate) fn lag(&self) -> u64 {
        let after = self.progress.after();
        let wanted = Wanted { after, told: after, upto: u64::MAX, channels: self.channels() };
        self.logs().iter().map(|log| log.lag(wanted)).sum()
    }
}

pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
