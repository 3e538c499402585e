//! A file that a client has sent.

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::{AsyncRead, ReadBuf};

/// A file that a client has sent, in a body of `multipart/form-data`.
///
/// ```
/// use contract_runtime::File;
/// use contract_runtime::prelude::*;
///
/// contract! {
///     pub trait Album {
///         add: {
///             method: POST,
///             path: "/photos",
///             content_type: "multipart/form-data",
///             body: { title: String, photo: File, more: Vec<File> },
///             body_limit: 20 << 20,
///             responses: { 201: String },
///         },
///     }
/// }
///
/// struct App;
///
/// impl Album for App {
///     type Context = ();
///
///     async fn add(&self, (): (), request: AlbumAddRequest) -> AlbumAddResult {
///         let AlbumAddBody { title, photo, .. } = request.body;
///         let says = format!("{title}: {} bytes", photo.len());
///         photo.persist("/var/lib/album/1.jpg").await.internal()?;
///         Ok(says.into())
///     }
/// }
/// ```
///
/// Small files are in memory: all that one request brings within 1 MiB in all. The others are temporary files in the system's
/// folder for such (`TMPDIR`), which only the owner of the process can read, and which are gone when the `File` is dropped.
pub struct File {
    name: Option<String>,
    content_type: Option<String>,
    content: Content,
    length: u64,
}

/// Where the bytes of a file are.
pub(super) enum Content {
    Memory(Bytes),
    /// A temporary file, which is removed when this is dropped.
    Disk(TempPath),
}

impl File {
    pub(super) fn new(
        name: Option<String>,
        content_type: Option<String>,
        content: Content,
        length: u64,
    ) -> Self {
        Self { name, content_type, content, length }
    }

    /// Its name as the client sent it: to be shown, and never a path to be used as it is. It may hold slashes, `..`, control
    /// characters, or nothing.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type that the client gave it, which nothing has proved.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// All of its bytes, in memory.
    ///
    /// # Errors
    /// The temporary file can't be read.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        match &self.content {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::Disk(path) => tokio::fs::read(path).await.map(Bytes::from),
        }
    }

    /// All of it as text, in memory.
    ///
    /// # Errors
    /// It is not UTF-8 ([`InvalidData`](io::ErrorKind::InvalidData)), or the temporary file can't be read.
    pub async fn text(&self) -> io::Result<String> {
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// A reader of its bytes, from the first on.
    ///
    /// # Errors
    /// The temporary file can't be opened.
    pub async fn open(&self) -> io::Result<FileReader> {
        Ok(FileReader(match &self.content {
            Content::Memory(bytes) => Source::Memory(bytes.clone()),
            Content::Disk(path) => Source::Disk(tokio::fs::File::open(path).await?),
        }))
    }

    /// The temporary file that holds it, if one does.
    #[cfg(test)]
    pub(super) fn on_disk(&self) -> Option<&Path> {
        match &self.content {
            Content::Memory(_) => None,
            Content::Disk(path) => Some(path),
        }
    }

    /// Makes it a file of this path, whole or not at all. One that is there already is replaced.
    ///
    /// The new file can be read by its owner alone.
    ///
    /// # Errors
    /// It can't be written there.
    pub async fn persist(self, path: impl Into<PathBuf>) -> io::Result<()> {
        let path = path.into();
        blocking(move || match self.content {
            Content::Memory(bytes) => write_whole(&path, |file| file.write_all(&bytes)),
            Content::Disk(temporary) => match temporary.persist(&path) {
                Ok(()) => Ok(()),
                // On another disk than this one, which a file can't be moved to.
                Err(failed) => write_whole(&path, |file| {
                    io::copy(&mut std::fs::File::open(&failed.path)?, file).map(drop)
                }),
            },
        })
        .await
    }
}

/// Runs what waits for the disk where it holds up nobody.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await?
}

/// Writes a file beside the one that it is to become, so that nobody ever sees half of it.
fn write_whole(path: &Path, write: impl FnOnce(&mut std::fs::File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    write(file.as_file_mut())?;
    file.persist(path)?;
    Ok(())
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("len", &self.length)
            .finish_non_exhaustive()
    }
}

/// Reads a [`File`]. It goes on where the file itself is moved or dropped meanwhile.
#[derive(Debug)]
pub struct FileReader(Source);

#[derive(Debug)]
enum Source {
    Memory(Bytes),
    Disk(tokio::fs::File),
}

impl AsyncRead for FileReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Source::Memory(bytes) => {
                let length = bytes.len().min(buffer.remaining());
                buffer.put_slice(&bytes.split_to(length));
                Poll::Ready(Ok(()))
            }
            Source::Disk(file) => Pin::new(file).poll_read(cx, buffer),
        }
    }
}
