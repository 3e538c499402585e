//! One event stream as it comes over HTTP/1.1: the head, the chunks, the lines, and of these the ones that count.

use memchr::memchr;
use memchr::memmem;

/// What is known of an event by its line of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) number: u64,
    /// When it was published.
    pub(crate) at: u64,
}

/// Where the last bytes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Head,
    /// In a chunk's length, of which so much is read.
    Length(usize),
    /// In a chunk, so many bytes before its end.
    Chunk(usize),
    /// In the line end after a chunk.
    After,
}

#[derive(Debug)]
pub(crate) struct EventStream {
    place: Place,
    /// The head, or the line that has not ended yet.
    begun: Vec<u8>,
}

impl EventStream {
    pub(crate) fn new() -> Self {
        Self { place: Place::Head, begun: Vec::new() }
    }

    /// Whether the answer has begun to arrive and is an event stream.
    pub(crate) fn is_open(&self) -> bool {
        self.place != Place::Head
    }

    /// Reads on; an error where the stream is not what it has to be, tells of a gap, or ends.
    pub(crate) fn read(
        &mut self,
        mut bytes: &[u8],
        seen: &mut impl FnMut(Seen) -> Result<(), String>,
    ) -> Result<(), String> {
        while let Some((first, rest)) = bytes.split_first() {
            match self.place {
                Place::Head => bytes = self.head(bytes)?,
                Place::Length(length) => {
                    self.place = after_digit(length, *first)?;
                    bytes = rest;
                }
                Place::Chunk(left) => {
                    let (text, rest) = bytes.split_at(left.min(bytes.len()));
                    self.text(text, seen)?;
                    self.place =
                        if left == text.len() { Place::After } else { Place::Chunk(left - text.len()) };
                    bytes = rest;
                }
                Place::After => {
                    match first {
                        b'\r' => {}
                        b'\n' => self.place = Place::Length(0),
                        _ => return Err("a chunk is longer than it says".to_owned()),
                    }
                    bytes = rest;
                }
            }
        }
        Ok(())
    }

    /// Gives what follows the head.
    fn head<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], String> {
        const END: &[u8] = b"\r\n\r\n";
        let before = self.begun.len();
        self.begun.extend_from_slice(bytes);
        let Some(end) = memmem::find(&self.begun, END) else { return Ok(&[]) };
        let head = String::from_utf8_lossy(self.begun.get(..end).unwrap_or_default()).to_ascii_lowercase();
        let is_stream = head.starts_with("http/1.1 200")
            && head.contains("content-type: text/event-stream")
            && !head.contains("content-length:");
        if !is_stream {
            return Err(format!("this is no event stream: {head}"));
        }
        self.begun = Vec::new();
        let is_chunked = head.contains("transfer-encoding: chunked");
        // What is not chunked ends with the connection.
        self.place = if is_chunked { Place::Length(0) } else { Place::Chunk(usize::MAX) };
        Ok(bytes.get(end + END.len() - before..).unwrap_or_default())
    }

    fn text(
        &mut self,
        mut text: &[u8],
        seen: &mut impl FnMut(Seen) -> Result<(), String>,
    ) -> Result<(), String> {
        while let Some(end) = memchr(b'\n', text) {
            let (line, rest) = text.split_at(end);
            if self.begun.is_empty() {
                read_line(line, seen)?;
            } else {
                self.begun.extend_from_slice(line);
                read_line(&self.begun, seen)?;
                self.begun.clear();
            }
            text = rest.get(1..).unwrap_or_default();
        }
        self.begun.extend_from_slice(text);
        Ok(())
    }
}

fn after_digit(length: usize, byte: u8) -> Result<Place, String> {
    match (byte, char::from(byte).to_digit(16)) {
        (_, Some(digit)) => {
            let length = length.checked_mul(16).ok_or("a chunk has no sane length")?;
            Ok(Place::Length(length + digit as usize))
        }
        (b'\r', _) => Ok(Place::Length(length)),
        (b'\n', _) if length > 0 => Ok(Place::Chunk(length)),
        (b'\n', _) => Err("the server ended a stream".to_owned()),
        _ => Err("a chunk's length is no number".to_owned()),
    }
}

