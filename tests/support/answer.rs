//! An HTTP/1.1 answer taken apart as its bytes come, for clients that misuse their sockets.

/// How far an answer has come.
#[derive(Debug, Default)]
pub struct Answer {
    part: Part,
    /// The head, or the line that tells the next chunk's size.
    text: Vec<u8>,
    status: Option<u16>,
    /// Whether the head told the length of all.
    has_length: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Head,
    /// So many bytes of a body whose length was told.
    Body(usize),
    ChunkSize,
    /// So many bytes of a chunk.
    Chunk(usize),
    /// So many bytes of the line end behind a chunk; whether it was the last one.
    ChunkEnd(usize, bool),
    Whole,
}

impl Answer {
    /// Nothing has come yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The status, once the head is there.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Whether the head told how long the body is. (A stream's does not.)
    pub fn has_length(&self) -> bool {
        self.has_length
    }

    /// Whether the answer has come to its proper end.
    pub fn is_whole(&self) -> bool {
        self.part == Part::Whole
    }

    /// Takes the next bytes, and hands on those of the body.
    ///
    /// # Panics
    /// The bytes are not an answer, or come after its end.
    pub fn feed(&mut self, mut bytes: &[u8], mut body: impl FnMut(&[u8])) {
        while !bytes.is_empty() {
            let taken = match self.part {
                Part::Head | Part::ChunkSize => self.text(bytes),
                Part::Body(left) | Part::Chunk(left) => {
                    let taken = left.min(bytes.len());
                    body(&bytes[..taken]);
                    self.part = match self.part {
                        Part::Body(_) if taken == left => Part::Whole,
                        Part::Body(_) => Part::Body(left - taken),
                        _ if taken == left => Part::ChunkEnd(2, false),
                        _ => Part::Chunk(left - taken),
                    };
                    taken
                }
                Part::ChunkEnd(left, is_last) => {
                    let taken = left.min(bytes.len());
                    assert_eq!(&bytes[..taken], &b"\r\n"[2 - left..][..taken], "a chunk's end");
                    self.part = match (left - taken, is_last) {
                        (0, true) => Part::Whole,
                        (0, false) => Part::ChunkSize,
                        (left, _) => Part::ChunkEnd(left, is_last),
                    };
                    taken
                }
                Part::Whole => panic!("more than an answer: {}", String::from_utf8_lossy(bytes)),
            };
            bytes = &bytes[taken..];
        }
    }

    /// Takes a byte of the head or of a chunk's size.
    fn text(&mut self, bytes: &[u8]) -> usize {
        self.text.push(bytes[0]);
        if self.part == Part::Head && self.text.ends_with(b"\r\n\r\n") {
            let head = std::mem::take(&mut self.text);
            self.head(&String::from_utf8(head).unwrap());
        } else if self.part == Part::ChunkSize && self.text.ends_with(b"\r\n") {
            let line = std::mem::take(&mut self.text);
            let size = usize::from_str_radix(std::str::from_utf8(&line).unwrap().trim_end(), 16).unwrap();
            self.part = if size == 0 { Part::ChunkEnd(2, true) } else { Part::Chunk(size) };
        }
        1
    }

    fn head(&mut self, head: &str) {
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
        self.status = Some(status.unwrap_or_else(|| panic!("no answer: {head}")));
        let value = |name: &str| {
            let mut fields = head.lines().filter_map(|line| line.split_once(": "));
            fields.find(|field| field.0.eq_ignore_ascii_case(name)).map(|field| field.1)
        };
        self.part = match (value("content-length"), value("transfer-encoding")) {
            (Some(length), None) => {
                self.has_length = true;
                let length = length.parse().unwrap();
                if length == 0 { Part::Whole } else { Part::Body(length) }
            }
            (None, Some("chunked")) => Part::ChunkSize,
            framing => panic!("framed by {framing:?}: {head}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], step: usize) -> (Answer, Vec<u8>) {
        let (mut answer, mut body) = (Answer::new(), Vec::new());
        for piece in bytes.chunks(step) {
            answer.feed(piece, |part| body.extend_from_slice(part));
        }
        (answer, body)
    }

    #[test]
    fn chunks_arrive_as_one_body_however_they_are_cut() {
        let bytes =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        for step in 1..bytes.len() {
            let (answer, body) = read(bytes, step);
            assert_eq!((answer.status(), answer.is_whole(), answer.has_length()), (Some(200), true, false));
            assert_eq!(body, b"abc0123456789");
            let (cut, _) = read(&bytes[..bytes.len() - 1], step);
            assert!(!cut.is_whole());
        }
    }

    #[test]
    fn a_length_tells_the_end() {
        let bytes = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nfull";
        let (answer, body) = read(bytes, 7);
        assert_eq!((answer.status(), answer.is_whole(), answer.has_length()), (Some(503), true, true));
        assert_eq!(body, b"full");
        assert!(!read(&bytes[..bytes.len() - 1], 7).0.is_whole());
    }

    #[test]
    #[should_panic(expected = "more than an answer")]
    fn nothing_comes_after_the_end() {
        read(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab", 100);
    }
}
