//! The chunks of HTTP/1.1, made once for all connections that are sent the same bytes.

use bytes::Bytes;

use crate::http::chunked::{END, LINE_END, Size};

/// How many chunks are remembered: with their contents, as large as the events are, until the thread has nothing to do.
const SLOTS: usize = 16;

/// Remembers the chunks that were made last. Connections that are woken by the same event come one after the other, and are given the
/// same memory.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    recent: [Option<Recent>; SLOTS],
}

/// The content is kept with its chunk, so that nothing else can have its place in memory.
#[derive(Debug)]
struct Recent {
    content: Bytes,
    chunk: Bytes,
}

impl Chunks {
    /// Some content as a chunk. No content is no chunk: an empty one would end the body.
    pub(super) fn chunk(&mut self, content: &Bytes) -> &Bytes {
        static NONE: Bytes = Bytes::new();
        if content.is_empty() {
            return &NONE;
        }
        // Two that are alive at once differ in their places.
        let slot = (content.as_ptr().addr() / size_of::<[usize; 4]>()) % SLOTS;
        #[expect(clippy::indexing_slicing, reason = "a remainder of their number")]
        let recent = &mut self.recent[slot];
        if !recent.as_ref().is_some_and(|known| is_same(&known.content, content)) {
            *recent = None;
        }
        let recent =
            recent.get_or_insert_with(|| Recent { content: content.clone(), chunk: encode(content, false) });
        &recent.chunk
    }

    /// The end of a body, after some last content.
    pub(super) fn end(content: &[u8]) -> Bytes {
        if content.is_empty() { Bytes::from_static(END) } else { encode(content, true) }
    }
}

fn is_same(one: &Bytes, other: &Bytes) -> bool {
    one.as_ptr() == other.as_ptr() && one.len() == other.len()
}

fn encode(content: &[u8], is_last: bool) -> Bytes {
    let mut chunk = Vec::with_capacity(Size::LONGEST + content.len() + LINE_END.len() + END.len());
    chunk.extend_from_slice(Size::of(content.len()).as_bytes());
    chunk.extend_from_slice(content);
    chunk.extend_from_slice(LINE_END);
    if is_last {
        chunk.extend_from_slice(END);
    }
    Bytes::from(chunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_framed_once() {
        let mut chunks = Chunks::default();
        let content = Bytes::from("data: 0123456789\n\n".to_owned());
        let first = chunks.chunk(&content).clone();
        assert_eq!(first, "12\r\ndata: 0123456789\n\n\r\n");
        assert_eq!(chunks.chunk(&content).as_ptr(), first.as_ptr());
        assert_eq!(chunks.chunk(&content.slice(..4)), "4\r\ndata\r\n", "same place, other length");
        assert_eq!(*chunks.chunk(&content), first);
    }

    #[test]
    fn only_the_end_is_an_empty_chunk() {
        assert_eq!(Chunks::default().chunk(&Bytes::new()), "");
        assert_eq!(Chunks::end(b""), "0\r\n\r\n");
        assert_eq!(Chunks::end(b"retry: 1\n\n"), "A\r\nretry: 1\n\n\r\n0\r\n\r\n");
    }
}
