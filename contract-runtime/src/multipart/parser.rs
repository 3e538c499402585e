//! The framing of `multipart/form-data` (RFC 7578, RFC 2046), fed with bytes in pieces of any size. It never holds more than
//! the piece that it was given last, the head of one part and the length of a delimiter.

use bytes::{Buf as _, Bytes, BytesMut};
use memchr::memmem::{self, Finder};

use super::head::Head;

/// The bytes of a part's headers. Names of files are the longest of what is in them.
const MOST_HEAD: usize = 8 * 1024;

/// What stands next in a body.
#[derive(Debug)]
pub(super) enum Event {
    /// The bytes that were fed do not tell.
    NeedsMore,
    /// A part begins.
    Begin(Head),
    /// Bytes of the part.
    Data(Bytes),
    /// The part ends.
    End,
    /// That was the last part.
    Done,
}

/// Why a body can't be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// It is no `multipart/form-data`; what is expected instead.
    Expected(&'static str),
    /// The headers of a part are too long.
    LongHead,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first part, where there may be text that nobody reads.
    Before,
    /// A delimiter was read, after which a part may follow.
    Delimiter,
    /// In the headers of a part.
    Head,
    /// In the bytes of a part.
    Data,
    /// After the last part.
    Done,
}

/// Takes a body apart.
#[derive(Debug)]
pub(super) struct Parser {
    /// The line end before a boundary belongs to it. In a box, since it is large, and aligned as the processor's widest registers are:
    /// whatever holds a parser would be so.
    delimiter: Box<Finder<'static>>,
    buffer: BytesMut,
    state: State,
}

impl Parser {
    pub(super) fn new(boundary: &str) -> Self {
        let delimiter = format!("\r\n--{boundary}");
        Self {
            delimiter: Box::new(Finder::new(delimiter.as_bytes()).into_owned()),
            // As if a line had ended before: the first delimiter is one like the others then.
            buffer: BytesMut::from("\r\n"),
            state: State::Before,
        }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        // Nothing after the last part means anything.
        if self.state != State::Done {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// # Errors
    /// The body is broken; no more comes of it then.
    pub(super) fn next(&mut self) -> Result<Event, Broken> {
        match self.state {
            State::Before => self.before(),
            State::Delimiter => self.after_delimiter(),
            State::Head => self.head(),
            State::Data => Ok(self.data()),
            State::Done => Ok(Event::Done),
        }
    }

    fn before(&mut self) -> Result<Event, Broken> {
        if let Some(start) = self.delimiter.find(&self.buffer) {
            self.pass_delimiter(start);
            return self.next();
        }
        self.undelimited();
        Ok(Event::NeedsMore)
    }

    fn after_delimiter(&mut self) -> Result<Event, Broken> {
        if self.buffer.starts_with(b"--") {
            self.state = State::Done;
            self.buffer.clear();
            return Ok(Event::Done);
        }
        let padding = self.buffer.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if padding > MOST_HEAD {
            return Err(Broken::LongHead);
        }
        match self.buffer.get(padding..padding + 2) {
            Some(b"\r\n") => {
                self.buffer.advance(padding);
                // Its line end stays: headers, of which there may be none, end with an empty line.
                self.state = State::Head;
                self.next()
            }
            Some(_) => Err(Broken::Expected("multipart/form-data with a line end after every boundary")),
            None => Ok(Event::NeedsMore),
        }
    }

    fn head(&mut self) -> Result<Event, Broken> {
        const END: &[u8] = b"\r\n\r\n";
        match memmem::find(&self.buffer, END) {
            Some(length) if length <= MOST_HEAD => {
                let lines = self.buffer.split_to(length);
                self.buffer.advance(END.len());
                self.state = State::Data;
                let head = Head::parse(&lines).map_err(Broken::Expected)?;
                Ok(Event::Begin(head))
            }
            None if self.buffer.len() < MOST_HEAD + END.len() => Ok(Event::NeedsMore),
            _ => Err(Broken::LongHead),
        }
    }

    fn data(&mut self) -> Event {
        match self.delimiter.find(&self.buffer) {
            Some(0) => {
                self.pass_delimiter(0);
                Event::End
            }
            Some(start) => Event::Data(self.buffer.split_to(start).freeze()),
            None => {
                let data = self.undelimited();
                if data.is_empty() { Event::NeedsMore } else { Event::Data(data.freeze()) }
            }
        }
    }

    fn pass_delimiter(&mut self, start: usize) {
        self.buffer.advance(start + self.delimiter.needle().len());
        self.state = State::Delimiter;
    }

    /// Takes out what can't be the beginning of a delimiter.
    fn undelimited(&mut self) -> BytesMut {
        let may_begin = self.delimiter.needle().len() - 1;
        // Only a line end begins one, so that a piece without any leaves whole.
        let last = self.buffer.len().saturating_sub(may_begin);
        let tail = self.buffer.get(last..).unwrap_or_default();
        let end = memchr::memchr(b'\r', tail).map_or(self.buffer.len(), |start| last + start);
        self.buffer.split_to(end)
    }
}
