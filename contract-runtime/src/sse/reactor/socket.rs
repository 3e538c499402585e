//! The sockets that event streams are written to.

use std::io::{self, IoSlice, Read, Write};
use std::net::{Shutdown, SocketAddr};

use mio::event::Source;
use mio::{Interest, Registry, Token, net};

/// A socket outside of Tokio; none of its calls blocks.
#[derive(Debug)]
pub enum Socket {
    Tcp(net::TcpStream),
    #[cfg(unix)]
    Unix(net::UnixStream),
}

/// Calls a method of whichever socket it is.
macro_rules! either {
    ($socket:expr, $stream:ident => $call:expr) => {
        match $socket {
            Socket::Tcp($stream) => $call,
            #[cfg(unix)]
            Socket::Unix($stream) => $call,
        }
    };
}

impl Socket {
    /// Takes over a TCP socket that does not block.
    pub(crate) fn tcp(stream: std::net::TcpStream) -> Self {
        Self::Tcp(net::TcpStream::from_std(stream))
    }

    /// Takes over a Unix socket that does not block.
    #[cfg(unix)]
    pub(crate) fn unix(stream: std::os::unix::net::UnixStream) -> Self {
        Self::Unix(net::UnixStream::from_std(stream))
    }

    /// The other end's address, of a TCP socket.
    ///
    /// # Errors
    /// When it is another one, or its connection is gone.
    pub(crate) fn tcp_peer(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Tcp(stream) => stream.peer_addr(),
            #[cfg(unix)]
            Self::Unix(_) => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// The other end's address, of a Unix socket.
    ///
    /// # Errors
    /// When it is another one, or its connection is gone.
    #[cfg(unix)]
    pub(crate) fn unix_peer(&self) -> io::Result<std::os::unix::net::SocketAddr> {
        match self {
            Self::Tcp(_) => Err(io::ErrorKind::InvalidInput.into()),
            Self::Unix(stream) => stream.peer_addr(),
        }
    }

    /// The TCP socket that it is.
    ///
    /// # Errors
    /// When it is another one.
    pub(crate) fn into_tcp(self) -> io::Result<std::net::TcpStream> {
        match self {
            Self::Tcp(stream) => Ok(stream.into()),
            #[cfg(unix)]
            Self::Unix(_) => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// The Unix socket that it is.
    ///
    /// # Errors
    /// When it is another one.
    #[cfg(unix)]
    pub(crate) fn into_unix(self) -> io::Result<std::os::unix::net::UnixStream> {
        match self {
            Self::Tcp(_) => Err(io::ErrorKind::InvalidInput.into()),
            Self::Unix(stream) => Ok(stream.into()),
        }
    }

    /// Has what can be read told, and the other end's going.
    pub(super) fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        either!(self, stream => stream.register(registry, token, Interest::READABLE))
    }

    /// Has it told as well when the socket takes something again: now, if it does already.
    pub(super) fn register_for_room(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        either!(self, stream => stream.reregister(registry, token, Interest::READABLE | Interest::WRITABLE))
    }

    pub(super) fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        either!(self, stream => stream.deregister(registry))
    }

    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        either!(self, stream => stream.read(buffer))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        either!(self, stream => stream.write(bytes))
    }

    pub(crate) fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        either!(self, stream => stream.write_vectored(slices))
    }

    /// Says that nothing more comes.
    pub(crate) fn finish(&self) -> io::Result<()> {
        either!(self, stream => stream.shutdown(Shutdown::Write))
    }
}
