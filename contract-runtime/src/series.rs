//! The names of the numbers that go to a recorder, and what each one is.

use metrics::{KeyName, Recorder, Unit};

pub(crate) const CONNECTIONS: &str = "sse_connections";
pub(crate) const ATTACHED: &str = "sse_connections_attached_total";
pub(crate) const CLOSED: &str = "sse_connections_closed_total";
pub(crate) const REFUSED: &str = "sse_connections_refused_total";
pub(crate) const DRAINING: &str = "sse_draining";
pub(crate) const PUBLISHED: &str = "sse_events_published_total";
pub(crate) const DELIVERED: &str = "sse_events_delivered_total";
pub(crate) const WRITES: &str = "sse_writes_total";
pub(crate) const WRITTEN: &str = "sse_written_bytes_total";
pub(crate) const LAG: &str = "sse_lag_events";
pub(crate) const GAPS: &str = "sse_gaps_total";
pub(crate) const REPLAYS: &str = "sse_replays_total";
pub(crate) const DELAY: &str = "sse_publish_to_write_seconds";
pub(crate) const SERVER_CONNECTIONS: &str = "http_server_connections";
pub(crate) const SERVER_REACTOR_CONNECTIONS: &str = "http_server_reactor_connections";
pub(crate) const SERVER_ACCEPTED: &str = "http_server_connections_accepted_total";
pub(crate) const SERVER_ERRORS: &str = "http_server_accept_errors_total";

/// Everything that there is, as a recorder is told of it, and as the table in [`metrics`](crate::metrics) has it.
const SERIES: &[Series] = &[
    Series {
        name: CONNECTIONS,
        kind: Kind::Gauge,
        unit: Unit::Count,
        about: "Open event streams: live; behind or stalled, which have taken nothing for one second or ten though there is something for them; closing, whose sockets have not taken the end.",
    },
    Series {
        name: ATTACHED,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Event streams that were attached.",
    },
    Series {
        name: CLOSED,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Event streams that ended, by CloseReason.",
    },
    Series {
        name: REFUSED,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Event streams that were refused, by RefusalReason.",
    },
    Series {
        name: DRAINING,
        kind: Kind::Gauge,
        unit: Unit::Count,
        about: "1 during a shutdown, while sse_connections falls; 0 otherwise.",
    },
    Series { name: PUBLISHED, kind: Kind::Counter, unit: Unit::Count, about: "Events that were published." },
    Series {
        name: DELIVERED,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Events that connections took: one that a hundred take counts a hundred times.",
    },
    Series {
        name: WRITES,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Pieces that connections took: events that were ready together, heartbeats, first and last lines.",
    },
    Series { name: WRITTEN, kind: Kind::Counter, unit: Unit::Bytes, about: "Bytes of these pieces." },
    Series {
        name: LAG,
        kind: Kind::Gauge,
        unit: Unit::Count,
        about: "Events that the connection which is furthest behind has not taken.",
    },
    Series {
        name: GAPS,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Gaps that clients were told of: expired, lagged, restarted, unknown.",
    },
    Series {
        name: REPLAYS,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Clients that came back with an id: hit where nothing was missing, miss where they were told of a gap.",
    },
    Series {
        name: DELAY,
        kind: Kind::Histogram,
        unit: Unit::Seconds,
        about: "From the publication of an event until a connection takes it, by the oldest event of each piece. Of more than 2000 in a report, a sample.",
    },
    Series {
        name: SERVER_CONNECTIONS,
        kind: Kind::Gauge,
        unit: Unit::Count,
        about: "Open connections of serve: http1, http2.",
    },
    Series {
        name: SERVER_REACTOR_CONNECTIONS,
        kind: Kind::Gauge,
        unit: Unit::Count,
        about: "Open connections of serve whose event streams are written by its own threads. All other streams cost a task.",
    },
    Series {
        name: SERVER_ACCEPTED,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Connections that were accepted.",
    },
    Series {
        name: SERVER_ERRORS,
        kind: Kind::Counter,
        unit: Unit::Count,
        about: "Errors of accepting, as where no file descriptor is left.",
    },
];

struct Series {
    name: &'static str,
    kind: Kind,
    unit: Unit,
    about: &'static str,
}

enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// Tells a recorder what the numbers are.
pub(crate) fn describe(recorder: &dyn Recorder) {
    for Series { name, kind, unit, about } in SERIES {
        let (name, unit, about) = (KeyName::from_const_str(name), Some(*unit), (*about).into());
        match kind {
            Kind::Counter => recorder.describe_counter(name, unit, about),
            Kind::Gauge => recorder.describe_gauge(name, unit, about),
            Kind::Histogram => recorder.describe_histogram(name, unit, about),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_name() {
        let documentation = include_str!("metrics/mod.rs");
        for Series { name, .. } in SERIES {
            assert!(documentation.contains(&format!("//! | `{name}` |")), "{name}");
        }
    }
}
