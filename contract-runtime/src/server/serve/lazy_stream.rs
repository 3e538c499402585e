//! A connection's socket, of which the runtime learns only when it is to be waited for. A client has nearly always sent its request by the
//! time that it is accepted, and an answer nearly always fits into the socket; so a connection that becomes an event stream gets to the
//! reactor, which waits for it in its own way, without the runtime ever having known it.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::coop::poll_proceed;

use super::listener::Stream;
use crate::sse::reactor::Socket;

/// A socket that the runtime waits for.
pub trait Registered: AsyncRead + AsyncWrite + Unpin + Send + Sized + 'static {
    /// Has the runtime wait for a socket from now on.
    fn register(socket: Socket) -> io::Result<Self>;

    fn deregister(self) -> io::Result<Socket>;

    /// As [`Stream::poll_gone`].
    fn poll_gone(&self, cx: &mut Context<'_>) -> Poll<()>;
}

#[derive(Debug)]
pub struct LazyStream<S> {
    socket: Known<S>,
    /// Whether all that had arrived was read, by what the last call said.
    is_read_out: bool,
}

/// Who knows a socket.
#[derive(Debug)]
enum Known<S> {
    /// Nobody waits for it.
    Free(Socket),
    Registered(S),
    /// It could not be registered.
    Lost,
}

impl<S: Registered> LazyStream<S> {
    pub(super) fn free(socket: Socket) -> Self {
        Self { socket: Known::Free(socket), is_read_out: false }
    }

    #[cfg(not(unix))]
    pub(super) fn registered(stream: S) -> Self {
        Self { socket: Known::Registered(stream), is_read_out: false }
    }

    /// The socket as the runtime knows it.
    fn wait(&mut self) -> io::Result<Pin<&mut S>> {
        if matches!(self.socket, Known::Free(_))
            && let Known::Free(socket) = std::mem::replace(&mut self.socket, Known::Lost)
        {
            self.socket = Known::Registered(S::register(socket)?);
        }
        match &mut self.socket {
            Known::Registered(stream) => Ok(Pin::new(stream)),
            Known::Free(_) | Known::Lost => Err(ErrorKind::NotConnected.into()),
        }
    }

    /// Makes a call that does not wait; or `None` where it would have to, or the runtime waits for the socket already.
    fn poll_at_once<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut call: impl FnMut(&mut Socket) -> io::Result<T>,
    ) -> Poll<Option<io::Result<T>>> {
        let Known::Free(socket) = &mut self.socket else { return Poll::Ready(None) };
        // Else who is always ready would never let others have their turn.
        let turn = ready!(poll_proceed(cx));
        loop {
            match call(socket) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Poll::Ready(None),
                result => {
                    turn.made_progress();
                    return Poll::Ready(Some(result));
                }
            }
        }
    }
}

impl<S: Registered> Stream for LazyStream<S> {
    fn is_read_out(&self) -> bool {
        self.is_read_out && matches!(self.socket, Known::Free(_))
    }

    fn poll_read_at_once(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Option<io::Result<()>>> {
        let room = buffer.remaining();
        let read = ready!(self.poll_at_once(cx, |socket| socket.read(buffer.initialize_unfilled())));
        // As Tokio has it: there was no more than this.
        self.is_read_out = !matches!(read, Some(Ok(count)) if count == 0 || count == room);
        Poll::Ready(read.map(|read| read.map(|count| buffer.advance(count))))
    }

    fn leave(self) -> io::Result<Socket> {
        match self.socket {
            Known::Free(socket) => Ok(socket),
            Known::Registered(stream) => stream.deregister(),
            Known::Lost => Err(ErrorKind::NotConnected.into()),
        }
    }

    fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // One that can't be waited for is as good as gone.
        self.wait().map_or(Poll::Ready(()), |stream| stream.poll_gone(cx))
    }

    fn renewed(self) -> io::Result<Self> {
        self.leave().map(Self::free)
    }
}

impl<S: Registered> AsyncRead for LazyStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_read_out
            && let Some(read) = ready!(self.poll_read_at_once(cx, buffer))
        {
            return Poll::Ready(read);
        }
        self.wait()?.poll_read(cx, buffer)
    }
}

