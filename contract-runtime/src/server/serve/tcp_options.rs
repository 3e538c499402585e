//! The options of TCP sockets.

use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

/// A peer that is gone without a word (a cable cut, a lost address) is noticed when it has left something unacknowledged for the last
/// of these times, also when it has stopped reading. Where nothing is on its way, there are the questions of the first two.
pub(super) const KEEPALIVE_AFTER: Duration = Duration::from_secs(15);
pub(super) const KEEPALIVE_EVERY: Duration = Duration::from_secs(5);
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
pub(super) const UNACKNOWLEDGED_FOR: Duration = Duration::from_secs(30);

/// Whether a connection has the options of the socket that it was accepted by. It saves five system calls a connection.
pub(super) const ARE_INHERITED: bool = cfg!(any(target_os = "android", target_os = "linux"));

/// Whether a connection has inherited its listener's options. One that was in the listener's queue before the listener had them has not.
#[cfg(any(target_os = "android", target_os = "linux"))]
pub(super) fn are_on(socket: &SockRef<'_>) -> bool {
    socket.tcp_user_timeout().is_ok_and(|timeout| timeout == Some(UNACKNOWLEDGED_FOR))
}

#[cfg(not(any(target_os = "android", target_os = "linux")))]
pub(super) fn are_on(_: &SockRef<'_>) -> bool {
    false
}

/// A socket that refuses an option still serves.
pub(super) fn put_on(socket: &SockRef<'_>) {
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE_AFTER).with_interval(KEEPALIVE_EVERY);
    let results =
        [socket.set_tcp_nodelay(true), socket.set_tcp_keepalive(&keepalive), limit_unacknowledged(socket)];
    for error in results.into_iter().filter_map(Result::err) {
        tracing::debug!(%error, "a socket option was refused");
    }
}

#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
fn limit_unacknowledged(socket: &SockRef<'_>) -> io::Result<()> {
    socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED_FOR))
}

/// Other systems have no such option.
#[cfg(not(any(target_os = "android", target_os = "fuchsia", target_os = "linux")))]
#[expect(clippy::unnecessary_wraps, reason = "it is as the one above")]
fn limit_unacknowledged(_: &SockRef<'_>) -> io::Result<()> {
    Ok(())
}
