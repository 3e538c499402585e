//! What connections are held to.

use std::time::Duration;

/// What a connection may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// From the first byte of a head to its last.
    pub(super) header_timeout: Duration,
    /// Without a request.
    pub(super) idle_timeout: Duration,
    pub(super) max_header_bytes: u32,
    /// Between two pieces of a body.
    pub(super) body_timeout: Option<Duration>,
    /// On one connection of HTTP/2.
    pub(super) max_concurrent_streams: u32,
    /// Of silence, until the kernel asks the peer whether it is there.
    pub(super) keepalive: Option<Duration>,
}
