//! An event stream that a task writes without hyper. It has its body, as the layers around the router make it, and its socket; of hyper's
//! two buffers and its state, twelve thousand bytes a connection, there is nothing.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody as _};
use tokio::io::{AsyncWrite, ReadBuf};

use super::listener::Stream;
use crate::http::chunked::{LINE_END, Size};
use crate::sse::reactor::READ_AHEAD;

/// How much is read at once: nearly nobody sends anything.
const READ: usize = 1 << 10;

/// Up to how many bytes a chunk is copied together: a system's call for one piece takes a tenth less than one for several.
const SMALL: usize = 1 << 10;

/// A body on its way to its socket.
#[derive(Debug)]
pub(super) struct Streaming<S> {
    socket: S,
    body: Body,
    unsent: Option<Unsent>,
    has_ended: bool,
    keep_alive: bool,
    /// What was read: the beginning of the next request.
    read: Vec<u8>,
    /// Whether there was no more room for what the client says, and only its end was waited for.
    is_deaf: bool,
}

impl<S: Stream> Streaming<S> {
    /// For a body of which all before has been sent. Its connection may have further requests if it is to be kept alive, and of them so
    /// much has been `read`.
    pub(super) fn new(socket: S, body: Body, read: Vec<u8>, keep_alive: bool) -> Self {
        Self { socket, body, unsent: None, has_ended: false, keep_alive, read, is_deaf: false }
    }

    /// The socket and what was read of it, if it may have another request.
    pub(super) fn into_next(self) -> Option<(S, Bytes)> {
        if !self.keep_alive {
            return None;
        }
        // It fails where the system has no room for it, and the client has to connect again.
        let socket = if self.is_deaf { self.socket.renewed().ok()? } else { self.socket };
        Some((socket, self.read.into()))
    }

    /// Writes until the body has ended and all of it is sent.
    ///
    /// # Errors
    /// The body's; and the socket's, which is also at its end when the client has closed its side, as with hyper.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if self.poll_write(cx)?.is_pending() {
            return self.poll_read(cx).map(|gone| Err(gone.into()));
        }
        let socket = Pin::new(&mut self.socket);
        let finished = if self.keep_alive { socket.poll_flush(cx) } else { socket.poll_shutdown(cx) };
        finished.map_err(Into::into)
    }

    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        loop {
            if let Some(unsent) = &mut self.unsent {
                ready!(unsent.poll_send(&mut self.socket, cx))?;
            }
            // Now, and not when there is more to be written: it keeps the memory of events.
            self.unsent = None;
            if self.has_ended {
                return Poll::Ready(Ok(()));
            }
            self.unsent = if let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                // Trailers were not announced, and nobody has asked for any.
                frame?.into_data().ok().and_then(Unsent::chunk)
            } else {
                self.has_ended = true;
                Some(Unsent::END)
            };
        }
    }

    /// Reads what the client says meanwhile. Ready if it is gone.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        while self.read.len() < READ_AHEAD {
            let mut buffer = [MaybeUninit::uninit(); READ];
            let mut buffer = ReadBuf::uninit(&mut buffer);
            match ready!(Pin::new(&mut self.socket).poll_read(cx, &mut buffer)) {
                Ok(()) if buffer.filled().is_empty() => {
                    return Poll::Ready(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(()) => self.read.extend_from_slice(buffer.filled()),
                Err(error) => return Poll::Ready(error),
            }
        }
        self.is_deaf = true;
        self.socket.poll_gone(cx).map(|()| io::ErrorKind::ConnectionReset.into())
    }
}

/// A chunk, or the end of the body, that the socket has not taken whole. What frames the content is made anew for each write: it is
/// less to do than to keep it.
#[derive(Debug)]
struct Unsent {
    /// Nothing, for the end.
    content: Bytes,
    /// How much was taken, of the frame and the content.
    taken: usize,
}

impl Unsent {
    /// An empty chunk.
    const END: Self = Self { content: Bytes::new(), taken: 0 };

    /// Some content as a chunk; `None` where there is no content, since an empty chunk would end the body.
    fn chunk(content: Bytes) -> Option<Self> {
        (!content.is_empty()).then_some(Self { content, taken: 0 })
    }

