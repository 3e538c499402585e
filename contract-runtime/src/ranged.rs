//! Bodies of a known length, of which a part can be asked for: files, and bytes in memory.

use std::io::{self, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::stream;
use http_body::{Frame, SizeHint};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

/// How much of a file is read at once.
const PIECE: usize = 64 * 1024;

/// What a body is made of, and what is known of it.
pub(crate) struct Ranged {
    source: Source,
    pub(crate) length: u64,
    pub(crate) modified: Option<SystemTime>,
    /// Which version of it this is, in quotes.
    pub(crate) etag: Option<String>,
}

enum Source {
    Memory(Bytes),
    Disk(File),
}

impl Ranged {
    pub(crate) fn bytes(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self { source: Source::Memory(bytes), length, modified: None, etag: None }
    }

    /// Opens a file.
    pub(crate) async fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path).await?;
        let metadata = file.metadata().await?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let length = metadata.len();
        // A file of the time before 1970 has no date that is worth telling.
        let modified = metadata.modified().ok().filter(|time| *time >= UNIX_EPOCH);
        let age = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let etag = age.map(|age: Duration| format!("\"{:x}-{length:x}\"", age.as_nanos()));
        Ok(Self { source: Source::Disk(file), length, modified, etag })
    }

    /// The body, and what decides which part of it is sent.
    pub(crate) fn into_body(self) -> (axum::body::Body, Choice) {
        let range = Arc::new(OnceLock::new());
        let Self { source, length, modified, etag } = self;
        let pieces = Pieces { state: State::Waiting(source), length, range: Arc::clone(&range), sent: 0 };
        (axum::body::Body::new(pieces), Choice { length, modified, etag, range })
    }
}

/// What is known of a body that is on its way, and which part of it is to be sent: all of it, unless something else is
/// chosen before the first byte is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) length: u64,
    pub(crate) modified: Option<SystemTime>,
    pub(crate) etag: Option<String>,
    range: Arc<OnceLock<Range<u64>>>,
}

impl Choice {
    /// Chooses a part, which is within the length.
    pub(crate) fn choose(&self, range: Range<u64>) {
        // Nobody but the endpoint chooses, and that once.
        let _ = self.range.set(range);
    }
}

/// The body itself.
struct Pieces {
    state: State,
    length: u64,
    range: Arc<OnceLock<Range<u64>>>,
    sent: u64,
}

enum State {
    Waiting(Source),
    Sending(Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>),
}

impl Pieces {
    fn range(&self) -> Range<u64> {
        self.range.get().cloned().unwrap_or(0..self.length)
    }

    fn remaining(&self) -> u64 {
        let Range { start, end } = self.range();
        (end - start).saturating_sub(self.sent)
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.remaining() == 0 {
            return Poll::Ready(None);
        }
        let range = self.range();
        if let State::Waiting(source) = &mut self.state {
            let nothing = Source::Memory(Bytes::new());
            let source = std::mem::replace(source, nothing);
            self.state = State::Sending(pieces(source, range));
        }
        let State::Sending(pieces) = &mut self.state else { return Poll::Ready(None) };
        let piece = ready!(pieces.as_mut().poll_next(cx));
        self.sent += piece.as_ref().and_then(|piece| piece.as_ref().ok()).map_or(0, Bytes::len) as u64;
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining())
    }
}

fn pieces(source: Source, range: Range<u64>) -> Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>> {
    match source {
        Source::Memory(bytes) => {
            // Lengths in memory fit.
            let at = |position| usize::try_from(position).unwrap_or(usize::MAX).min(bytes.len());
            let piece = bytes.slice(at(range.start)..at(range.end));
            Box::pin(stream::once(std::future::ready(Ok(piece))))
        }
        Source::Disk(file) => Box::pin(stream::try_unfold((file, range), read)),
    }
}

/// Reads the next piece of a file.
async fn read((mut file, range): (File, Range<u64>)) -> io::Result<Option<(Bytes, (File, Range<u64>))>> {
    let Range { start, end } = range;
    if start == end {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(start)).await?;
    let length = usize::try_from(end - start).unwrap_or(PIECE).min(PIECE);
    let mut piece = BytesMut::with_capacity(length);
    (&mut file).take(length as u64).read_buf(&mut piece).await?;
    if piece.is_empty() {
        // It was cut while it was sent. An error tells the client, which was told a length before.
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let start = start + piece.len() as u64;
    Ok(Some((piece.freeze(), (file, start..end))))
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    async fn sent(ranged: Ranged, range: Option<Range<u64>>) -> Vec<u8> {
        let (body, choice) = ranged.into_body();
        if let Some(range) = range {
            choice.choose(range);
        }
        let length = http_body::Body::size_hint(&body).exact().unwrap();
        let bytes = body.collect().await.unwrap().to_bytes();
        assert_eq!(bytes.len() as u64, length);
        bytes.into()
    }

    #[tokio::test]
    async fn a_body_is_sent_whole_or_in_part() {
        let data: Vec<u8> = (0..200_000_u32).map(|number| (number % 251).to_le_bytes()[0]).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &data).unwrap();
        for range in [None, Some(0..1), Some(65_000..199_999), Some(199_999..200_000), Some(5..5)] {
            let expected = data.get(range.clone().unwrap_or(0..data.len())).unwrap();
            let range = range.map(|range| range.start as u64..range.end as u64);
            assert!(sent(Ranged::open(file.path()).await.unwrap(), range.clone()).await == expected);
            assert!(sent(Ranged::bytes(data.clone().into()), range).await == expected);
        }
    }

    #[tokio::test]
    async fn a_file_that_shrinks_breaks_the_answer_off() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "0123456789").unwrap();
        let (body, _) = Ranged::open(file.path()).await.unwrap().into_body();
        file.as_file().set_len(5).unwrap();
        assert!(body.collect().await.is_err());
    }

    #[tokio::test]
    async fn what_is_no_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let kind = async |path: &Path| Ranged::open(path).await.err().map(|error| error.kind());
        assert_eq!(kind(folder.path()).await, Some(io::ErrorKind::IsADirectory));
        assert_eq!(kind(&folder.path().join("none")).await, Some(io::ErrorKind::NotFound));
    }
}
