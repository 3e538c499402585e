//! The options of TCP sockets.

use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

/// A peer that is gone without a word (a cable cut, a lost address) is noticed when it has left something unacknowledged for so long,
/// also when it has stopped reading.
pub(super) const UNACKNOWLEDGED_FOR: Duration = Duration::from_secs(30);

/// Where nothing is on its way, a silent peer is asked. By default that is later than heartbeats, which streams have every 20 seconds:
/// the acknowledgement of one says as much, and where there are many streams, the kernel would send the questions of all that
/// were last told something at the same time in one burst, more than the queues of a network take.
pub(super) const ASKED_AFTER: Duration = Duration::from_secs(22);
/// Three times within [`UNACKNOWLEDGED_FOR`].
pub(super) const ASKED_EVERY: Duration = Duration::from_secs(3);
pub(super) const ASKED_TIMES: u32 = 3;

/// After how long a silence a peer is asked whether it is there, in whole seconds; `None` where it never is.
#[derive(Debug, Clone, Copy)]
pub struct Silence(Option<Duration>);

/// More seconds Linux refuses, and asks after two hours instead.
const LONGEST_SILENCE: u64 = 32_767;

/// Whether a connection has the options of the socket that it was accepted by. It saves five system calls a connection.
pub(super) const ARE_INHERITED: bool = cfg!(any(target_os = "android", target_os = "linux"));

/// Whether a connection has inherited its listener's options. One that was in the listener's queue before the listener had them has not.
#[cfg(any(target_os = "android", target_os = "linux"))]
pub(super) fn are_on(socket: &SockRef<'_>, silence: Silence) -> bool {
    socket.tcp_user_timeout().is_ok_and(|timeout| timeout == Some(silence.unacknowledged_for()))
}

#[cfg(not(any(target_os = "android", target_os = "linux")))]
pub(super) fn are_on(_: &SockRef<'_>, _: Silence) -> bool {
    false
}

/// A socket that refuses an option still serves.
pub(super) fn put_on(socket: &SockRef<'_>, silence: Silence) {
    let asked = silence.0.map_or(Ok(()), |after| {
        let keepalive = TcpKeepalive::new().with_time(after).with_interval(ASKED_EVERY);
        socket.set_tcp_keepalive(&keepalive)
    });
    let results = [socket.set_tcp_nodelay(true), asked, limit_unacknowledged(socket, silence)];
    for error in results.into_iter().filter_map(Result::err) {
        tracing::debug!(%error, "a socket option was refused");
    }
}

impl Silence {
    /// The nearest silence that the system knows.
    pub(super) fn after(time: Option<Duration>) -> Self {
        let seconds = |time: Duration| time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
        Self(time.map(|time| Duration::from_secs(seconds(time).clamp(1, LONGEST_SILENCE))))
    }

    /// Linux counts from the last word of the peer, and gives it up when it would ask again after this time: in place of a fourth
    /// question.
    fn unacknowledged_for(self) -> Duration {
        const BEFORE_A_FOURTH: Duration =
            ASKED_EVERY.saturating_mul(ASKED_TIMES).saturating_sub(Duration::from_secs(1));
        UNACKNOWLEDGED_FOR.max(self.0.map_or(Duration::ZERO, |after| after.saturating_add(BEFORE_A_FOURTH)))
    }
}

#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
fn limit_unacknowledged(socket: &SockRef<'_>, silence: Silence) -> io::Result<()> {
    socket.set_tcp_user_timeout(Some(silence.unacknowledged_for()))
}

/// Other systems have no such option.
#[cfg(not(any(target_os = "android", target_os = "fuchsia", target_os = "linux")))]
#[expect(clippy::unnecessary_wraps, reason = "its callers are to be the same on all systems")]
fn limit_unacknowledged(_: &SockRef<'_>, _: Silence) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_asked_three_times_before_it_is_given_up() {
        for after in [1, 22, 60].map(Duration::from_secs) {
            let given_up = Silence::after(Some(after)).unacknowledged_for();
            assert!(given_up >= UNACKNOWLEDGED_FOR);
            assert!(given_up > after + 2 * ASKED_EVERY, "{after:?}");
        }
        assert_eq!(Silence::after(Some(ASKED_AFTER)).unacknowledged_for(), UNACKNOWLEDGED_FOR);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn every_silence_is_one_that_the_system_takes() {
        for (time, seconds) in [
            (Duration::ZERO, 1),
            (Duration::from_millis(300), 1),
            (Duration::from_millis(59_001), 60),
            (Duration::from_secs(1_000_000), LONGEST_SILENCE),
            (Duration::MAX, LONGEST_SILENCE),
        ] {
            let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            let (socket, silence) = (SockRef::from(&socket), Silence::after(Some(time)));
            put_on(&socket, silence);
            assert_eq!(socket.tcp_keepalive_time().unwrap(), Duration::from_secs(seconds), "{time:?}");
            assert!(are_on(&socket, silence), "{time:?}");
        }
    }
}
