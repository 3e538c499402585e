//! The format of event streams, read as far as this library writes it: without a byte order mark, and without lines that end in a
//! carriage return alone.

use std::collections::VecDeque;
use std::fmt;

/// A block of a stream that has data.
#[derive(Debug, PartialEq)]
pub(super) struct Message {
    pub(super) name: String,
    pub(super) data: String,
    /// The last event id after it.
    pub(super) id: String,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event `{}` with {}", self.name, self.data)
    }
}

/// Makes messages of bytes, which come in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// A line that has not ended yet.
    line: Vec<u8>,
    name: String,
    data: Option<String>,
    id: String,
    messages: VecDeque<Message>,
}

impl Decoder {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                Some(end) => {
                    self.line.extend_from_slice(end);
                    let line = std::mem::take(&mut self.line);
                    self.end_line(&String::from_utf8_lossy(&line));
                }
                None => self.line.extend_from_slice(piece),
            }
        }
    }

    pub(super) fn next(&mut self) -> Option<Message> {
        self.messages.pop_front()
    }

    fn end_line(&mut self, line: &str) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            return self.end_block();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => match &mut self.data {
                Some(data) => data.extend(["\n", value]),
                None => self.data = Some(value.to_owned()),
            },
            "id" => value.clone_into(&mut self.id),
            // A comment, or the time to reconnect.
            _ => {}
        }
    }

    fn end_block(&mut self) {
        let name = std::mem::take(&mut self.name);
        let Some(data) = self.data.take() else { return };
        let name = if name.is_empty() { "message".to_owned() } else { name };
        self.messages.push_back(Message { name, data, id: self.id.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(stream: &str) -> Vec<(String, String, String)> {
        let mut decoder = Decoder::default();
        stream.bytes().for_each(|byte| decoder.feed(&[byte]));
        let bytewise: Vec<_> = std::iter::from_fn(|| decoder.next()).collect();
        let mut decoder = Decoder::default();
        decoder.feed(stream.as_bytes());
        let whole: Vec<_> = std::iter::from_fn(|| decoder.next()).collect();
        assert_eq!(whole, bytewise, "pieces do not matter");
        whole.into_iter().map(|Message { name, data, id }| (name, data, id)).collect()
    }

    fn message(name: &str, data: &str, id: &str) -> (String, String, String) {
        (name.to_owned(), data.to_owned(), id.to_owned())
    }

    #[test]
    fn a_message_has_a_name_data_and_the_id_that_stands_then() {
        assert_eq!(
            decode("event: said\ndata: a\nid: e-1\n\ndata:b\r\ndata: é\r\n\r\n"),
            [message("said", "a", "e-1"), message("message", "b\né", "e-1")]
        );
    }

    #[test]
    fn what_has_no_data_is_no_message() {
        assert_eq!(decode(":\n: padding\nretry: 3000\nid: e-7\n\nevent: said\n\n"), []);
        assert_eq!(decode("data: cut off"), []);
        assert_eq!(decode("id: e-7\n\ndata\n\n"), [message("message", "", "e-7")]);
    }
}
