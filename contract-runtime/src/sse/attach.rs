//! From a handler's answer to an open stream: what it reads, and from where.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Response;

use super::engine::{Engine, Opening};
use super::format::id::LastEventId;
use super::logs::event::PublishError;
use super::logs::log::LogName;
use super::request::StreamRequest;
use super::response;
use super::streams::body::EventBody;
use super::streams::handover::Handover;
use super::streams::live::Live;
use super::streams::start::Start;
use super::subscription::{BlockStream, Lifetime, Plan};

/// Answers a request for a stream.
pub(crate) fn respond(engine: &Arc<Engine>, plan: Plan, request: &StreamRequest) -> Response<EventBody> {
    if request.is_head {
        return response::stream(request, EventBody::none());
    }
    let Prepared { opening, start, stream, heartbeat_event } = match prepare(engine, plan, request) {
        Ok(prepared) => prepared,
        Err(mistake) => {
            tracing::error!(%mistake, "a handler's subscription cannot be served");
            return response::internal_error();
        }
    };
    if stream.is_none() && is_over(engine, &opening, &start, request) {
        return response::over();
    }
    match engine.open(opening) {
        Ok(connection) => {
            let cursor = start.cursor(&engine.hub, request, &connection.audience, engine.now());
            connection.progress.note_position(cursor.after());
            if cursor.has_logs() && request.last_event_id != LastEventId::Absent && !cursor.has_gap() {
                engine.meter.resumed();
            }
            let cursor = start.with_state(cursor, &engine.hub, request);
            let live = Live::new(Arc::clone(engine), connection, cursor, request);
            let live = if heartbeat_event { live.with_heartbeat_events() } else { live };
            answer(request, live, stream)
        }
        Err(reason) => response::refusal(request, reason, engine.options.retry),
    }
}

/// A stream that was made for the request needs a task to poll it, and HTTP/2 has no socket of its own: both stay in the body.
fn answer(request: &StreamRequest, live: Live, stream: Option<BlockStream>) -> Response<EventBody> {
    if let Some(stream) = stream {
        return response::stream(request, EventBody::with_stream(live, stream));
    }
    if !request.is_http11 {
        return response::stream(request, EventBody::live(live, None));
    }
    let handover = Arc::<Handover>::default();
    let mut response = response::stream(request, EventBody::live(live, Some(Arc::clone(&handover))));
    response.extensions_mut().insert(handover);
    response
}

/// Whether all channels are closed and the client has everything of them. Decided before a connection is opened:
/// whoever comes back to a channel that is done takes no place.
fn is_over(engine: &Engine, opening: &Opening, start: &Start, request: &StreamRequest) -> bool {
    if opening.channels.is_empty() {
        return false;
    }
    let Some(audience) = engine.hub.closed(&opening.logs) else { return false };
    let mut cursor = start.cursor(&engine.hub, request, &Arc::new(audience), engine.now());
    !start.has_state_for(&cursor, request) && cursor.is_over(&engine.hub)
}

struct Prepared {
    opening: Opening,
    start: Start,
    stream: Option<BlockStream>,
    heartbeat_event: bool,
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
    // Where clients choose their channels, they choose how many: each is to cost the same.
    let mut known = HashSet::with_capacity(plan.channels.len());
    let mut channels = Vec::with_capacity(plan.channels.len());
    for (owner, name) in plan.channels {
        if !Arc::ptr_eq(&owner, engine) {
            return Err(Mistake::OtherManager(name));
        }
        if known.insert(Arc::clone(&name)) {
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
        address: request.address,
        lifetime: lifetime.map(|lifetime| jittered(lifetime, engine.options.timeout_jitter)),
        until: plan.until,
        requested: request.time,
        has_stream: plan.stream.is_some(),
        request_id: request.request_id.clone(),
        after: request.position,
    };
    let start = Start {
        snapshot: plan.snapshot.map_err(Mistake::Snapshot)?,
        as_of: plan.as_of,
        history: plan.history,
        has_stream: plan.stream.is_some(),
    };
    let heartbeat_event = plan.heartbeat_event.unwrap_or(engine.options.heartbeat_event);
    Ok(Prepared { opening, start, stream: plan.stream, heartbeat_event })
}

/// A lifetime shortened by a part of itself that is each connection's own.
fn jittered(lifetime: Duration, jitter: f64) -> Duration {
    // The part is less than the whole, so that even of the longest time it is a time.
    lifetime.saturating_sub(lifetime.mul_f64(jitter * fastrand::f64()))
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
