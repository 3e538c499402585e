//! Where a connection's reading begins, and what it is told before the live events.

use std::sync::Arc;
use std::time::Duration;

use super::super::format::gap::{Gap, GapReason};
use super::super::format::id::{EventId, LastEventId};
use super::super::format::wire::Block;
use super::super::logs::audience::Audience;
use super::super::logs::cursor::{Cursor, Floors, Snapshot};
use super::super::logs::hub::Hub;
use super::super::logs::log::Log;
use super::super::request::StreamRequest;
use super::super::subscription::FirstHistory;

/// What decides where a connection begins.
pub(crate) struct Start {
    pub(crate) snapshot: Vec<Block>,
    /// What the snapshot includes everything through; the request's position if `None`.
    pub(crate) as_of: Option<EventId>,
    pub(crate) history: FirstHistory,
    /// Whether the channels are only a part of what the connection carries.
    pub(crate) has_stream: bool,
}

impl Start {
    /// Sets a cursor to where a client's connection begins in its logs: behind what it has seen, or where it is told
    /// of a gap because this cannot be known or is no longer kept.
    pub(crate) fn cursor(
        &self,
        hub: &Hub,
        request: &StreamRequest,
        audience: &Arc<Audience>,
        now: Duration,
    ) -> Cursor {
        let logs = audience.logs();
        let as_of = self.as_of(hub);
        let (after, floors) = match request.last_event_id {
            LastEventId::Absent => self.beginning(as_of, request.position, logs, now),
            LastEventId::Known(sequence) => (sequence, None),
            LastEventId::OtherEpoch(_) | LastEventId::Future(_) | LastEventId::Malformed => (0, None),
        };
        let mut cursor = Cursor::new(after, Arc::clone(audience)).with_floors(floors);
        if self.has_stream {
            cursor = cursor.outliving_channels();
        }
        let Some(gap) = gap(&cursor, hub, &request.last_event_id, as_of) else { return cursor };
        // A state that is older than what the client has seen is followed by what it lacks, seen or not.
        match as_of.filter(|state| *state < cursor.after() && !self.snapshot.is_empty()) {
            Some(state) => {
                let floor = |log: &Arc<Log>| if log.is_channel() { state } else { after };
                let of_logs = logs.iter().map(floor).collect();
                cursor.moved_back(state, Floors { of_logs, through: after }).with_gap(gap)
            }
            None => cursor.with_gap(gap),
        }
    }

    /// Whether the client is told the state: unless it resumes without loss.
    pub(crate) fn has_state_for(&self, cursor: &Cursor, request: &StreamRequest) -> bool {
        let knows_the_state = request.last_event_id != LastEventId::Absent && !cursor.has_gap();
        !knows_the_state && !self.snapshot.is_empty()
    }

    /// Has a cursor that was set by [`cursor`](Self::cursor) tell the state at its place in the order of events.
    pub(crate) fn with_state(self, cursor: Cursor, hub: &Hub, request: &StreamRequest) -> Cursor {
        if !self.has_state_for(&cursor, request) {
            return cursor;
        }
        let at = self.as_of(hub).unwrap_or(request.position);
        cursor.with_snapshot(encode(self.snapshot, hub, at))
    }

    fn as_of(&self, hub: &Hub) -> Option<u64> {
        self.as_of.as_ref().map(|id| id.position(hub.epoch(), hub.head()))
    }

    /// Where a first connection begins. What was sent to everyone or to its client is read from the request on; the
    /// channels from where the state ends, or from as far back as history is wanted, and where they are closed with
    /// the event that closed them.
    fn beginning(
        &self,
        as_of: Option<u64>,
        position: u64,
        logs: &[Arc<Log>],
        now: Duration,
    ) -> (u64, Option<Floors>) {
        let history = self.history_start(position, logs, now);
        let is_over =
            !self.has_stream && logs.iter().all(|log| !log.is_channel() || log.closed_at().is_some());
        let floor = |log: &Arc<Log>| {
            if !log.is_channel() {
                return position;
            }
            let state = as_of.unwrap_or(position);
            let history = history.map(|start| start.max(log.evicted_through()));
            let last = log.closed_at().filter(|_| is_over).map(|closed| closed - 1);
            history.into_iter().chain(last).fold(state, u64::min)
        };
        let of_logs: Box<[u64]> = logs.iter().map(floor).collect();
        let after = of_logs.iter().copied().fold(position, u64::min);
        let through = of_logs.iter().copied().fold(after, u64::max);
        (after, Some(Floors { of_logs, through }).filter(|_| through > after))
    }

    /// The position before the oldest event of the history that is wanted, if there is any.
    fn history_start(&self, position: u64, logs: &[Arc<Log>], now: Duration) -> Option<u64> {
        let (most, not_before) = match self.history {
            FirstHistory { last: None, since: None } => return None,
            FirstHistory { last, since } => {
                (last.unwrap_or(usize::MAX), since.map_or(Duration::ZERO, |since| now.saturating_sub(since)))
            }
        };
        let channels = logs.iter().filter(|log| log.is_channel());
        let mut newest: Vec<u64> =
            channels.flat_map(|log| log.newest_events(position, most, not_before)).collect();
        newest.sort_unstable_by(|one, other| other.cmp(one));
        newest.truncate(most);
        newest.last().map(|oldest| oldest - 1)
    }
}

/// What a client is told at once that it has missed, or may have.
fn gap(cursor: &Cursor, hub: &Hub, last_event_id: &LastEventId, as_of: Option<u64>) -> Option<Gap> {
    let expired = |sequence: u64| (GapReason::Expired, Some(hub.id(sequence).into_boxed_str()));
    let (reason, from) = match last_event_id {
        LastEventId::Absent => as_of.filter(|_| cursor.has_lost()).map(expired)?,
        LastEventId::Known(sequence) if cursor.has_lost() => expired(*sequence),
        LastEventId::Known(_) => return None,
        LastEventId::OtherEpoch(id) => (GapReason::Restarted, Some(id.clone())),
        LastEventId::Future(id) => (GapReason::Unknown, Some(id.clone())),
        LastEventId::Malformed => (GapReason::Unknown, None),
    };
    Some(Gap { reason, from }).filter(|_| cursor.has_logs())
}

/// The last event of a snapshot carries the id of its place, so that a client that has all of it resumes from
/// there, and one that has not gets the whole again.
fn encode(mut blocks: Vec<Block>, hub: &Hub, at: u64) -> Snapshot {
    let last = blocks.pop().map(|last| last.numbered(hub.epoch(), at));
    Snapshot { at, events: blocks.into_iter().map(Block::unnumbered).chain(last).collect() }
}
