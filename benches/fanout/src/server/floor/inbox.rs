//! The way from the thread that publishes to the one that sends.

use std::sync::{Arc, Mutex, PoisonError};

use bench_fanout::Tick;
use mio::Waker;

use crate::publishing::Publish;

/// Chunks that were published since they were last taken.
#[derive(Debug, Default)]
pub(super) struct Inbox(Mutex<Vec<(u32, Vec<u8>)>>);

impl Inbox {
    pub(super) fn take(&self) -> Vec<(u32, Vec<u8>)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Gives whether it was empty.
    fn add(&self, channel: u32, chunk: Vec<u8>) -> bool {
        let mut chunks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chunks.push((channel, chunk));
        chunks.len() == 1
    }
}

#[derive(Clone)]
pub(super) struct Publisher {
    inbox: Arc<Inbox>,
    waker: Arc<Waker>,
}

impl Publisher {
    pub(super) fn new(inbox: Arc<Inbox>, waker: Arc<Waker>) -> Self {
        Self { inbox, waker }
    }
}

impl Publish for Publisher {
    fn publish(&self, channel: u32, tick: Tick) {
        let Ok(data) = serde_json::to_string(&tick) else { return };
        if self.inbox.add(channel, chunk(tick.number, &data))
            && let Err(error) = self.waker.wake()
        {
            eprintln!("the loop was not woken: {error}");
        }
    }
}

/// An event as the contract's server writes it, framed as HTTP/1.1 has it.
fn chunk(number: u64, data: &str) -> Vec<u8> {
    let block = format!("event: tick\ndata: {data}\nid: {number}\n\n");
    format!("{:x}\r\n{block}\r\n", block.len()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_says_its_length() {
        assert_eq!(chunk(7, "{}"), b"1c\r\nevent: tick\ndata: {}\nid: 7\n\n\r\n".as_slice().to_vec());
    }
}
