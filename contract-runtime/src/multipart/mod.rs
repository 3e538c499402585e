//! Bodies of `multipart/form-data`: text and files in one request.
//!
//! The framing is read by a parser of our own, since what is read by whom must be bounded here: parts that arrive faster than
//! they are taken must not gather in memory, nor headers that never end.

mod codec;
mod error;
mod fields;
mod file;
mod head;
mod parser;
mod spool;
mod stream;
#[cfg(test)]
mod tests;

pub use codec::{FilesCodec, MultipartCodec, files_codec, multipart_codec};
pub use error::MultipartError;
pub use file::{File, FileReader};
pub use stream::{Multipart, Part};

pub(crate) use fields::{Fields, Names, NotFiles};

/// The boundary in a `content-type`, if it is `multipart/form-data` and has one that can be.
///
/// # Errors
/// It is of that type, without a boundary.
pub(crate) fn boundary(content_type: &str) -> Option<Result<String, MultipartError>> {
    let (essence, parameters) = head::split(content_type);
    if !essence.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("boundary"));
    let boundary =
        boundary.map(|(_, value)| value).filter(|value| (1..=LONGEST_BOUNDARY).contains(&value.len()));
    let missing = MultipartError::broken("multipart/form-data with a `boundary` of 1 to 70 characters");
    Some(boundary.map(std::borrow::Cow::into_owned).ok_or(missing))
}

/// As RFC 2046 has it.
const LONGEST_BOUNDARY: usize = 70;
