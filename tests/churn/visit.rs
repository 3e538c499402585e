//! One connection, on a socket of its own that it may treat badly.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use contract_tests::answer::Answer;
use contract_tests::sse_decoder::Decoder;
use socket2::SockRef;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout};

use crate::ledger::{Entry, Ledger};

/// A stream that says nothing for so long has been forgotten, however busy the machine is: heartbeats come every three seconds.
const SILENCE: Duration = Duration::from_mins(5);

pub(crate) struct Visit {
    socket: TcpStream,
    answer: Answer,
    decoder: Decoder,
    ledger: Arc<Ledger>,
}

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// It is time for something else.
    Time,
    /// The answer has come to its proper end.
    Whole,
    /// The socket ended in the middle.
    Cut,
    Broken(#[expect(dead_code, reason = "it is printed")] io::Error),
}

impl Visit {
    /// Connects and asks.
    pub(crate) async fn ask(address: SocketAddr, request: &[u8], ledger: Arc<Ledger>) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        // Small, as between real machines, so that it matters when nobody reads. On the loopback interface a segment has 64 kB, and a
        // window that is smaller than one makes the sender wait.
        SockRef::from(&socket).set_tcp_mss(1400)?;
        socket.set_recv_buffer_size(8 << 10)?;
        let mut socket = socket.connect(address).await?;
        socket.write_all(request).await?;
        Ok(Self { socket, answer: Answer::new(), decoder: Decoder::new(), ledger })
    }

    /// Reads until the answer has begun, and gives its status.
    pub(crate) async fn status(&mut self, entry: &mut Entry) -> Result<u16, Stopped> {
        loop {
            if let Some(status) = self.answer.status() {
                return Ok(status);
            }
            self.readable().await?;
            self.take(entry)?;
        }
    }

    /// Whether the answer's length was told, as it is of a refusal and never of a stream.
    pub(crate) fn has_length(&self) -> bool {
        self.answer.has_length()
    }

    /// Reads until a time, or the end.
    pub(crate) async fn read_until(&mut self, time: Instant, entry: &mut Entry) -> Stopped {
        match timeout(time.saturating_duration_since(Instant::now()), self.read(entry, |_| false)).await {
            Ok(stopped) => stopped,
            Err(_) => Stopped::Time,
        }
    }

    /// Reads until something has come, or to the end.
    pub(crate) async fn read(&mut self, entry: &mut Entry, is_enough: impl Fn(&Entry) -> bool) -> Stopped {
        loop {
            if self.answer.is_whole() {
                return Stopped::Whole;
            }
            if is_enough(entry) {
                return Stopped::Time;
            }
            let taken = match self.readable().await {
                Ok(()) => self.take(entry),
                Err(stopped) => Err(stopped),
            };
            if let Err(stopped) = taken {
                return stopped;
            }
        }
    }

    async fn readable(&self) -> Result<(), Stopped> {
        let readable = timeout(SILENCE, self.socket.readable()).await;
        readable.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).map_err(Stopped::Broken)
    }

    /// Takes what has come. The buffer lives for the call alone: of fifteen thousand it would be some memory.
    fn take(&mut self, entry: &mut Entry) -> Result<(), Stopped> {
        let mut buffer = [0; 4096];
        let length = match self.socket.try_read(&mut buffer) {
            Ok(0) => return Err(Stopped::Cut),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(Stopped::Broken(error)),
        };
        let Self { answer, decoder, ledger, .. } = self;
        answer.feed(&buffer[..length], |body| {
            entry.bytes += body.len() as u64;
            // Line by line, so that a place that was told without an event is seen before the events behind it.
            for line in body.split_inclusive(|byte| *byte == b'\n') {
                for message in decoder.feed(line) {
                    entry.note(&message, ledger).unwrap_or_else(|fault| ledger.fault(fault));
                }
                entry.note_place(decoder.last_event_id(), ledger).unwrap_or_else(|fault| ledger.fault(fault));
            }
        });
        Ok(())
    }

    /// Says that nothing more will be sent, which for the server is the end.
    pub(crate) async fn half_close(&mut self) -> io::Result<()> {
        self.socket.shutdown().await
    }

    /// Goes without a word of parting.
    pub(crate) fn reset(self) {
        // It fails where the connection is gone already.
        let _ = self.socket.set_zero_linger();
    }
}
