//! What a client is told of events that it will not get.

/// A gap that the client is to be told of because of the id that it came with.
#[derive(Debug)]
pub(crate) struct Gap {
    pub(crate) reason: GapReason,
    /// The last id that the client had, if it was one.
    pub(crate) from: Option<Box<str>>,
}

/// Why events are missing from a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GapReason {
    /// The client was away for longer than events are kept.
    Expired,
    /// The client read more slowly than events are kept.
    Lagged,
    /// The id was made before the server was restarted.
    Restarted,
    /// The id is not one of this server's.
    Unknown,
}

impl GapReason {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Lagged => "lagged",
            Self::Restarted => "restarted",
            Self::Unknown => "unknown",
        }
    }
}
