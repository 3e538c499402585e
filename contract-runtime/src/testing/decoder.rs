//! The format of event streams, read as far as this library writes it: without a byte order mark, and without lines that end in a
//! carriage return alone.

use std::collections::VecDeque;
use std::fmt;

/// A block of a stream.
#[derive(Debug, PartialEq)]
pub(super) struct Block {
    /// What it tells the page, where it has data.
    pub(super) message: Option<Message>,
    /// The last event id after it.
    pub(super) id: String,
}

/// What a page is told.
#[derive(Debug, PartialEq)]
pub(super) struct Message {
    pub(super) name: String,
    pub(super) data: String,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event `{}` with {}", self.name, self.data)
    }
}

/// Makes blocks of bytes, which come in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// A line that has not ended yet.
    line: Vec<u8>,
    name: String,
    data: Option<String>,
    id: String,
    blocks: VecDeque<Block>,
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

    pub(super) fn next(&mut self) -> Option<Block> {
        self.blocks.pop_front()
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
        let name = Some(std::mem::take(&mut self.name)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| "message".to_owned());
        let message = self.data.take().map(|data| Message { name, data });
        self.blocks.push_back(Block { message, id: self.id.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data and name of each block, where it has data, and the id after it.
    fn decode(stream: &str) -> Vec<(Option<(String, String)>, String)> {
        let mut decoder = Decoder::default();
        stream.bytes().for_each(|byte| decoder.feed(&[byte]));
        let bytewise: Vec<_> = std::iter::from_fn(|| decoder.next()).collect();
        let mut decoder = Decoder::default();
        decoder.feed(stream.as_bytes());
        let whole: Vec<_> = std::iter::from_fn(|| decoder.next()).collect();
        assert_eq!(whole, bytewise, "pieces do not matter");
        let message = |Message { name, data }| (name, data);
        whole.into_iter().map(|Block { message: told, id }| (told.map(message), id)).collect()
    }

    fn message(name: &str, data: &str, id: &str) -> (Option<(String, String)>, String) {
        (Some((name.to_owned(), data.to_owned())), id.to_owned())
    }

    #[test]
    fn a_message_has_a_name_data_and_the_id_that_stands_then() {
        assert_eq!(
            decode("event: said\ndata: a\nid: e-1\n\ndata:b\r\ndata: é\r\n\r\n"),
            [message("said", "a", "e-1"), message("message", "b\né", "e-1")]
        );
    }

    #[test]
    fn what_has_no_data_is_no_message_and_may_have_an_id() {
        let position = (None, "e-7".to_owned());
        assert_eq!(
            decode(":\n: padding\nretry: 3000\nid: e-7\n\nevent: said\n\n"),
            [position.clone(), position.clone()]
        );
        assert_eq!(decode("data: cut off"), []);
        assert_eq!(decode("id: e-7\n\ndata\n\n"), [position, message("message", "", "e-7")]);
    }
}
