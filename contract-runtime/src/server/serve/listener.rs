//! What connections come from: TCP sockets, and Unix sockets for a proxy on the same machine.

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::pin::pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};
use tokio::io::{AsyncRead, AsyncWrite, Interest};
use tokio::net::{TcpListener, TcpStream};

use crate::sse::reactor;

/// How many connections may wait to be accepted. A herd that reconnects is larger than what an accept loop takes in one turn, and
/// a connection for which there is no room waits for seconds before it tries again. (Linux takes `net.core.somaxconn` if that is less.)
const BACKLOG: i32 = 4096;

/// A peer that is gone without a word (a cable cut, a lost address) is noticed when it has left something unacknowledged for so long,
/// also when it has stopped reading.
const UNACKNOWLEDGED_FOR: Duration = Duration::from_secs(30);

/// Where nothing is on its way, a silent peer is asked. By default that is later than heartbeats, which streams have every 20 seconds:
/// the acknowledgement of one says as much, and where there are many streams, the kernel would send the questions of all that
/// were last told something at the same time in one burst, more than the queues of a network take.
pub(super) const ASKED_AFTER: Duration = Duration::from_secs(22);
/// Three times within [`UNACKNOWLEDGED_FOR`].
const ASKED_EVERY: Duration = Duration::from_secs(3);
const ASKED_TIMES: u32 = 3;

