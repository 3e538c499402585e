//! What a manager can be told, and what it does where it is told nothing.
//!
//! This room holds what managers and channels are told by the application. It knows the limits, which are a part of that, and no other room.

pub(super) mod channel_options;
pub(super) mod history;
pub(super) mod slow;

use std::sync::Arc;
use std::time::Duration;

use super::limits::admission::AdmissionLimits;
use super::limits::peer::TrustedProxies;
use channel_options::LogOptions;

#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// What tells the manager from others in what is watched.
    pub(crate) name: Option<Arc<str>>,
    pub(crate) admission: AdmissionLimits,
    pub(crate) trusted_proxies: Option<TrustedProxies>,
    pub(crate) connection_timeout: Option<Duration>,
    /// The part of a lifetime that may be missing at its end, from 0 to 1.
    pub(crate) timeout_jitter: f64,
    pub(crate) heartbeat: Option<Duration>,
    /// How long a client may take nothing of what there is for it.
    pub(crate) stall_timeout: Option<Duration>,
    pub(crate) heartbeat_event: bool,
    /// In bytes.
    pub(crate) padding: usize,
    /// How long a pass waits for more.
    pub(crate) coalesce: Duration,
    pub(crate) retry: Duration,
    pub(crate) cursor_advance: bool,
    /// What holds for channels that are not told otherwise.
    pub(crate) channel: LogOptions,
    pub(crate) history_total: usize,
    pub(crate) idempotency_window: Duration,
    pub(crate) idempotency_keys: usize,
    pub(crate) max_event_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: None,
            admission: AdmissionLimits::default(),
            trusted_proxies: None,
            connection_timeout: Some(Duration::from_secs(30)),
            timeout_jitter: 0.0,
            heartbeat: Some(Duration::from_secs(20)),
            stall_timeout: Some(Duration::from_secs(30)),
            heartbeat_event: false,
            padding: 0,
            coalesce: Duration::ZERO,
            retry: Duration::from_secs(2),
            cursor_advance: true,
            channel: LogOptions::default(),
            history_total: 128 << 20,
            idempotency_window: Duration::from_mins(5),
            idempotency_keys: 100_000,
            max_event_bytes: 4 << 20,
        }
    }
}
