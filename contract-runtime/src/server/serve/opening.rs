//! The first bytes of a connection, which tell HTTP/2 from HTTP/1.

use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::ReadBuf;
use tokio::task::yield_now;

use super::listener::Stream;
use super::transport::Transport;

/// What a client of HTTP/2 says first (RFC 9113, 3.4). No request of HTTP/1 begins so.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How large nearly all heads are at most, in bytes.
const HEAD: usize = 4 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// Reads until it is clear which protocol the client speaks.
///
/// # Errors
/// The stream's; and where it ends without a byte, as that of a health check or of a browser that changed its mind.
pub(super) async fn open<S: Stream>(mut stream: S) -> io::Result<(Protocol, Transport<S>)> {
    let mut first = Vec::new();
    // What is not there when its connection is accepted often is once others have had their turn.
    if !read_at_once(&mut first, &mut stream).await? {
        yield_now().await;
        read_at_once(&mut first, &mut stream).await?;
    }
    loop {
        if let Some(protocol) = protocol(&first) {
            return Ok((protocol, Transport::with(first.into(), stream)));
        }
        let before = first.len();
        poll_fn(|cx| poll_read(&mut first, &mut stream, cx)).await?;
        if first.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if first.len() == before {
            return Ok((Protocol::Http1, Transport::with(first.into(), stream)));
        }
    }
}

/// The protocol that begins so; `None` if both may.
fn protocol(first: &[u8]) -> Option<Protocol> {
    if first.starts_with(PREFACE) {
        Some(Protocol::Http2)
    } else if PREFACE.starts_with(first) {
        None
    } else {
        Some(Protocol::Http1)
    }
}

/// Reads what is there already, and gives whether that is anything.
async fn read_at_once<S: Stream>(first: &mut Vec<u8>, stream: &mut S) -> io::Result<bool> {
    let read = poll_fn(|cx| {
        poll_with_room(first, |buffer| match ready!(stream.poll_read_at_once(cx, buffer)) {
            Some(read) => Poll::Ready(read.map(|()| true)),
            None => Poll::Ready(Ok(false)),
        })
    });
    read.await
}

fn poll_read<S: Stream>(first: &mut Vec<u8>, stream: &mut S, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
    poll_with_room(first, |buffer| Pin::new(stream).poll_read(cx, buffer))
}

/// Reads as much as a head nearly always is, so that it is read at once; and hyper, which doubles its buffer where a head comes in two
/// pieces, is content with the buffer that it begins with.
fn poll_with_room<T>(
    first: &mut Vec<u8>,
    read: impl FnOnce(&mut ReadBuf<'_>) -> Poll<io::Result<T>>,
) -> Poll<io::Result<T>> {
    let mut buffer = [MaybeUninit::uninit(); HEAD];
    let mut buffer = ReadBuf::uninit(&mut buffer);
    let result = ready!(read(&mut buffer))?;
    first.extend_from_slice(buffer.filled());
    Poll::Ready(Ok(result))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

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
