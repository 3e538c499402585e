//! The bytes of an event stream. Lines end in LF alone; see the "Server-sent events" section of the HTML standard.

use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use memchr::memchr2;

/// Room for an id line: `id: `, the epoch, `-`, the 20 digits of the largest `u64`, LF.
const ID_ROOM: usize = "id: ".len() + MAX_EPOCH + "-".len() + 20 + "\n".len();

/// The longest epoch that an id may have, in bytes.
pub(crate) const MAX_EPOCH: usize = 16;

/// A comment with one line end. With two, some clients fire an event without data.
pub(crate) const HEARTBEAT: Bytes = Bytes::from_static(b":\n");

/// An encoded event that has no id yet, nor the blank line that ends it. Room for both is kept, so that numbering an event, which
/// happens under the publishers' lock, neither copies nor allocates.
#[derive(Debug)]
pub(crate) struct Block {
    bytes: Vec<u8>,
}

impl Block {
    /// Encodes a name without line ends and any text. The text arrives with each of its line ends (CR, LF or
    /// CRLF) as one LF, which is the only one that the format can carry; JSON escapes its line ends and so
    /// arrives exactly.
    pub(crate) fn new(name: &str, data: &str) -> Self {
        let data_lines: usize = Lines(Some(data)).map(|line| "data: \n".len() + line.len()).sum();
        let room = "event: \n".len() + name.len() + data_lines + ID_ROOM + "\n".len();
        let mut bytes = Vec::with_capacity(room);
        bytes.extend_from_slice(b"event: ");
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(b'\n');
        for line in Lines(Some(data)) {
            bytes.extend_from_slice(b"data: ");
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
        Self { bytes }
    }

    /// The event with its id, which comes last in the block: some clients take an id as soon as they have read its line, and one that
    /// is cut off in the middle of an event would not get it again.
    pub(crate) fn numbered(mut self, epoch: &str, sequence: u64) -> Bytes {
        // Writing to memory does not fail.
        let written = write!(self.bytes, "id: {epoch}-{sequence}\n\n").is_ok();
        debug_assert!(written);
        Bytes::from(self.bytes)
    }

    #[cfg(test)]
    pub(crate) fn unused_capacity(&self) -> usize {
        self.bytes.capacity() - self.bytes.len()
    }

    /// The event without an id, as a stream made for one request sends it.
    pub(crate) fn unnumbered(mut self) -> Bytes {
        self.bytes.push(b'\n');
        Bytes::from(self.bytes)
    }
}

/// A heartbeat that a page can see, with the time in milliseconds after which silence means that something is wrong, and
/// with the client's position if it is to be told.
pub(crate) fn heartbeat_event(interval: Duration, id: Option<&str>) -> Bytes {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    let interval = interval.as_millis();
    Bytes::from(format!("event: heartbeat\ndata: {{\"interval\":{interval}}}\n{id}\n"))
}

/// A comment of so many bytes, its line end among them; none where there is no room for one.
pub(crate) fn padding(bytes: usize) -> Bytes {
    let Some(spaces) = bytes.checked_sub(":\n".len()) else { return Bytes::new() };
    Bytes::from(format!(":{}\n", " ".repeat(spaces)))
}

/// Tells the client where it stands. By the standard, a block without data sets the last event id and is no event.
pub(crate) fn position(id: &str) -> Bytes {
    Bytes::from(format!("id: {id}\n\n"))
}

/// Tells the client that events may be missing, and where it stands. The ids are made of characters that JSON does not escape.
pub(crate) fn gap(reason: &str, from: Option<&str>, to: &str, position: &str) -> Bytes {
    let from = from.map_or_else(|| "null".to_owned(), |id| format!("\"{id}\""));
    Bytes::from(format!(
        "event: gap\ndata: {{\"reason\":\"{reason}\",\"from\":{from},\"to\":\"{to}\"}}\nid: {position}\n\n"
    ))
}

/// The lines of a text as a stream decoder sees them: ended by CR, LF or CRLF, the last one possibly empty.
struct Lines<'a>(Option<&'a str>);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.0.take()?;
        let Some(end) = memchr2(b'\r', b'\n', text.as_bytes()) else { return Some(text) };
        let length = if text.get(end..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 };
        self.0 = text.get(end + length..);
        text.get(..end)
    }
}
