//! What is handed over when a connection comes to the reactor, and when it goes back to the server.

use std::any::Any;

use bytes::Bytes;

use super::super::streams::live::Live;
use super::socket::Socket;

/// How many bytes of further requests a connection may send while its stream is open. The rest stays in the socket.
pub(crate) const READ_AHEAD: usize = 16 << 10;

/// What lives as long as a connection does, whoever has it.
pub(crate) type Guard = Option<Box<dyn Any + Send>>;

/// A connection of HTTP/1.1 whose answer is an event stream, with the head and the first chunk behind it.
#[derive(Debug)]
pub(crate) struct Departed {
    pub(crate) socket: Socket,
    pub(crate) live: Live,
    /// What was read beyond the request.
    pub(crate) read: Bytes,
    /// Whether the connection may have further requests after the stream.
    pub(crate) keep_alive: bool,
    pub(crate) guard: Guard,
}

/// A connection whose stream has ended in order, and which is ready for the next request.
#[derive(Debug)]
pub(crate) struct Returned {
    pub(crate) socket: Socket,
    /// What was read meanwhile: the beginning of the next request.
    pub(crate) read: Bytes,
    pub(crate) guard: Guard,
}
