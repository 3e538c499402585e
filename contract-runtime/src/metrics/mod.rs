//! The numbers of managers and servers, for the recorder of the [`metrics`](https://docs.rs/metrics) crate. (Feature `metrics`.)
//!
//! Install any recorder, and they are there: nothing has to be called. The manager counts by itself in any case
//! ([`SseManager::stats`](crate::SseManager::stats)), and hands its numbers over every five seconds, so that events cost the same
//! with a recorder and without. For Prometheus there is a page ready (feature `prometheus`):
//!
//! ```no_run
//! # #[cfg(feature = "prometheus")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use contract_runtime::axum::Router;
//! use contract_runtime::SseManager;
//! use contract_runtime::metrics::Prometheus;
//!
//! let sse = SseManager::new();
//! let metrics = Prometheus::install()?.router("/metrics", &sse);
//! let router = Router::new().merge(metrics); // ShopContract::router(App::new(&sse), &sse).merge(metrics)
//! # let _: Router = router;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "prometheus"))]
//! # fn main() {}
//! ```
//!
//! Whoever reaches the router reaches the page: merge it into one that only your network can reach, or put a layer of your own around it.
//!
//! # What there is
//!
//! | name | kind | labels | what |
//! |---|---|---|---|
//! | `sse_connections` | gauge | `state` | Open event streams: `live`; `behind` or `stalled`, which have taken nothing for one second or ten though there is something for them; `closing`, whose sockets have not taken the end. |
//! | `sse_connections_attached_total` | counter |  | Event streams that were attached. |
//! | `sse_connections_closed_total` | counter | `reason` | Event streams that ended, by [`CloseReason`](crate::sse::CloseReason). |
//! | `sse_connections_refused_total` | counter | `reason` | Event streams that were refused, by [`RefusalReason`](crate::sse::RefusalReason). |
//! | `sse_draining` | gauge |  | 1 during a shutdown, while `sse_connections` falls; 0 otherwise. |
//! | `sse_events_published_total` | counter |  | Events that were published. |
//! | `sse_events_delivered_total` | counter |  | Events that connections took: one that a hundred take counts a hundred times. |
//! | `sse_writes_total` | counter |  | Pieces that connections took: events that were ready together, heartbeats, first and last lines. |
//! | `sse_written_bytes_total` | counter |  | Bytes of these pieces. |
//! | `sse_lag_events` | gauge |  | Events that the connection which is furthest behind has not taken. |
//! | `sse_gaps_total` | counter | `reason` | Gaps that clients were told of: `expired`, `lagged`, `restarted`, `unknown`. |
//! | `sse_replays_total` | counter | `result` | Clients that came back with an id: `hit` where nothing was missing, `miss` where they were told of a gap. |
//! | `sse_publish_to_write_seconds` | histogram |  | From the publication of an event until a connection takes it, by the oldest event of each piece. Of more than 2000 in a report, a sample. |
//! | `http_server_connections` | gauge | `protocol` | Open connections of [`serve`](crate::serve): `http1`, `http2`. |
//! | `http_server_reactor_connections` | gauge |  | Those of them whose event streams are written by [`serve`](crate::serve)'s own threads; see [`reactor_threads`](crate::Serve::reactor_threads). All other streams cost a task. |
//! | `http_server_connections_accepted_total` | counter |  | Connections that were accepted. |
//! | `http_server_accept_errors_total` | counter |  | Errors of accepting, as where no file descriptor is left. |
//!
//! A process has one manager as a rule. Where it has several, give each a [name](crate::sse::SseManagerBuilder::name): all of the numbers
//! that begin with `sse_` have it as a label `manager` then. Without names they would overwrite each other's.
//!
//! # What to watch
//!
//! - `rate(sse_gaps_total[5m])`: clients miss events. `lagged` are slow ones, `expired` those that come back late: keep more, by
//!   [`SseManagerBuilder::history`](crate::sse::SseManagerBuilder::history).
//! - `rate(sse_connections_refused_total[5m])`: more clients than places.
//! - `sse_connections{state="stalled"}`: clients that hold a socket and read nothing.
//! - `histogram_quantile(0.99, rate(sse_publish_to_write_seconds_bucket[5m]))`: how late events are.

#[cfg(feature = "prometheus")]
mod prometheus;

#[cfg(feature = "prometheus")]
pub use prometheus::{AlreadyInstalled, Prometheus};
