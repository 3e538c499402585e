//! When clients are told to come back.

use std::time::Duration;

use bytes::Bytes;

/// A delay of a client's own, in milliseconds: between half of the base and one and a half, so that clients
/// that were cut off together do not come back together.
pub(crate) fn jittered(base: Duration) -> u64 {
    let base = u64::try_from(base.as_millis()).unwrap_or(u64::MAX);
    fastrand::u64(base / 2..=base.saturating_add(base / 2))
}

/// Tells the client how long to wait before it reconnects. No blank line follows: some clients would make an
/// empty event of it, and the field acts without one.
pub(crate) fn line(milliseconds: u64) -> Bytes {
    Bytes::from(format!("retry: {milliseconds}\n"))
}
