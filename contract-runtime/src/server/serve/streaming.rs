//! An event stream that a task writes without hyper. It has its body, as the layers around the router make it, and its socket; of hyper's
//! two buffers and its state, twelve thousand bytes a connection, there is nothing.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody as _};
use bytes::Buf as _;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};

use super::chunk::{Chunk, chunk, end};

/// How many bytes of further requests a connection may send while its stream is open. The rest stays in the socket.
const READ_AHEAD: usize = 16 << 10;

/// How much is read at once: nearly nobody sends anything.
const READ: usize = 1 << 10;

/// Writes a body, of which all before has been sent, to the socket that it came from. Gives them back where the connection may have
/// another request.
///
/// # Errors
/// As [`Streaming::poll`].
pub(super) async fn run<S>(
    mut socket: S,
    body: Body,
    read: Bytes,
    keep_alive: bool,
) -> Result<Option<(S, Bytes)>, BoxError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut streaming = Streaming::new(body, read);
    poll_fn(|cx| streaming.poll(&mut socket, cx)).await?;
    if !keep_alive {
        socket.shutdown().await?;
        return Ok(None);
    }
    Ok(Some((socket, streaming.read.into())))
}

/// A chunk's size, its content and its end.
const PARTS: usize = 3;

/// Up to how many bytes a chunk is copied together: a system's call for one piece takes a tenth less than one for several.
const SMALL: usize = 1 << 10;

/// A body on its way to its socket.
#[derive(Debug)]
struct Streaming {
    body: Body,
    /// What the socket has not taken yet.
    unsent: Option<Chunk>,
    has_ended: bool,
    /// What was read: the beginning of the next request.
    read: Vec<u8>,
}

impl Streaming {
    /// For a body of which all before has been sent.
    fn new(body: Body, read: Bytes) -> Self {
        Self { body, unsent: None, has_ended: false, read: read.to_vec() }
    }

    /// Writes until the body has ended and all of it is sent.
    ///
    /// # Errors
    /// The body's; and the socket's, which is also at its end when the client has closed its side, as with hyper.
    fn poll<S>(&mut self, socket: &mut S, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if self.poll_write(socket, cx)?.is_ready() {
            return Poll::Ready(Ok(()));
        }
        self.poll_read(socket, cx).map(|gone| Err(gone.into()))
    }

    fn poll_write<S>(&mut self, socket: &mut S, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>>
    where
        S: AsyncWrite + Unpin,
    {
        loop {
            if let Some(unsent) = &mut self.unsent {
                ready!(poll_write(unsent, socket, cx))?;
            }
            // Now, and not when there is more to be written: it keeps the memory of events.
            self.unsent = None;
            if self.has_ended {
                return Pin::new(socket).poll_flush(cx).map_err(Into::into);
            }
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                // Trailers were not announced, and nobody has asked for any.
                Some(frame) => self.unsent = frame?.into_data().ok().and_then(chunk),
                None => {
                    self.unsent = Some(end());
                    self.has_ended = true;
                }
            }
        }
    }

    /// Reads what the client says meanwhile. Ready if it is gone.
    fn poll_read<S>(&mut self, socket: &mut S, cx: &mut Context<'_>) -> Poll<io::Error>
    where
        S: AsyncRead + Unpin,
    {
        while self.read.len() < READ_AHEAD {
            let mut buffer = [MaybeUninit::uninit(); READ];
            let mut buffer = ReadBuf::uninit(&mut buffer);
            match ready!(Pin::new(&mut *socket).poll_read(cx, &mut buffer)) {
                Ok(()) if buffer.filled().is_empty() => {
                    return Poll::Ready(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(()) => self.read.extend_from_slice(buffer.filled()),
                Err(error) => return Poll::Ready(error),
            }
        }
        Poll::Pending
    }
}

fn poll_write<S>(unsent: &mut Chunk, socket: &mut S, cx: &mut Context<'_>) -> Poll<io::Result<()>>
where
    S: AsyncWrite + Unpin,
{
    while unsent.has_remaining() {
        let mut slices = [IoSlice::new(&[]); PARTS];
        let parts = unsent.chunks_vectored(&mut slices);
        let slices = slices.get(..parts).unwrap_or_default();
        let written = if unsent.remaining() > SMALL {
            Pin::new(&mut *socket).poll_write_vectored(cx, slices)
        } else {
            let mut room = [MaybeUninit::uninit(); SMALL];
            let mut whole = ReadBuf::uninit(&mut room);
            slices.iter().for_each(|slice| whole.put_slice(slice));
            Pin::new(&mut *socket).poll_write(cx, whole.filled())
        };
        match ready!(written)? {
            0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
            count => unsent.advance(count),
        }
    }
    Poll::Ready(Ok(()))
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use tokio::io::{AsyncReadExt as _, DuplexStream, duplex};

    use super::*;

    fn body(frames: &[Result<&'static str, &'static str>]) -> Body {
        Body::from_stream(stream::iter(frames.to_vec()))
    }

    #[tokio::test]
    async fn a_socket_that_takes_a_byte_at_a_time_gets_the_same() {
        for room in [1, 3, 1000] {
            let (mut client, server) = duplex(room);
            let reading = async {
                let mut all = Vec::new();
                client.read_to_end(&mut all).await.unwrap();
                all
            };
            let body = body(&[Ok("data: 0123456789\n\n"), Ok(""), Ok(":\n")]);
            let (sent, ended) = tokio::join!(reading, run(server, body, Bytes::new(), false));
            assert_eq!(
                String::from_utf8(sent).unwrap(),
                "12\r\ndata: 0123456789\n\n\r\n2\r\n:\n\r\n0\r\n\r\n"
            );
            assert!(ended.unwrap().is_none());
        }
    }

    #[tokio::test]
    async fn a_body_that_fails_is_cut_off_without_an_end() {
        let (mut client, server) = duplex(1000);
        let failure = run(server, body(&[Ok(":\n"), Err("broken")]), Bytes::new(), true).await.unwrap_err();
        assert_eq!(failure.to_string(), "broken");
        let mut all = String::new();
        client.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "2\r\n:\n\r\n");
    }

    #[tokio::test]
    async fn what_the_client_sends_is_kept_and_its_end_is_noticed() {
        let (mut client, mut server) = duplex(1000);
        let mut streaming =
            Streaming::new(Body::from_stream(stream::pending::<io::Result<Bytes>>()), Bytes::new());
        client.write_all(b"GET /next").await.unwrap();
        drop(client);
        let gone = poll_fn(|cx| streaming.poll(&mut server, cx)).await.unwrap_err();
        assert_eq!(gone.downcast::<io::Error>().unwrap().kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(streaming.read, b"GET /next");
    }

    #[tokio::test]
    async fn no_more_is_read_ahead_than_a_little() {
        let (mut client, mut server) = duplex(4 * READ_AHEAD);
        let mut streaming =
            Streaming::new(Body::from_stream(stream::pending::<io::Result<Bytes>>()), Bytes::new());
        client.write_all(&vec![b'x'; 3 * READ_AHEAD]).await.unwrap();
        let first = poll_fn(|cx| Poll::Ready(streaming.poll(&mut server, cx))).await;
        assert!(first.is_pending());
        assert_eq!(streaming.read.len(), READ_AHEAD);
    }
}