    fn poll_send<S>(&mut self, socket: &mut S, cx: &mut Context<'_>) -> Poll<io::Result<()>>
    where
        S: AsyncWrite + Unpin,
    {
        let size = Size::of(self.content.len());
        let parts = [size.as_bytes(), &self.content, LINE_END];
        let whole: usize = parts.iter().map(|part| part.len()).sum();
        while self.taken < whole {
            let mut socket = Pin::new(&mut *socket);
            let written = if whole <= SMALL {
                let mut room = [MaybeUninit::uninit(); SMALL];
                let mut together = ReadBuf::uninit(&mut room);
                for part in parts {
                    together.put_slice(part);
                }
                socket.as_mut().poll_write(cx, together.filled().get(self.taken..).unwrap_or_default())
            } else {
                let mut slices = parts.map(IoSlice::new);
                let mut rest = slices.as_mut_slice();
                IoSlice::advance_slices(&mut rest, self.taken);
                socket.as_mut().poll_write_vectored(cx, rest)
            };
            match ready!(written)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                count => self.taken += count,
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use futures_util::stream;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    use super::*;

    impl Stream for DuplexStream {
        fn is_read_out(&self) -> bool {
            false
        }

        fn poll_read_at_once(
            &mut self,
            _: &mut Context<'_>,
            _: &mut ReadBuf<'_>,
        ) -> Poll<Option<io::Result<()>>> {
            Poll::Ready(None)
        }

        fn leave(self) -> io::Result<crate::sse::reactor::Socket> {
            Err(io::ErrorKind::Unsupported.into())
        }

        fn poll_gone(&mut self, _: &mut Context<'_>) -> Poll<()> {
            Poll::Pending
        }

        fn renewed(self) -> io::Result<Self> {
            Ok(self)
        }
    }

    type Frames = &'static [Result<&'static str, &'static str>];

    /// A stream that keeps its connection, or not, and the client's end of it.
    fn streaming(room: usize, frames: Frames, keep_alive: bool) -> (DuplexStream, Streaming<DuplexStream>) {
        let (client, server) = duplex(room);
        let body = Body::from_stream(stream::iter(frames.iter().copied()));
        (client, Streaming::new(server, body, b"GET".to_vec(), keep_alive))
    }

    fn endless() -> (DuplexStream, Streaming<DuplexStream>) {
        let (client, server) = duplex(4 * READ_AHEAD);
        let body = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        (client, Streaming::new(server, body, Vec::new(), true))
    }

    async fn run(mut streaming: Streaming<DuplexStream>) -> Result<Option<(DuplexStream, Bytes)>, BoxError> {
        poll_fn(|cx| streaming.poll(cx)).await?;
        Ok(streaming.into_next())
    }

    #[tokio::test]
    async fn a_socket_that_takes_a_byte_at_a_time_gets_the_same() {
        for room in [1, 3, 1000] {
            let frames: Frames = &[Ok("data: 0123456789\n\n"), Ok(""), Ok(":\n")];
            let (mut client, server) = streaming(room, frames, false);
            let mut all = String::new();
            let (read, ended) = tokio::join!(client.read_to_string(&mut all), run(server));
            read.unwrap();
            assert_eq!(all, "12\r\ndata: 0123456789\n\n\r\n2\r\n:\n\r\n0\r\n\r\n");
            assert!(ended.unwrap().is_none());
        }
    }

    #[tokio::test]
    async fn a_large_frame_is_sent_whole() {
        let content = vec![b'x'; 5 * SMALL];
        let (mut client, server) = duplex(SMALL);
        let server = Streaming::new(server, Body::from(content.clone()), Vec::new(), false);
        let mut all = Vec::new();
        let (read, ended) = tokio::join!(client.read_to_end(&mut all), run(server));
        read.unwrap();
        assert!(ended.unwrap().is_none());
        assert_eq!(all, [b"1400\r\n", content.as_slice(), b"\r\n0\r\n\r\n"].concat());
    }

    #[tokio::test]
    async fn a_connection_that_is_kept_can_have_its_next_request() {
        let (mut client, server) = streaming(1000, &[Ok(":\n")], true);
        let (socket, read) = run(server).await.unwrap().unwrap();
        assert_eq!(read, "GET");
        drop(socket);
        let mut all = String::new();
        client.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "2\r\n:\n\r\n0\r\n\r\n");
    }

    #[tokio::test]
    async fn a_body_that_fails_is_cut_off_without_an_end() {
        let (mut client, server) = streaming(1000, &[Ok(":\n"), Err("broken")], true);
        let failure = run(server).await.unwrap_err();
        assert_eq!(failure.to_string(), "broken");
        let mut all = String::new();
        client.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "2\r\n:\n\r\n");
    }

    #[tokio::test]
    async fn what_the_client_sends_is_kept_and_its_end_is_noticed() {
        let (mut client, mut server) = endless();
        client.write_all(b"GET /next").await.unwrap();
        drop(client);
        let gone = poll_fn(|cx| server.poll(cx)).await.unwrap_err();
        assert_eq!(gone.downcast::<io::Error>().unwrap().kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(server.read, b"GET /next");
    }

    #[tokio::test]
    async fn no_more_is_read_ahead_than_a_little() {
        let (mut client, mut server) = endless();
        client.write_all(&vec![b'x'; 3 * READ_AHEAD]).await.unwrap();
        let first = poll_fn(|cx| Poll::Ready(server.poll(cx))).await;
        assert!(first.is_pending());
        assert_eq!(server.read.len(), READ_AHEAD);
    }
}
