//! A file as it arrives: in memory first, and on the disk when it grows.

use std::io;

use bytes::BytesMut;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt as _;

use super::file::{Content, File, blocking};

/// What there is of a file so far.
#[derive(Default)]
pub(super) struct Spool {
    memory: BytesMut,
    disk: Option<(tokio::fs::File, TempPath)>,
    length: u64,
}

impl Spool {
    /// Adds bytes. They stay in memory while `allowance`, of which they take their part, suffices.
    pub(super) async fn write(&mut self, bytes: &[u8], allowance: &mut usize) -> io::Result<()> {
        self.length += bytes.len() as u64;
        if let Some((file, _)) = &mut self.disk {
            return file.write_all(bytes).await;
        }
        if let Some(rest) = allowance.checked_sub(bytes.len()) {
            *allowance = rest;
            self.memory.extend_from_slice(bytes);
            return Ok(());
        }
        let memory = std::mem::take(&mut self.memory);
        *allowance += memory.len();
        let (file, path) = blocking(NamedTempFile::new).await?.into_parts();
        let (file, _) = self.disk.insert((tokio::fs::File::from_std(file), path));
        file.write_all(&memory).await?;
        file.write_all(bytes).await
    }

    /// The whole file.
    pub(super) async fn finish(self, name: Option<String>, content_type: Option<String>) -> io::Result<File> {
        let content = match self.disk {
            Some((mut file, path)) => {
                // Not synced: a temporary file is of no use after a crash.
                file.flush().await?;
                Content::Disk(path)
            }
            None => Content::Memory(self.memory.freeze()),
        };
        Ok(File::new(name, content_type, content, self.length))
    }
}
