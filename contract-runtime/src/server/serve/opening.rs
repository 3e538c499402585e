//! The first bytes of a connection, which tell HTTP/2 from HTTP/1, and the stream that gives them back.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};

/// What a client of HTTP/2 says first (RFC 9113, 3.4). No request of HTTP/1 begins so.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// A stream whose first bytes were read by others than its parser, and are still to be read by it.
#[derive(Debug)]
pub(super) struct Opened<S> {
    first: Bytes,
    stream: S,
}

impl<S> Opened<S> {
    /// Gives a stream back what was read of it.
    pub(super) fn with(first: Bytes, stream: S) -> Self {
        Self { first, stream }
    }

    /// The stream, and what is still to be read before it.
    pub(super) fn into_parts(self) -> (Bytes, S) {
        (self.first, self.stream)
    }
}

/// Reads until it is clear which protocol the client speaks.
///
/// # Errors
/// The stream's; and where it ends without a byte, as that of a health check or of a browser that changed its mind.
pub(super) async fn open<S: AsyncRead + Unpin>(mut stream: S) -> io::Result<(Protocol, Opened<S>)> {
    let mut first = [0; PREFACE.len()];
    let mut end = 0;
    let protocol = loop {
        let (read, rest) = first.split_at_mut(end);
        if !PREFACE.starts_with(read) {
            break Protocol::Http1;
        }
        if rest.is_empty() {
            break Protocol::Http2;
        }
        match stream.read(rest).await? {
            0 if end == 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            0 => break Protocol::Http1,
            count => end += count,
        }
    };
    let (read, _) = first.split_at(end);
    Ok((protocol, Opened { first: Bytes::copy_from_slice(read), stream }))
}

impl<S: AsyncRead + Unpin> AsyncRead for Opened<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.first.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        }
        let now = self.first.len().min(buffer.remaining());
        buffer.put_slice(&self.first.split_to(now));
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Opened<S> {
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
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncWriteExt as _, duplex};

    use super::*;

    /// Opens what a client sends a byte at a time, and gives what is then read of it.
    async fn opened(sent: &[u8]) -> (Protocol, Vec<u8>) {
        let (mut client, server) = duplex(1);
        let sending = async {
            client.write_all(sent).await.unwrap();
            drop(client);
        };
        let reading = async {
            let (protocol, mut stream) = open(server).await.unwrap();
            let mut read = Vec::new();
            stream.read_to_end(&mut read).await.unwrap();
            (protocol, read)
        };
        tokio::join!(sending, reading).1
    }

    #[tokio::test]
    async fn tells_the_protocols_apart_and_loses_no_byte() {
        let with_frames = [PREFACE.as_slice(), b"\0\0\0\x04\0\0\0\0\0"].concat();
        assert_eq!(opened(&with_frames).await, (Protocol::Http2, with_frames));
        for sent in ["GET / HTTP/1.1\r\n\r\n", "PROPFIND / HTTP/1.1\r\n\r\n", "PRI / HTTP/1.1\r\n\r\n", "P"] {
            assert_eq!(opened(sent.as_bytes()).await, (Protocol::Http1, sent.as_bytes().to_vec()));
        }
    }

    #[tokio::test]
    async fn who_says_nothing_is_not_served() {
        let (client, server) = duplex(1);
        drop(client);
        assert!(open(server).await.is_err());
    }
}