/// A listening TCP socket with a long queue of connections to be accepted, on an address that a server which has just ended may
/// have had. `tokio::net::TcpListener::bind` does as well where few clients connect at once.
///
/// A host name is resolved at once, and blocks meanwhile: it is for the start of a program.
///
/// ```no_run
/// # async fn run(router: contract_runtime::axum::Router) -> std::io::Result<()> {
/// let listener = contract_runtime::bind("0.0.0.0:3000")?;
/// contract_runtime::serve(listener, router).await
/// # }
/// ```
///
/// # Errors
/// When no address can be resolved, or none of them can be listened on: the last one's error.
///
/// # Panics
/// Outside of a Tokio runtime.
pub fn bind(address: impl ToSocketAddrs) -> io::Result<TcpListener> {
    let mut last = io::Error::new(io::ErrorKind::InvalidInput, "the address resolves to nothing");
    for address in address.to_socket_addrs()? {
        match listen(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere it would let two servers have the same port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// What [`serve`](super::serve) takes connections from: a [`TcpListener`], or a Unix listener where there are Unix sockets.
pub trait Listener: sealed::Accept {}

impl Listener for TcpListener {}

#[cfg(unix)]
impl Listener for tokio::net::UnixListener {}

pub(super) use sealed::{Silence, Stream};

pub(super) mod sealed {
    use super::*;

    /// After how long a silence a peer is asked whether it is there; `None` where it never is.
    #[derive(Debug, Clone, Copy)]
    pub struct Silence(pub Option<Duration>);

    /// What a connection is made of: a socket that can leave Tokio.
    pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send + Sized + 'static {
        fn leave(self) -> io::Result<reactor::Socket>;

        /// Waits for the other end to go, also where there is more to be read of it than anybody reads now. Who reads again afterwards
        /// has to [renew](Self::renewed) the stream, which has forgotten that there is something.
        fn poll_gone(&self, cx: &mut Context<'_>) -> Poll<()>;

        /// The stream, which looks anew whether there is something to be read.
        fn renewed(self) -> io::Result<Self>;
    }

    pub trait Accept: fmt::Debug + Send + Sync + 'static {
        type Stream: Stream;
        /// The other end's address, which handlers find as `ConnectInfo`.
        type Peer: Clone + fmt::Debug + Send + Sync + 'static;

        /// Prepares for what [`accept`](Self::accept) gives, before the first.
        fn begin(&self, _: Silence) {}

        fn accept(
            &self,
            silence: Silence,
        ) -> impl Future<Output = io::Result<(Self::Stream, Self::Peer)>> + Send;

        /// Takes back a socket that has left as its [`Stream`].
        fn take_back(socket: reactor::Socket) -> io::Result<(Self::Stream, Self::Peer)>;
    }

    impl Accept for TcpListener {
        type Stream = TcpStream;
        type Peer = SocketAddr;

        fn begin(&self, silence: Silence) {
            if ARE_OPTIONS_INHERITED {
                prepare(&SockRef::from(self), silence);
            }
        }

        async fn accept(&self, silence: Silence) -> io::Result<(TcpStream, SocketAddr)> {
            let (stream, peer) = Self::accept(self).await?;
            let socket = SockRef::from(&stream);
            if !has_options(&socket, silence) {
                prepare(&socket, silence);
            }
            Ok((stream, peer))
        }

        fn take_back(socket: reactor::Socket) -> io::Result<(TcpStream, SocketAddr)> {
            let stream = TcpStream::from_std(socket.into_tcp()?)?;
            let peer = stream.peer_addr()?;
            Ok((stream, peer))
        }
    }

    #[cfg(unix)]
    impl Accept for tokio::net::UnixListener {
        type Stream = tokio::net::UnixStream;
        type Peer = tokio::net::unix::SocketAddr;

        async fn accept(&self, _: Silence) -> io::Result<(Self::Stream, Self::Peer)> {
            Self::accept(self).await
        }

        fn take_back(socket: reactor::Socket) -> io::Result<(Self::Stream, Self::Peer)> {
            let stream = tokio::net::UnixStream::from_std(socket.into_unix()?)?;
            let peer = stream.peer_addr()?;
            Ok((stream, peer))
        }
    }
}

/// Tokio's sockets have the same methods, but no trait of them.
macro_rules! socket {
    ($socket:ty, $made:ident) => {
        impl Stream for $socket {
            fn leave(self) -> io::Result<reactor::Socket> {
                self.into_std().map(reactor::Socket::$made)
            }

            fn poll_gone(&self, cx: &mut Context<'_>) -> Poll<()> {
                while ready!(self.poll_read_ready(cx)).is_ok() {
                    match pin!(self.ready(Interest::READABLE)).poll(cx) {
                        // It is ready for as long as nobody reads, and wakes nobody again, unless it is told that there is nothing.
                        Poll::Ready(Ok(ready)) if !ready.is_read_closed() => {
                            let nothing: io::Result<()> = Err(io::ErrorKind::WouldBlock.into());
                            let _ = self.try_io(Interest::READABLE, || nothing);
                        }
                        Poll::Ready(_) => break,
                        Poll::Pending => {}
                    }
                }
                Poll::Ready(())
            }

            fn renewed(self) -> io::Result<Self> {
                Self::from_std(self.into_std()?)
            }
        }
    };
}

socket!(TcpStream, tcp);
#[cfg(unix)]
socket!(tokio::net::UnixStream, unix);

/// Whether a connection has the options of the socket that it was accepted by. It saves five system calls a connection.
const ARE_OPTIONS_INHERITED: bool = cfg!(any(target_os = "android", target_os = "linux"));

/// Whether a connection has inherited its listener's options. One that was in the listener's queue before the listener had them has not.
#[cfg(any(target_os = "android", target_os = "linux"))]
fn has_options(socket: &SockRef<'_>, silence: Silence) -> bool {
    socket.tcp_user_timeout().is_ok_and(|timeout| timeout == Some(silence.unacknowledged_for()))
}

#[cfg(not(any(target_os = "android", target_os = "linux")))]
fn has_options(_: &SockRef<'_>, _: Silence) -> bool {
    false
}

/// A socket that refuses an option still serves.
fn prepare(socket: &SockRef<'_>, silence: Silence) {
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
    use super::sealed::Accept;
    use super::*;

    #[tokio::test]
    async fn an_accepted_connection_notices_a_peer_that_is_gone() {
        let listener = bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let silence = Silence(Some(ASKED_AFTER));
        let _early = TcpStream::connect(address).await.unwrap();
        Accept::begin(&listener, silence);
        let _late = TcpStream::connect(address).await.unwrap();
        for has_inherited in [false, cfg!(target_os = "linux")] {
            let (stream, _) = TcpListener::accept(&listener).await.unwrap();
            assert_eq!(has_options(&SockRef::from(&stream), silence), has_inherited);
        }
        let listener = bind("127.0.0.1:0").unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        Accept::begin(&listener, silence);
        let (stream, _) = Accept::accept(&listener, silence).await.unwrap();
        let socket = SockRef::from(&stream);
        assert!(socket.tcp_nodelay().unwrap());
        assert!(socket.keepalive().unwrap());
        #[cfg(target_os = "linux")]
        {
            assert_eq!(socket.tcp_keepalive_time().unwrap(), ASKED_AFTER);
            assert_eq!(socket.tcp_keepalive_interval().unwrap(), ASKED_EVERY);
            assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNACKNOWLEDGED_FOR));
        }
    }

    #[tokio::test]
    async fn who_is_never_asked_still_has_to_acknowledge() {
        let listener = bind("127.0.0.1:0").unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = Accept::accept(&listener, Silence(None)).await.unwrap();
        let socket = SockRef::from(&stream);
        assert!(!socket.keepalive().unwrap());
        #[cfg(target_os = "linux")]
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNACKNOWLEDGED_FOR));
    }

    #[test]
    fn a_peer_is_asked_three_times_before_it_is_given_up() {
        for after in [1, 22, 60].map(Duration::from_secs) {
            let given_up = Silence(Some(after)).unacknowledged_for();
            assert!(given_up >= UNACKNOWLEDGED_FOR);
            assert!(given_up > after + 2 * ASKED_EVERY, "{after:?}");
        }
        assert_eq!(Silence(Some(ASKED_AFTER)).unacknowledged_for(), UNACKNOWLEDGED_FOR);
        assert!(Silence(Some(Duration::MAX)).unacknowledged_for() > UNACKNOWLEDGED_FOR);
    }
}
