//! A reader of large events, which looks at no more of them than their numbers.

use std::collections::HashMap;
use std::io::{self, BufRead as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use contract_tests::answer::Answer;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::ledger::Ledger;

/// How much of a line is looked at: the name of an event, or what its data begin with.
const LOOK: usize = 80;

pub(crate) struct Skimmer {
    socket: TcpStream,
    answer: Answer,
    lines: Lines,
    /// The number of the last event, for others to see.
    last: Arc<AtomicU64>,
}

/// What was in the lines that have come.
#[derive(Default)]
struct Lines {
    /// What the line begins with that has not ended.
    line: Vec<u8>,
    /// How many keys there are, where the room is one of values.
    keys: u64,
    last: u64,
    /// By key.
    values: HashMap<u64, u64>,
    has_end: bool,
}

impl Skimmer {
    pub(crate) async fn connect(address: SocketAddr, room: &str, keys: u64, last: Arc<AtomicU64>) -> Self {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /events?room={room} HTTP/1.1\r\nhost: rooms\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let lines = Lines { keys, ..Lines::default() };
        let mut skimmer = Self { socket, answer: Answer::new(), lines, last };
        while skimmer.answer.status().is_none() {
            skimmer.take().await;
        }
        assert_eq!(skimmer.answer.status(), Some(200));
        skimmer
    }

    /// Reads up to the last event of all, and gives the last value of each key.
    pub(crate) async fn until_end(mut self, ledger: Arc<Ledger>) -> HashMap<u64, u64> {
        while !self.lines.has_end {
            if let Some(fault) = self.take().await {
                ledger.fault(fault);
                break;
            }
            self.last.store(self.lines.last, Ordering::Relaxed);
        }
        self.lines.values
    }

    async fn take(&mut self) -> Option<String> {
        self.socket.readable().await.unwrap();
        let mut fault = None;
        let mut buffer = [0; 16 << 10];
        match self.socket.try_read(&mut buffer) {
            Ok(0) => fault = Some("the stream ended".to_owned()),
            Ok(length) => {
                self.answer.feed(&buffer[..length], |bytes| {
                    fault = fault.take().or_else(|| self.lines.take(bytes).err());
                });
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => fault = Some(error.to_string()),
        }
        fault
    }
}

impl Lines {
    fn take(&mut self, mut bytes: &[u8]) -> Result<(), String> {
        while !bytes.is_empty() {
            let rest = bytes;
            let length = bytes.skip_until(b'\n').unwrap();
            let look = length.min(LOOK.saturating_sub(self.line.len()));
            self.line.extend_from_slice(&rest[..look]);
            if rest[length - 1] == b'\n' {
                let line = std::mem::take(&mut self.line);
                self.line(&String::from_utf8_lossy(&line))?;
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(event) = line.strip_prefix("event: ") {
            self.has_end |= event == "end\n";
            return if event == "gap\n" { Err(format!("a gap after {}", self.last)) } else { Ok(()) };
        }
        let Some((_, number)) = line.split_once("\"number\":") else { return Ok(()) };
        let number: u64 = number.split(',').next().unwrap().parse().unwrap();
        let is_next = if self.keys == 0 { number == self.last + 1 } else { number > self.last };
        if !is_next {
            return Err(format!("{number} after {}", self.last));
        }
        self.last = number;
        if let Some(key) = number.checked_rem(self.keys) {
            self.values.insert(key, number);
        }
        Ok(())
    }
}
