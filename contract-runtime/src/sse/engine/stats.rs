//! What a manager has done and what it holds, in numbers.

use std::collections::BTreeMap;

use super::super::limits::admission::RefusalReason;
use super::super::logs::connection::CloseReason;
use super::super::logs::delays::Delays;

/// What a manager has done since it was made, and what it holds now; see [`SseManager::stats`](crate::sse::SseManager::stats).
///
/// Each number is right by itself. They are read one after the other while events go on, so that two of them need not fit exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// The open connections by their state.
    pub connections: ConnectionStats,
    /// Whether the manager is shutting down: it takes no more connections, and those that are open are being ended.
    pub is_draining: bool,
    /// How many connections were attached.
    pub attached: u64,
    /// How many connections ended, by their reasons.
    pub closed: BTreeMap<CloseReason, u64>,
    /// How many connections were refused, by the reasons.
    pub refused: BTreeMap<RefusalReason, u64>,
    /// How many events were published.
    pub published: u64,
    /// How many events were handed to connections: an event that a hundred connections take counts a hundred times.
    pub delivered: u64,
    /// How many pieces were handed to connections: events that were ready together, heartbeats, first and last lines.
    pub writes: u64,
    /// How many bytes these had.
    pub written_bytes: u64,
    /// How often a client was told that something is missing.
    pub gaps: GapStats,
    /// How often a client came back and got everything that it had missed.
    pub resumed: u64,
    /// How many events the connection that is furthest behind has not taken yet. Those that took something within the last second are
    /// not looked at.
    pub lag: u64,
    /// From the publication of an event until a connection takes it: of each piece, by the oldest event in it. What was published before
    /// the connection is not counted.
    pub delay: Delays,
}

/// The open connections by their state. Together they are the sockets that streams hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ConnectionStats {
    /// They have everything, or took something within the last second.
    pub live: u64,
    /// There is something for them, and they took nothing for a second.
    pub behind: u64,
    /// There is something for them, and they took nothing for ten seconds: a stalled client, or a dead one that the system has not
    /// noticed yet.
    pub stalled: u64,
    /// They have ended for the manager, and their sockets have not taken the end yet.
    pub closing: u64,
}

/// Gap events by their reason, which the client is told too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct GapStats {
    /// The client was away for longer than events are kept.
    pub expired: u64,
    /// The client read more slowly than events are kept.
    pub lagged: u64,
    /// The client's id was made before the server was restarted.
    pub restarted: u64,
    /// The client's id is not one of this server's.
    pub unknown: u64,
}