fn read_line(line: &[u8], seen: &mut impl FnMut(Seen) -> Result<(), String>) -> Result<(), String> {
    match line {
        [b'd', ..] => seen(data(line).ok_or_else(|| format!("strange: {}", String::from_utf8_lossy(line)))?),
        [b'e', ..] if line == b"event: gap" => Err("the server tells of a gap".to_owned()),
        _ => Ok(()),
    }
}

/// Of `data: {"number":7,"at":1700,…` the two numbers.
fn data(line: &[u8]) -> Option<Seen> {
    let line = line.strip_prefix(b"data:")?;
    let line = line.strip_prefix(b" ").unwrap_or(line);
    let (number, line) = digits(line.strip_prefix(b"{\"number\":")?)?;
    let (at, line) = digits(line.strip_prefix(b",\"at\":")?)?;
    line.ends_with(b"\"}").then_some(Seen { number, at })
}

fn digits(text: &[u8]) -> Option<(u64, &[u8])> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).filter(|end| *end > 0)?;
    let (digits, rest) = text.split_at(end);
    let add = |number: u64, digit: &u8| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
    Some((digits.iter().fold(0, add), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    fn event(number: u64) -> String {
        format!(
            "event: tick\ndata: {{\"number\":{number},\"at\":{},\"pad\":\"xx\"}}\nid: a-{number}\n\n",
            number * 2
        )
    }

    fn chunk(text: &str) -> String {
        format!("{:X}\r\n{text}\r\n", text.len())
    }

    fn read(pieces: &[&[u8]]) -> Result<Vec<Seen>, String> {
        let (mut stream, mut all) = (EventStream::new(), Vec::new());
        for piece in pieces {
            stream.read(piece, &mut |seen| {
                all.push(seen);
                Ok(())
            })?;
        }
        Ok(all)
    }

    #[test]
    fn every_event_is_seen_wherever_the_bytes_are_cut() {
        let all = [event(0), event(1), event(23)].concat();
        let (first, second) = all.split_at(70);
        let wire = [HEAD, &chunk(":\n"), &chunk(first), &chunk(second), &chunk("retry: 5\n\n")].concat();
        let expected = [0, 1, 23].map(|number| Seen { number, at: number * 2 });
        for cut in 0..wire.len() {
            let (before, after) = wire.as_bytes().split_at(cut);
            assert_eq!(read(&[before, after]).expect("it is right"), expected, "cut at {cut}");
        }
        let one_by_one: Vec<_> = wire.as_bytes().chunks(1).collect();
        assert_eq!(read(&one_by_one).expect("it is right"), expected);
    }

    #[test]
    fn data_may_stand_without_a_space() {
        let wire = [HEAD, &chunk("data:{\"number\":5,\"at\":6,\"pad\":\"\"}\n\n")].concat();
        assert_eq!(read(&[wire.as_bytes()]), Ok(vec![Seen { number: 5, at: 6 }]));
    }

    #[test]
    fn a_stream_may_end_with_its_connection() {
        let wire = ["HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n", &event(3)].concat();
        assert_eq!(read(&[wire.as_bytes()]), Ok(vec![Seen { number: 3, at: 6 }]));
    }

    #[test]
    fn what_is_wrong_is_an_error() {
        for wrong in [
            "HTTP/1.1 503 Service Unavailable\r\n\r\n".to_owned(),
            [HEAD, "0\r\n\r\n"].concat(),
            [HEAD, "zz\r\n"].concat(),
            [HEAD, "2\r\n:\nmore"].concat(),
            [HEAD, &chunk("event: gap\ndata: {}\n\n")].concat(),
            [HEAD, &chunk("data: {\"number\":5,\"at\":6,\"pa\n\n")].concat(),
        ] {
            assert!(read(&[wrong.as_bytes()]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_stream_is_open_once_its_head_is_there() {
        let mut stream = EventStream::new();
        let (before, after) = HEAD.as_bytes().split_at(HEAD.len() - 1);
        stream.read(before, &mut |_| Ok(())).expect("it is right");
        assert!(!stream.is_open());
        stream.read(after, &mut |_| Ok(())).expect("it is right");
        assert!(stream.is_open());
    }
}
