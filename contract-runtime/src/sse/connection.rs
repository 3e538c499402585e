//! One attached connection: what is known of it while it is open, and why it ended.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};
use tracing::Span;

use super::admission::Ticket;
use super::audience::Audience;
use super::log::{Log, Wanted};
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
    /// What the subscription was allowed by has expired; see [`Subscription::until`](super::Subscription::until).
    Expired,
    /// `SseManager::detach`.
    Detached,
    /// [`Client::close`](super::Client::close) or [`ChannelClient::close`](super::ChannelClient::close).
    Revoked,
    /// `SseManager::shutdown`.
    Shutdown,
    /// All channels of the subscription are closed, and the client was sent everything.
    Closed,
    /// The client read too slowly for a channel whose policy is [`SlowPolicy::Close`](super::SlowPolicy::Close).
    TooSlow,
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
    /// When it was attached; serialised as milliseconds since the Unix epoch.
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

/// A connection as its body, the registry and the deliverer share it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) client: Option<Arc<str>>,
    pub(crate) audience: Arc<Audience>,
    /// Until it ends.
    pub(crate) ticket: Mutex<Option<Ticket>>,
    pub(crate) waiter: Arc<Waiter>,
    pub(crate) since: SystemTime,
    pub(crate) deadline: Option<Deadline>,
    /// Whether it carries a stream that was made for one request, which a shutdown lets finish.
    pub(crate) has_stream: bool,
    pub(crate) progress: Progress,
    /// None where nobody listens to it.
    pub(crate) span: Option<Box<Span>>,
}

/// When a connection's time is up, on the manager's clock, and for which reason.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) at: Duration,
    pub(crate) reason: CloseReason,
}

/// What the body notes of its progress, for others to look at.
#[derive(Debug)]
pub(crate) struct Progress {
    after: AtomicU64,
    events_sent: AtomicU64,
    /// Milliseconds on the manager's clock.
    last_sent: AtomicU64,
    /// The same without the heartbeats that are due and not taken.
    last_taken: AtomicU64,
}

impl Progress {
    pub(crate) fn new(after: u64, now: Duration) -> Self {
        let now = milliseconds(now);
        Self {
            after: AtomicU64::new(after),
            events_sent: AtomicU64::new(0),
            last_sent: AtomicU64::new(now),
            last_taken: AtomicU64::new(now),
        }
    }

    /// The socket took something: now the connection has all up to `after`.
    pub(crate) fn note(&self, after: u64, events: u64, now: Duration) {
        let now = milliseconds(now);
        self.after.store(after, Ordering::Relaxed);
        self.events_sent.fetch_add(events, Ordering::Relaxed);
        self.last_sent.store(now, Ordering::Relaxed);
        self.last_taken.store(now, Ordering::Relaxed);
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
        self.last_sent.store(milliseconds(now), Ordering::Relaxed);
    }

    pub(crate) fn last_taken(&self) -> Duration {
        Duration::from_millis(self.last_taken.load(Ordering::Relaxed))
    }

    pub(crate) fn last_sent(&self) -> Duration {
        Duration::from_millis(self.last_sent.load(Ordering::Relaxed))
    }
}

impl Connection {
    pub(crate) fn logs(&self) -> &[Arc<Log>] {
        self.audience.logs()
    }

    pub(crate) fn channels(&self) -> &[Arc<str>] {
        self.audience.channels()
    }

    pub(crate) fn span(&self) -> &Span {
        static NONE: Span = Span::none();
        self.span.as_deref().unwrap_or(&NONE)
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
            client: self.client.as_deref().map(str::to_owned),
            channels: self.channels().iter().map(|channel| channel.as_ref().to_owned()).collect(),
            since: self.since,
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

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
