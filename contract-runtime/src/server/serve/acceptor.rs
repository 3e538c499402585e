//! How connections are accepted: on a Unix without their being registered with the runtime, which is done when they are waited for.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use socket2::SockRef;
use tokio::io::Interest;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::coop::consume_budget;

use super::lazy_stream::{LazyStream, Registered};
use super::listener::{Accept, Acceptor};
use super::tcp_options::{self, Silence};
use crate::sse::reactor::Socket;

#[cfg(unix)]
use {
    mio::net,
    std::os::fd::OwnedFd,
    tokio::net::{UnixListener, UnixStream, unix},
};

/// A listener whose connections are not registered.
#[cfg(unix)]
#[derive(Debug)]
struct Bare<L> {
    listener: L,
    /// The listener once more, as a type of Tokio's that can be waited for without doing what it is for. It is told nothing else of what
    /// it is.
    arrivals: unix::pipe::Receiver,
}

#[cfg(unix)]
impl<L> Bare<L> {
    fn new(listener: L, again: OwnedFd) -> io::Result<Self> {
        Ok(Self { listener, arrivals: unix::pipe::Receiver::from_owned_fd_unchecked(again)? })
    }

    async fn accept<T>(&self, accept: impl Fn(&L) -> io::Result<T>) -> io::Result<T> {
        // Else a crowd that comes as fast as it is accepted would never let others have their turn. It is done before anything is
        // accepted, since whoever drops this while it waits is to lose nothing.
        consume_budget().await;
        loop {
            self.arrivals.readable().await?;
            match self.arrivals.try_io(|| accept(&self.listener)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                accepted => return accepted,
            }
        }
    }
}

/// The listener, as long as connections are accepted.
#[derive(Debug)]
pub struct TcpAcceptor {
    #[cfg(unix)]
    listener: Bare<net::TcpListener>,
    #[cfg(not(unix))]
    listener: TcpListener,
    silence: Silence,
    /// Whether connections have the listener's options: those do not that were in its queue before it had them.
    are_prepared: AtomicBool,
}

impl Accept for TcpListener {
    type Acceptor = TcpAcceptor;

    fn begin(self, silence: Silence) -> io::Result<TcpAcceptor> {
        if tcp_options::ARE_INHERITED {
            tcp_options::put_on(&SockRef::from(&self), silence);
        }
        #[cfg(unix)]
        let listener = {
            let listener = self.into_std()?;
            let again = listener.try_clone()?;
            Bare::new(net::TcpListener::from_std(listener), again.into())?
        };
        #[cfg(not(unix))]
        let listener = self;
        Ok(TcpAcceptor { listener, silence, are_prepared: AtomicBool::new(false) })
    }
}

impl TcpAcceptor {
    /// Gives a connection its options, if it has not inherited them. They come in the order in which they were made: once one has, all
    /// that follow have.
    fn prepare(&self, socket: &SockRef<'_>) {
        if self.are_prepared.load(Ordering::Relaxed) {
            return;
        }
        if tcp_options::are_on(socket, self.silence) {
            self.are_prepared.store(true, Ordering::Relaxed);
        } else {
            tcp_options::put_on(socket, self.silence);
        }
    }
}

impl Acceptor for TcpAcceptor {
    type Stream = LazyStream<TcpStream>;
    type Peer = SocketAddr;

    #[cfg(unix)]
    async fn accept(&self) -> io::Result<(Self::Stream, SocketAddr)> {
        let (stream, peer) = self.listener.accept(net::TcpListener::accept).await?;
        self.prepare(&SockRef::from(&stream));
        Ok((LazyStream::free(Socket::Tcp(stream)), peer))
    }

    #[cfg(not(unix))]
    async fn accept(&self) -> io::Result<(Self::Stream, SocketAddr)> {
        let (stream, peer) = self.listener.accept().await?;
        self.prepare(&SockRef::from(&stream));
        Ok((LazyStream::registered(stream), peer))
    }

