//! One attached connection: what is known of it while it is open, and why it ended.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Serialize, Serializer};

/// Names a connection of one manager. Never used again while the manager lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ConnectionId(pub(crate) u64);

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CloseReason {
    /// The client went away, by FIN or RST: the server dropped the body.
    Disconnected,
    /// The connection reached its time limit.
    Timeout,
    /// `SseManager::detach` or `detach_client`.
    Detached,
    /// `SseManager::shutdown`.
    Shutdown,
    /// The stream made for the request came to its end.
    Finished,
    /// The stream made for the request failed, or gave an event that cannot be encoded.
    Failed,
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disconnected => "the client disconnected",
            Self::Timeout => "the connection's time was up",
            Self::Detached => "the connection was detached",
            Self::Shutdown => "the server is shutting down",
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
    serializer.serialize_u64(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
