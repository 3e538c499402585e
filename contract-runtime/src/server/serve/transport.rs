//! The stream below hyper: it gives back what was read of it before, and tells what hyper does not.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::listener::Stream;

/// A connection's stream, of which the first bytes were read by others than its parser, and are still to be read by it.
#[derive(Debug)]
pub(super) struct Transport<S, W = ()> {
    first: Bytes,
    stream: S,
    watch: W,
}

/// What is told of what happens on a stream.
pub(super) trait Watch {
    /// Whether nobody has to be woken when there is more to be read, since it will be asked for once more in any case.
    fn asks_again(&self) -> bool {
        false
    }

    /// Something was read.
    fn note_read(&self) {}

    /// All that was written is with the socket.
    fn note_flush(&self) {}
}

/// Nobody is.
impl Watch for () {}

impl<S> Transport<S> {
    /// Gives a stream back what was read of it.
    pub(super) fn with(first: Bytes, stream: S) -> Self {
        Self { first, stream, watch: () }
    }

    pub(super) fn watched_by<W>(self, watch: W) -> Transport<S, W> {
        let Self { first, stream, watch: () } = self;
        Transport { first, stream, watch }
    }
}

impl<S, W> Transport<S, W> {
    /// The stream, after what is still to be read before it, and who is told of it.
    pub(super) fn into_parts(self) -> (Bytes, S, W) {
        (self.first, self.stream, self.watch)
    }
}

impl<S: Stream, W: Watch + Unpin> AsyncRead for Transport<S, W> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = if !self.first.is_empty() {
            let now = self.first.len().min(buffer.remaining());
            buffer.put_slice(&self.first.split_to(now));
            Poll::Ready(Ok(()))
        } else if self.stream.is_read_out() && self.watch.asks_again() {
            Poll::Pending
        } else {
            Pin::new(&mut self.stream).poll_read(cx, buffer)
        };
        if buffer.filled().len() > before {
            self.watch.note_read();
        }
        result
    }
}

impl<S: AsyncWrite + Unpin, W: Watch + Unpin> AsyncWrite for Transport<S, W> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.watch.note_flush();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
