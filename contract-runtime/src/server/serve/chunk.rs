//! A chunk of HTTP/1.1 (RFC 9112, 7.1) on its way, around content that is shared.

use std::io::Write as _;

use axum::body::Bytes;
use bytes::Buf;
use bytes::buf::Chain;

/// What is left of a chunk to be written.
pub(super) type Chunk = Chain<Chain<Size, Bytes>, &'static [u8]>;

/// Some content as a chunk; `None` where there is no content, since an empty chunk would end the body.
pub(super) fn chunk(content: Bytes) -> Option<Chunk> {
    let size = (!content.is_empty()).then(|| Size::of(content.len()))?;
    Some(size.chain(content).chain(b"\r\n"))
}

/// The end of a body.
pub(super) fn end() -> Chunk {
    Size::of(0).chain(Bytes::new()).chain(b"\r\n")
}

const LONGEST: usize = 2 * size_of::<usize>() + "\r\n".len();

/// A chunk's first line.
#[derive(Debug)]
pub(super) struct Size {
    line: [u8; LONGEST],
    /// What is left of it.
    from: u8,
    to: u8,
}

impl Size {
    fn of(length: usize) -> Self {
        let mut line = [0; LONGEST];
        let mut room = line.as_mut_slice();
        // There is room for every number.
        let written = write!(room, "{length:X}\r\n").is_ok();
        debug_assert!(written);
        let to = LONGEST - room.len();
        Self { line, from: 0, to: u8::try_from(to).unwrap_or(u8::MAX) }
    }
}

impl Buf for Size {
    fn remaining(&self) -> usize {
        usize::from(self.to - self.from)
    }

    fn chunk(&self) -> &[u8] {
        self.line.get(self.from.into()..self.to.into()).unwrap_or_default()
    }

    fn advance(&mut self, count: usize) {
        debug_assert!(count <= self.remaining());
        self.from = u8::try_from(count).map_or(self.to, |count| self.to.min(self.from.saturating_add(count)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(mut chunk: Chunk) -> String {
        String::from_utf8(chunk.copy_to_bytes(chunk.remaining()).to_vec()).unwrap()
    }

    #[test]
    fn content_has_its_size_before_it() {
        let content = Bytes::from("data: 0123456789\n\n");
        assert_eq!(text(chunk(content).unwrap()), "12\r\ndata: 0123456789\n\n\r\n");
        assert_eq!(Size::of(usize::MAX).remaining(), LONGEST);
    }

    #[test]
    fn only_the_end_is_an_empty_chunk() {
        assert!(chunk(Bytes::new()).is_none());
        assert_eq!(text(end()), "0\r\n\r\n");
    }

    #[test]
    fn a_chunk_may_be_cut_anywhere() {
        let whole = "11\r\ndata: 012345678\n\n\r\n";
        for cut in 0..whole.len() {
            let mut rest = chunk(Bytes::from("data: 012345678\n\n")).unwrap();
            rest.advance(cut);
            assert_eq!(text(rest), whole[cut..]);
        }
    }
}
