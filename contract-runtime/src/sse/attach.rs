//! From a handler's answer to an open stream: what it reads, and from where.

use std::fmt;
use std::sync::Arc;

use http::Response;

use super::body::{EventBody, Live};
use super::cursor::{Cursor, Gap, GapReason, Snapshot};
use super::engine::{Engine, Opening};
use super::event::PublishError;
use super::hub::Hub;
use super::id::LastEventId;
use super::log::LogName;
use super::request::StreamRequest;
use super::response;
use super::subscription::{BlockStream, Lifetime, Plan};
use super::wire::Block;

/// Answers a request for a stream.
pub(crate) fn respond(engine: &Arc<Engine>, plan: Plan, request: &StreamRequest) -> Response<EventBody> {
    if request.is_head {
        return response::stream(request, EventBody::none());
    }
    let Prepared { opening, snapshot, stream } = match prepare(engine, plan, request) {
        Ok(prepared) => prepared,
        Err(mistake) => {
            tracing::error!(%mistake, "a handler's subscription cannot be served");
            return response::internal_error();
        }
    };
    let after = opening.after;
    match engine.open(opening) {
        Ok(connection) => {
            let cursor = Cursor::new(after, Arc::clone(&connection.logs), Arc::clone(&connection.channels));
            let cursor = place(cursor, engine, request, snapshot);
            let live = Live::new(Arc::clone(engine), connection, cursor, stream, request);
            response::stream(request, EventBody::live(live))
        }
        Err(reason) => response::refusal(request, reason, engine.options.retry),
    }
}

struct Prepared {
    opening: Opening,
    snapshot: Vec<Block>,
    stream: Option<BlockStream>,
}

/// Why a subscription cannot be served: a mistake in the handler, not in the request.
#[derive(Debug)]
enum Mistake {
    Unbound,
    OtherManager(Arc<str>),
    Snapshot(PublishError),
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unbound => f.write_str("Subscription::channel() was used outside of a contract's route"),
            Self::OtherManager(name) => write!(f, "the channel {name:?} belongs to another SseManager"),
            Self::Snapshot(error) => write!(f, "the snapshot cannot be sent: {error}"),
        }
    }
}

fn prepare(engine: &Arc<Engine>, plan: Plan, request: &StreamRequest) -> Result<Prepared, Mistake> {
    if plan.unbound {
        return Err(Mistake::Unbound);
    }
    let mut channels = Vec::with_capacity(plan.channels.len());
    for (owner, name) in plan.channels {
        if !Arc::ptr_eq(&owner, engine) {
            return Err(Mistake::OtherManager(name));
        }
        if !channels.contains(&name) {
            channels.push(name);
        }
    }
    let default = if plan.stream.is_some() { None } else { engine.options.connection_timeout };
    let lifetime = match plan.lifetime {
        Lifetime::Default => default,
        Lifetime::Limited(limit) => Some(limit),
        Lifetime::Unlimited => None,
    };
    let opening = Opening {
        logs: logs(&channels, plan.client.as_ref()),
        channels: channels.into(),
        client: plan.client,
        lifetime,
        has_stream: plan.stream.is_some(),
        request_id: request.request_id.clone(),
        after: match request.last_event_id {
            LastEventId::Absent => request.position,
            LastEventId::Known(sequence) => sequence,
            LastEventId::OtherEpoch(_) | LastEventId::Future(_) | LastEventId::Malformed => 0,
        },
    };
    Ok(Prepared { opening, snapshot: plan.snapshot.map_err(Mistake::Snapshot)?, stream: plan.stream })
}

/// What a connection reads: its channels, and with them what is sent to everyone and to its client. A stream
/// that was made for one request reads nothing but itself.
fn logs(channels: &[Arc<str>], client: Option<&Arc<str>>) -> Vec<LogName> {
    if channels.is_empty() {
        return Vec::new();
    }
    let channels = channels.iter().cloned().map(LogName::Channel);
    let client = client.cloned().map(LogName::Client);
    std::iter::once(LogName::Everyone).chain(channels).chain(client).collect()
}

/// Decides what the client is told before the live events: of a gap, if its id does not lead to a place from
/// where everything is kept, and of the present state, unless it resumes without loss.
fn place(cursor: Cursor, engine: &Engine, request: &StreamRequest, snapshot: Vec<Block>) -> Cursor {
    let hub = &engine.hub;
    let gap = gap(&cursor, hub, &request.last_event_id);
    let is_resumed = gap.is_none() && request.last_event_id != LastEventId::Absent;
    if is_resumed && cursor.has_logs() {
        engine.meter.resumed();
    }
    let cursor = match gap {
        Some(gap) => cursor.with_gap(gap),
        None => cursor,
    };
    if is_resumed { cursor } else { cursor.with_snapshot(encode(snapshot, hub, request.position)) }
}

fn gap(cursor: &Cursor, hub: &Hub, last_event_id: &LastEventId) -> Option<Gap> {
    let (reason, from) = match last_event_id {
        LastEventId::Known(sequence) if cursor.has_lost() => {
            (GapReason::Expired, Some(hub.id(*sequence).into_boxed_str()))
        }
        LastEventId::Absent | LastEventId::Known(_) => return None,
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
