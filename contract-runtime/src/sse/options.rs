//! What a manager can be told, and what it does where it is told nothing.

use std::time::Duration;

use super::history::History;

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) max_connections: usize,
    pub(crate) connection_timeout: Option<Duration>,
    pub(crate) heartbeat: Option<Duration>,
    pub(crate) retry: Duration,
    pub(crate) cursor_advance: bool,
    pub(crate) history: History,
    pub(crate) history_total: usize,
    pub(crate) max_event_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_connections: usize::MAX,
            connection_timeout: Some(Duration::from_secs(30)),
            heartbeat: Some(Duration::from_secs(20)),
            retry: Duration::from_secs(2),
            cursor_advance: true,
            history: History::default(),
            history_total: 128 << 20,
            max_event_bytes: 4 << 20,
        }
    }
}
