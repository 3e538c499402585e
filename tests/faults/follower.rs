//! A client that keeps a ledger of what it got.

use std::net::SocketAddr;

use contract_tests::sse_decoder::Decoder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A stream of numbers on a socket of its own, each of which must be the one after the last.
pub(crate) struct Follower {
    socket: TcpStream,
    decoder: Decoder,
    first: Option<u64>,
    last: u64,
}

/// What became of a stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ledger {
    pub(crate) first: Option<u64>,
    pub(crate) last: u64,
    /// Whether the answer came to its proper end.
    pub(crate) is_whole: bool,
}

impl Follower {
    /// Connects, and waits for the answer's head.
    pub(crate) async fn connect(address: SocketAddr, path: &str) -> Self {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&head));
        Self { socket, decoder: Decoder::new(), first: None, last: 0 }
    }

    /// Reads to the end of the connection, however it comes.
    pub(crate) async fn until_end(mut self) -> Ledger {
        let mut is_whole = false;
        while let Some(size) = self.chunk_size().await {
            let mut chunk = vec![0; size + 2];
            if self.socket.read_exact(&mut chunk).await.is_err() {
                break;
            }
            if size == 0 {
                is_whole = true;
                break;
            }
            for message in self.decoder.feed(&chunk[..size]) {
                assert_eq!(message.event, "number", "{message:?} after {}", self.last);
                let number = message.data.parse().unwrap();
                if self.first.is_some() {
                    assert_eq!(number, self.last + 1, "nothing is lost or repeated");
                }
                self.first.get_or_insert(number);
                self.last = number;
            }
        }
        Ledger { first: self.first, last: self.last, is_whole }
    }

    async fn chunk_size(&mut self) -> Option<usize> {
        let mut line = String::new();
        while !line.ends_with("\r\n") {
            line.push(self.socket.read_u8().await.ok()?.into());
        }
        usize::from_str_radix(line.trim_end(), 16).ok()
    }
}