impl<S: Registered> AsyncWrite for LazyStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match ready!(self.poll_at_once(cx, |socket| socket.write(bytes))) {
            Some(written) => Poll::Ready(written),
            None => self.wait()?.poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match ready!(self.poll_at_once(cx, |socket| socket.write_vectored(slices))) {
            Some(written) => Poll::Ready(written),
            None => self.wait()?.poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Known::Registered(stream) => Pin::new(stream).poll_flush(cx),
            Known::Free(_) | Known::Lost => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Known::Free(socket) => Poll::Ready(socket.finish()),
            Known::Registered(stream) => Pin::new(stream).poll_shutdown(cx),
            Known::Lost => Poll::Ready(Ok(())),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::future::poll_fn;
    use std::os::unix::net;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::UnixStream;

    use super::*;

    /// A stream of which nobody knows, and the other end.
    fn stream() -> (LazyStream<UnixStream>, net::UnixStream) {
        let (here, there) = net::UnixStream::pair().unwrap();
        here.set_nonblocking(true).unwrap();
        (LazyStream::free(Socket::unix(here)), there)
    }

    fn is_free(stream: &LazyStream<UnixStream>) -> bool {
        matches!(stream.socket, Known::Free(_))
    }

    #[tokio::test]
    async fn nobody_has_to_know_of_a_socket_that_does_not_wait() {
        let (mut stream, there) = stream();
        io::Write::write_all(&mut &there, b"GET").unwrap();
        let mut read = [0; 2];
        assert_eq!(stream.read(&mut read).await.unwrap(), 2);
        assert!(!stream.is_read_out());
        assert_eq!(stream.read(&mut read).await.unwrap(), 1);
        assert!(stream.is_read_out() && is_free(&stream));
        stream.write_all(b"200").await.unwrap();
        stream.shutdown().await.unwrap();
        assert_eq!(io::read_to_string(there).unwrap(), "200");
        assert!(is_free(&stream));
    }

    #[tokio::test]
    async fn one_that_waits_is_registered() {
        let (mut stream, there) = stream();
        let mut read = [0; 10];
        let mut buffer = ReadBuf::new(&mut read);
        let at_once = poll_fn(|cx| stream.poll_read_at_once(cx, &mut buffer)).await;
        assert!(at_once.is_none() && stream.is_read_out() && is_free(&stream));
        let first = async {
            let count = stream.read(&mut read).await.unwrap();
            assert_eq!(&read[..count], b"GET");
        };
        let second = async { io::Write::write_all(&mut &there, b"GET").unwrap() };
        tokio::join!(first, second);
        assert!(!is_free(&stream) && !stream.is_read_out());
        let Socket::Unix(_) = stream.leave().unwrap() else { panic!("it is one") };
    }

    #[tokio::test]
    async fn one_that_is_full_is_registered_and_nothing_is_lost() {
        let (mut stream, there) = stream();
        let sent = vec![b'x'; 1 << 20];
        let reading = tokio::task::spawn_blocking(|| io::read_to_string(there).unwrap());
        let slices = [IoSlice::new(&sent)];
        let first = stream.write_vectored(&slices).await.unwrap();
        assert!(first < sent.len() && is_free(&stream));
        stream.write_all(&sent[first..]).await.unwrap();
        assert!(!is_free(&stream));
        stream.shutdown().await.unwrap();
        assert_eq!(reading.await.unwrap().len(), sent.len());
    }

    #[tokio::test]
    async fn the_other_end_s_going_is_read() {
        let (mut stream, there) = stream();
        drop(there);
        assert_eq!(stream.read(&mut [0; 10]).await.unwrap(), 0);
        assert!(!stream.is_read_out(), "it can be read once more");
        assert_eq!(stream.read(&mut [0; 10]).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn who_is_always_ready_lets_others_have_their_turn() {
        let (mut stream, there) = stream();
        io::Write::write_all(&mut &there, &[b'x'; 4096]).unwrap();
        let mut read = [0; 1];
        let turns = poll_fn(|cx| {
            let mut turns = 0;
            while Pin::new(&mut stream).poll_read(cx, &mut ReadBuf::new(&mut read)).is_ready() {
                turns += 1;
            }
            Poll::Ready(turns)
        });
        assert!(turns.await < 1000);
    }
}