    fn take_back(socket: Socket) -> io::Result<(Self::Stream, SocketAddr)> {
        let peer = socket.tcp_peer()?;
        Ok((LazyStream::free(socket), peer))
    }
}

/// Tokio's sockets have the same methods, but no trait of them.
macro_rules! registered {
    ($socket:ty, $into:ident, $made:ident) => {
        impl Registered for $socket {
            fn register(socket: Socket) -> io::Result<Self> {
                Self::from_std(socket.$into()?)
            }

            fn deregister(self) -> io::Result<Socket> {
                self.into_std().map(Socket::$made)
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
        }
    };
}

registered!(TcpStream, into_tcp, tcp);

/// The listener, as long as connections are accepted.
#[cfg(unix)]
#[derive(Debug)]
pub struct UnixAcceptor {
    listener: Bare<net::UnixListener>,
}

#[cfg(unix)]
impl Accept for UnixListener {
    type Acceptor = UnixAcceptor;

    fn begin(self, _: Silence) -> io::Result<UnixAcceptor> {
        let listener = self.into_std()?;
        let again = listener.try_clone()?;
        Ok(UnixAcceptor { listener: Bare::new(net::UnixListener::from_std(listener), again.into())? })
    }
}

#[cfg(unix)]
impl Acceptor for UnixAcceptor {
    type Stream = LazyStream<UnixStream>;
    type Peer = unix::SocketAddr;

    async fn accept(&self) -> io::Result<(Self::Stream, unix::SocketAddr)> {
        let (stream, peer) = self.listener.accept(net::UnixListener::accept).await?;
        Ok((LazyStream::free(Socket::Unix(stream)), peer.into()))
    }

    fn take_back(socket: Socket) -> io::Result<(Self::Stream, unix::SocketAddr)> {
        let peer = socket.unix_peer()?.into();
        Ok((LazyStream::free(socket), peer))
    }
}

#[cfg(unix)]
registered!(UnixStream, into_unix, unix);

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::future::poll_fn;

    use super::*;
    use crate::server::serve::listener::{Stream as _, bind};
    use crate::server::serve::tcp_options::*;

    #[tokio::test]
    async fn an_accepted_connection_notices_a_peer_that_is_gone() {
        let listener = bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let _early = TcpStream::connect(address).await.unwrap();
        let acceptor = listener.begin(Silence::after(Some(ASKED_AFTER))).unwrap();
        let _late = TcpStream::connect(address).await.unwrap();
        for has_inherited in [false, cfg!(target_os = "linux")] {
            let (stream, _) = acceptor.accept().await.unwrap();
            assert_eq!(acceptor.are_prepared.load(Ordering::Relaxed), has_inherited);
            let Ok(Socket::Tcp(stream)) = stream.leave() else { panic!("it is one of TCP") };
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
    }

    #[tokio::test]
    async fn who_is_never_asked_still_has_to_acknowledge() {
        let listener = bind("127.0.0.1:0").unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.begin(Silence::after(None)).unwrap().accept().await.unwrap();
        let Ok(Socket::Tcp(stream)) = stream.leave() else { panic!("it is one of TCP") };
        let socket = SockRef::from(&stream);
        assert!(!socket.keepalive().unwrap());
        #[cfg(target_os = "linux")]
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNACKNOWLEDGED_FOR));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_crowd_lets_others_have_their_turn() {
        let listener = bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = listener.begin(Silence::after(None)).unwrap();
        let crowd: Vec<_> = (0..160).map(|_| std::net::TcpStream::connect(address).unwrap()).collect();
        acceptor.accept().await.unwrap();
        let at_once = poll_fn(|cx| {
            let mut accepted = 0;
            while pin!(acceptor.accept()).poll(cx).is_ready() {
                accepted += 1;
            }
            Poll::Ready(accepted)
        });
        assert!(at_once.await < crowd.len() - 1);
    }
}
