//! A decoder of event streams, written from the rules of the HTML standard ("Server-sent events", parsing and
//! interpreting an event stream) and from nothing of this project.

/// What an `EventSource` would give to its listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The event's type: `message` where the stream names none.
    pub event: String,
    /// The data lines, joined by LF.
    pub data: String,
    /// The last event id after this message.
    pub last_event_id: String,
}

/// Decodes one stream, fed in chunks of any size.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The bytes of a BOM at the very beginning that have come so far; `None` once it is decided.
    beginning: Option<Vec<u8>>,
    line: Vec<u8>,
    /// The last byte was a CR, whose line has ended: an LF now belongs to it.
    after_cr: bool,
    data: String,
    event: String,
    id: String,
    last_event_id: String,
    retry: Option<u64>,
    comments: u64,
}

const BOM: &[u8] = b"\xef\xbb\xbf";

impl Decoder {
    /// A decoder at the start of a stream.
    pub fn new() -> Self {
        Self { beginning: Some(Vec::new()), ..Self::default() }
    }

    /// Takes the next bytes, and gives the messages that they complete.
    pub fn feed(&mut self, chunk: &[u8]) -> Vec<Message> {
        let mut messages = Vec::new();
        for byte in chunk {
            self.begin(*byte, &mut messages);
        }
        messages
    }

    /// The reconnection time in milliseconds, if the stream set one.
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// How many comment lines there were.
    pub fn comments(&self) -> u64 {
        self.comments
    }

    /// The id that a reconnection would send; empty for none.
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// Takes one leading BOM off.
    fn begin(&mut self, byte: u8, messages: &mut Vec<Message>) {
        let Some(mut beginning) = self.beginning.take() else { return self.byte(byte, messages) };
        beginning.push(byte);
        if beginning == BOM {
            return;
        }
        if BOM.starts_with(&beginning) {
            self.beginning = Some(beginning);
            return;
        }
        for byte in beginning {
            self.byte(byte, messages);
        }
    }

    fn byte(&mut self, byte: u8, messages: &mut Vec<Message>) {
        let after_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
        match byte {
            b'\n' if after_cr => {}
            b'\r' | b'\n' => {
                let line = std::mem::take(&mut self.line);
                self.end_of_line(&String::from_utf8_lossy(&line), messages);
            }
            _ => self.line.push(byte),
        }
    }

    fn end_of_line(&mut self, line: &str, messages: &mut Vec<Message>) {
        if line.is_empty() {
            messages.extend(self.dispatch());
        } else if line.starts_with(':') {
            self.comments += 1;
        } else {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            self.field(field, value.strip_prefix(' ').unwrap_or(value));
        }
    }

    fn field(&mut self, field: &str, value: &str) {
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().or(self.retry);
            }
            _ => {}
        }
    }

    fn dispatch(&mut self) -> Option<Message> {
        self.last_event_id.clone_from(&self.id);
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        if data.is_empty() {
            return None;
        }
        data.pop();
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(Message { event, data, last_event_id: self.last_event_id.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(stream: &str) -> Vec<(String, String, String)> {
        let whole = Decoder::new().feed(stream.as_bytes());
        let mut bytewise = Decoder::new();
        let chunks: Vec<Message> = stream.bytes().flat_map(|byte| bytewise.feed(&[byte])).collect();
        assert_eq!(whole, chunks, "chunks do not matter");
        whole.into_iter().map(|message| (message.event, message.data, message.last_event_id)).collect()
    }

    fn message(event: &str, data: &str, id: &str) -> (String, String, String) {
        (event.to_owned(), data.to_owned(), id.to_owned())
    }

    #[test]
    fn reads_the_standard_s_examples() {
        assert_eq!(decode("data: YHOO\ndata: +2\ndata: 10\n\n"), [message("message", "YHOO\n+2\n10", "")]);
        let stream =
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        assert_eq!(
            decode(stream),
            [
                message("message", "first event", "1"),
                message("message", "second event", ""),
                message("message", " third event", ""),
            ]
        );
        assert_eq!(
            decode("data\n\ndata\ndata\n\ndata:"),
            [message("message", "", ""), message("message", "\n", "")]
        );
        assert_eq!(decode("data:test\n\ndata: test\n\n"), vec![message("message", "test", ""); 2]);
    }

    #[test]
    fn lines_end_in_any_of_three_ways() {
        assert_eq!(decode("data: a\rdata: b\r\ndata: c\n\r"), [message("message", "a\nb\nc", "")]);
        assert_eq!(decode("data: a\r\rdata: b\r\n\r\n").len(), 2);
    }

    #[test]
    fn one_leading_bom_is_taken_off() {
        assert_eq!(decode("\u{feff}data: a\n\n"), [message("message", "a", "")]);
        assert!(decode("\u{feff}\u{feff}data: a\n\n").is_empty());
        assert_eq!(decode("data: \u{feff}a\n\n"), [message("message", "\u{feff}a", "")]);
    }

    #[test]
    fn an_id_with_nul_is_ignored_and_a_block_of_only_an_id_moves_the_cursor() {
        assert_eq!(decode("id: 1\n\nid: 2\0\ndata: a\n\n"), [message("message", "a", "1")]);
    }

    #[test]
    fn retry_acts_without_a_blank_line_and_only_if_it_is_a_number() {
        let mut decoder = Decoder::new();
        decoder.feed(b"retry: 1000x\n");
        assert_eq!(decoder.retry(), None);
        decoder.feed(b"retry: 1500\n:\n");
        assert_eq!((decoder.retry(), decoder.comments()), (Some(1500), 1));
    }
}
