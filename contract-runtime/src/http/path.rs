//! The path of a field in a part of a request: `items[0].count`.

use std::borrow::Cow;

/// How much of a member's name is told, in characters: names in a map are the client's own, and of any length.
pub(crate) const LONGEST_NAME: usize = 64;

/// How many levels of a path are told.
const DEEPEST_PATH: usize = 16;

/// A step from a value into one of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    Member(Cow<'a, str>),
    Item(usize),
}

impl<'a> Segment<'a> {
    pub(crate) fn member(name: impl Into<Cow<'a, str>>) -> Self {
        Self::Member(name.into())
    }
}

/// The path as text, from the outermost segment on.
pub(crate) fn render<'a>(segments: impl Iterator<Item = &'a Segment<'a>>) -> String {
    let mut path = String::new();
    for (depth, segment) in segments.enumerate() {
        if depth == DEEPEST_PATH {
            path.push('…');
            break;
        }
        match segment {
            Segment::Item(index) => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
            Segment::Member(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&shortened(name));
            }
        }
    }
    path
}

/// As much of a name as is told.
pub(crate) fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}
