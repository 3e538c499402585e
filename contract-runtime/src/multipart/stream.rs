//! A multipart body, part by part as it arrives.

use std::fmt;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

use super::error::MultipartError;
use super::file::File;
use super::head::Head;
use super::parser::{Event, Parser};
use super::spool::Spool;

/// The parts of one body. A form of people's has some dozens.
pub(super) const MOST_PARTS: usize = 1_000;

/// How much of a part's file is kept in memory, where its handler makes it one.
const IN_MEMORY: usize = 256 * 1024;

/// A body of `multipart/form-data` that its handler reads itself, part by part as it arrives.
///
/// Nothing of it is read before, and no more than a piece of it is in memory at any time. Its size is bounded by the route's
/// `body_limit`, the number of its parts by 1,000, and the headers of a part by 8 KiB.
///
/// ```
/// use contract_runtime::Multipart;
/// use contract_runtime::prelude::*;
///
/// contract! {
///     pub trait Archive {
///         store: {
///             method: POST,
///             path: "/archive",
///             content_type: "multipart/form-data",
///             body: Multipart,
///             body_limit: 1 << 30,
///             responses: { 200: u64 },
///         },
///     }
/// }
///
/// struct Counter;
///
/// impl Archive for Counter {
///     type Context = ();
///
///     async fn store(&self, (): (), request: ArchiveStoreRequest) -> ArchiveStoreResult {
///         let mut body = request.body;
///         let mut bytes = 0;
///         while let Some(mut part) = body.next_part().await.internal()? {
///             while let Some(piece) = part.chunk().await.internal()? {
///                 bytes += piece.len() as u64;
///             }
///         }
///         Ok(bytes.into())
///     }
/// }
/// ```
pub struct Multipart {
    body: Body,
    parser: Parser,
    parts: usize,
    /// Whether a part has begun and not ended.
    is_in_part: bool,
    has_failed: bool,
}

impl Multipart {
    pub(crate) fn new(body: Body, boundary: &str) -> Self {
        Self { body, parser: Parser::new(boundary), parts: 0, is_in_part: false, has_failed: false }
    }

    /// The next part, or none after the last. What is left of the one before is passed over.
    ///
    /// # Errors
    /// The body is broken, breaks off, or goes beyond a limit.
    pub async fn next_part(&mut self) -> Result<Option<Part<'_>>, MultipartError> {
        while self.is_in_part {
            self.chunk().await?;
        }
        let Event::Begin(head) = self.event().await? else {
            self.read_out().await?;
            return Ok(None);
        };
        self.parts += 1;
        if self.parts > MOST_PARTS {
            self.has_failed = true;
            return Err(MultipartError::too_large("body has more parts than what is taken here"));
        }
        self.is_in_part = true;
        Ok(Some(Part { body: self, head }))
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, MultipartError> {
        if !self.is_in_part {
            return Ok(None);
        }
        if let Event::Data(bytes) = self.event().await? {
            return Ok(Some(bytes));
        }
        self.is_in_part = false;
        Ok(None)
    }

    async fn event(&mut self) -> Result<Event, MultipartError> {
        if self.has_failed {
            return Err(MultipartError::broken("multipart/form-data, which it was not before"));
        }
        let event = self.parsed().await;
        self.has_failed = event.is_err();
        event
    }

    async fn parsed(&mut self) -> Result<Event, MultipartError> {
        loop {
            match self.parser.next()? {
                Event::NeedsMore => match self.bytes().await? {
                    Some(bytes) => self.parser.feed(&bytes),
                    None => {
                        return Err(MultipartError::broken(
                            "multipart/form-data that ends with a closing boundary",
                        ));
                    }
                },
                event => return Ok(event),
            }
        }
    }

    /// Reads what stands after the last part, so that the connection can be used again.
    async fn read_out(&mut self) -> Result<(), MultipartError> {
        while self.bytes().await?.is_some() {}
        Ok(())
    }

    async fn bytes(&mut self) -> Result<Option<Bytes>, MultipartError> {
        while let Some(frame) = self.body.frame().await {
            let frame = frame.map_err(MultipartError::of_body)?;
            // Trailers say nothing of a body.
            if let Ok(bytes) = frame.into_data() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart").field("parts", &self.parts).finish_non_exhaustive()
    }
}

/// A part of a [`Multipart`] body.
#[derive(Debug)]
pub struct Part<'a> {
    body: &'a mut Multipart,
    head: Head,
}

impl Part<'_> {
    /// The name of the field.
    pub fn name(&self) -> &str {
        &self.head.name
    }

    /// The name of the file, as the client sent it: never a path to be used as it is.
    pub fn file_name(&self) -> Option<&str> {
        self.head.file_name.as_deref()
    }

    /// The media type that the client gave it, which nothing has proved.
    pub fn content_type(&self) -> Option<&str> {
        self.head.content_type.as_deref()
    }

    /// The next bytes of it, or none at its end.
    ///
    /// # Errors
    /// The body is broken, breaks off, or goes beyond a limit.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, MultipartError> {
        self.body.chunk().await
    }

    /// The bytes that are left of it, in memory.
    ///
    /// # Errors
    /// The body is broken, breaks off, or goes beyond a limit.
    pub async fn bytes(mut self) -> Result<Bytes, MultipartError> {
        let Some(first) = self.chunk().await? else { return Ok(Bytes::new()) };
        let mut all = BytesMut::from(first);
        while let Some(bytes) = self.chunk().await? {
            all.extend_from_slice(&bytes);
        }
        Ok(all.freeze())
    }

    /// The text that is left of it, in memory.
    ///
    /// # Errors
    /// It is not UTF-8, or the body is broken, breaks off, or goes beyond a limit.
    pub async fn text(self) -> Result<String, MultipartError> {
        let name = self.head.name.clone();
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into()).map_err(|_| MultipartError::not_text(&name))
    }

    /// What is left of it as a file, which is in memory up to 256 KiB and on the disk above that.
    ///
    /// # Errors
    /// The body is broken, breaks off, or goes beyond a limit; or a temporary file can't be written.
    pub async fn file(self) -> Result<File, MultipartError> {
        self.spool(&mut IN_MEMORY.clone()).await
    }

    /// The same, where several files share what they may have of the memory.
    pub(super) async fn spool(mut self, memory: &mut usize) -> Result<File, MultipartError> {
        let mut spool = Spool::default();
        while let Some(bytes) = self.chunk().await? {
            spool.write(&bytes, memory).await?;
        }
        let Head { file_name, content_type, .. } = self.head;
        Ok(spool.finish(file_name, content_type).await?)
    }
}
