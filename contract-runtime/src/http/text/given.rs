//! What a request gave for a name, before its type is known.

use serde_json::Value;

use crate::http::fault::Place;
use crate::http::query::Node;

/// What a request gave for a name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Given<'a> {
    /// Nothing.
    Nothing,
    /// The text of a path parameter or a header, which is never anything but itself.
    Plain(&'a str),
    /// The texts of a header that was sent several times.
    Plains(&'a [&'a str]),
    /// One text of a query.
    Text(&'a str),
    /// A name in a query with several texts, or with members.
    Node(&'a Node),
    /// JSON, which stood in a query or was made of it.
    Json(&'a Value),
}

impl<'a> From<&'a Node> for Given<'a> {
    fn from(node: &'a Node) -> Self {
        match node.texts.as_slice() {
            [only] if !node.is_list && node.members.is_empty() => Self::Text(only),
            _ => Self::Node(node),
        }
    }
}

/// What a request gave, and where its faults are to be found.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Where in the request.
    pub(crate) place: Place,
    /// The name of the field; empty for a query as a whole.
    pub(crate) name: &'a str,
    /// What was given for it.
    pub(crate) given: Given<'a>,
}
