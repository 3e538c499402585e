//! What the server tells of its connections. Nothing, without the feature `metrics`.

use super::opening::Protocol;

/// A connection was accepted.
pub(super) fn accepted() {
    #[cfg(feature = "metrics")]
    metrics::counter!(crate::series::SERVER_ACCEPTED).increment(1);
}

/// One could not be accepted.
pub(super) fn failed() {
    #[cfg(feature = "metrics")]
    metrics::counter!(crate::series::SERVER_ERRORS).increment(1);
}

/// An open connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Open {
    #[cfg(feature = "metrics")]
    connections: metrics::Gauge,
}

impl Open {
    /// Whether anybody counts them.
    pub(super) const COUNTS: bool = cfg!(feature = "metrics");

    #[cfg(feature = "metrics")]
    pub(super) fn new(protocol: Protocol) -> Self {
        let protocol = match protocol {
            Protocol::Http1 => "http1",
            Protocol::Http2 => "http2",
        };
        let connections = metrics::gauge!(crate::series::SERVER_CONNECTIONS, "protocol" => protocol);
        connections.increment(1);
        Self { connections }
    }

    #[cfg(not(feature = "metrics"))]
    pub(super) fn new(_: Protocol) -> Self {
        Self {}
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        #[cfg(feature = "metrics")]
        self.connections.decrement(1);
    }
}
