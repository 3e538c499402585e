//! What connections come from: TCP sockets, and Unix sockets for a proxy on the same machine.

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::task::{Context, Poll};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;

use super::tcp_options::Silence;
use crate::sse::reactor;

/// How many connections may wait to be accepted. A herd that reconnects is larger than what an accept loop takes in one turn, and
/// a connection for which there is no room waits for seconds before it tries again. (Linux takes `net.core.somaxconn` if that is less.)
const BACKLOG: i32 = 4096;

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
pub trait Listener: Accept {}

impl Listener for TcpListener {}

#[cfg(unix)]
impl Listener for tokio::net::UnixListener {}

pub(super) use sealed::{Accept, Acceptor, Stream};

pub(super) mod sealed {
    use super::*;

    /// What a connection is made of: a socket that can leave Tokio.
    pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send + Sized + 'static {
        /// Whether all that had arrived was read, and nobody waits for more yet.
        fn is_read_out(&self) -> bool;

        /// Reads what there is, and gives `None` where that is nothing, without anybody being told when there is more.
        fn poll_read_at_once(
            &mut self,
            cx: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<Option<io::Result<()>>>;

        fn leave(self) -> io::Result<reactor::Socket>;

        /// Waits for the other end to go, also where there is more to be read of it than anybody reads now. Who reads again afterwards
        /// has to [renew](Self::renewed) the stream, which has forgotten that there is something.
        fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()>;

        /// The stream, which looks anew whether there is something to be read.
        fn renewed(self) -> io::Result<Self>;
    }

    pub trait Accept: fmt::Debug + Send + Sync + 'static {
        type Acceptor: Acceptor;

        /// Prepares for accepting connections.
        fn begin(self, silence: Silence) -> io::Result<Self::Acceptor>;
    }

    pub trait Acceptor: Send + Sync + 'static {
        type Stream: Stream;
        /// The other end's address, which handlers find as `ConnectInfo`.
        type Peer: Clone + fmt::Debug + Send + Sync + 'static;

        fn accept(&self) -> impl Future<Output = io::Result<(Self::Stream, Self::Peer)>> + Send;

        /// Takes back a socket that has left as its [`Stream`].
        fn take_back(socket: reactor::Socket) -> io::Result<(Self::Stream, Self::Peer)>;
    }
}
