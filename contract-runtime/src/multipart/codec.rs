//! All that generated code does with the types of a multipart body.

use std::fmt;

use super::fields::{FromFiles, FromMultipart, NotFiles};
use super::file::File;
use super::stream::Multipart;

/// The codec of what holds the files of a field.
pub struct FilesCodec<T> {
    /// Takes the files.
    pub from_files: fn(Vec<File>) -> Result<T, NotFiles>,
    /// A value as what can be shown.
    pub shown: fn(&T) -> &dyn fmt::Debug,
}

/// The codec of a field of files.
pub const fn files_codec<T: FromFiles>() -> FilesCodec<T> {
    FilesCodec { from_files: T::from_files, shown: |value| value }
}

impl<T> fmt::Debug for FilesCodec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FilesCodec<{}>", std::any::type_name::<T>())
    }
}

/// The codec of a body that its handler reads itself.
pub struct MultipartCodec<T> {
    /// Takes the body.
    pub from_multipart: fn(Multipart) -> T,
    /// A value as what can be shown.
    pub shown: fn(&T) -> &dyn fmt::Debug,
}

/// The codec of a body as a whole.
pub const fn multipart_codec<T: FromMultipart>() -> MultipartCodec<T> {
    MultipartCodec { from_multipart: T::from_multipart, shown: |value| value }
}

impl<T> fmt::Debug for MultipartCodec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MultipartCodec<{}>", std::any::type_name::<T>())
    }
}
