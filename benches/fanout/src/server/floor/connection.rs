//! A socket, and how much of its feed it was sent.

use std::io::{self, ErrorKind, Read, Write};

use mio::net::TcpStream;

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n\
    transfer-encoding: chunked\r\n\r\n";

pub(super) struct Connection {
    stream: TcpStream,
    /// What it has asked for.
    pub(super) channel: Option<u32>,
    /// The place in the feed up to which it was sent everything.
    pub(super) at: u64,
    /// It took less than there was, and has not said since that it takes more.
    pub(super) is_full: bool,
}

/// What is known of a connection after it was read from.
pub(super) enum State {
    Waiting,
    Asked(u32),
    Gone,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, channel: None, at: 0, is_full: false }
    }

    /// Reads a request, which has to arrive in one piece.
    pub(super) fn read(&mut self) -> State {
        let mut request = [0; 1024];
        loop {
            match self.stream.read(&mut request) {
                Ok(0) => return State::Gone,
                Ok(length) if self.channel.is_none() => {
                    return request.get(..length).and_then(asked).map_or(State::Gone, State::Asked);
                }
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return State::Waiting,
                Err(_) => return State::Gone,
            }
        }
    }

    /// Answers the request, and lets the stream begin at a place of its feed.
    pub(super) fn begin(&mut self, channel: u32, at: u64) -> io::Result<()> {
        (self.channel, self.at) = (Some(channel), at);
        self.stream.write_all(HEAD)
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.stream.write(bytes) {
            Ok(sent) => {
                self.at += sent as u64;
                self.is_full = sent < bytes.len();
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.is_full = true;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

fn asked(request: &[u8]) -> Option<u32> {
    let rest = request.strip_prefix(b"GET /feeds/")?;
    let end = rest.iter().position(|byte| *byte == b' ')?;
    std::str::from_utf8(rest.get(..end)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_a_feed() {
        assert_eq!(asked(b"GET /feeds/12 HTTP/1.1\r\nhost: localhost\r\n\r\n"), Some(12));
        assert_eq!(asked(b"GET /feeds/all HTTP/1.1\r\n\r\n"), None);
        assert_eq!(asked(b"GET / HTTP/1.1\r\n\r\n"), None);
    }
}
