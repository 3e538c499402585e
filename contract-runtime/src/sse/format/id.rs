//! Event ids: `epoch-sequence`.
//!
//! The sequence is one for the whole manager, so that one id tells a position in any number of channels. The
//! epoch is chosen at random when the manager is made, and tells the ids of a restarted server from today's.

use std::fmt;
use std::str::FromStr;

use super::wire::MAX_EPOCH;

/// The id of a published event, as clients see it in `id:` and send it back in `Last-Event-ID`.
///
/// At most 128 bytes of `[A-Za-z0-9._~-]`, which every client can send back in a header, across origins too.
/// Nothing else may be concluded from its text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EventId(Box<str>);

impl EventId {
    pub(crate) fn new(epoch: &str, sequence: u64) -> Self {
        Self(format!("{epoch}-{sequence}").into_boxed_str())
    }

    /// The position of the event in a manager of this epoch: none of its own events are below it that the id's are
    /// above. An id of another epoch is older than all of them.
    pub(crate) fn position(&self, epoch: &str, head: u64) -> u64 {
        match split(self.0.as_bytes()) {
            Some((_, id_epoch, sequence)) if id_epoch == epoch => sequence.min(head),
            _ => 0,
        }
    }

    /// The id as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventId({})", self.0)
    }
}

/// Reads back what `Display` wrote, for ids that are kept beside a state.
impl FromStr for EventId {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        split(text.as_bytes()).map(|_| Self(text.into())).ok_or(InvalidEventId)
    }
}

/// The text is not that of an [`EventId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidEventId;

impl fmt::Display for InvalidEventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not an event id")
    }
}

impl std::error::Error for InvalidEventId {}

/// A new epoch. It is no secret: an id gives no access to anything.
pub(crate) fn random_epoch() -> Box<str> {
    std::iter::repeat_with(fastrand::alphanumeric).take(MAX_EPOCH - 4).collect::<String>().into_boxed_str()
}

/// What a client's `Last-Event-ID` says to a manager of a given epoch and head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LastEventId {
    /// There is none: the client is new.
    Absent,
    /// The client has seen everything up to this sequence number.
    Known(u64),
    /// A well-formed id of another epoch.
    OtherEpoch(Box<str>),
    /// A well-formed id of this epoch that has not been given out yet.
    Future(Box<str>),
    /// Anything else.
    Malformed,
}

/// No id is longer: the limit for what a browser sends to another origin without asking it first.
const MAX_ID: usize = 128;

impl LastEventId {
    pub(crate) fn parse(bytes: &[u8], epoch: &str, head: u64) -> Self {
        if bytes.is_empty() {
            return Self::Absent;
        }
        let Some((text, id_epoch, sequence)) = split(bytes) else { return Self::Malformed };
        if id_epoch != epoch {
            Self::OtherEpoch(text.into())
        } else if sequence > head {
            Self::Future(text.into())
        } else {
            Self::Known(sequence)
        }
    }

    /// The position, where it is one of this server's.
    pub(crate) fn known(&self) -> Option<u64> {
        match self {
            Self::Known(sequence) => Some(*sequence),
            _ => None,
        }
    }
}

/// Takes a well-formed id apart: the whole text, the epoch and the sequence number.
fn split(bytes: &[u8]) -> Option<(&str, &str, u64)> {
    if bytes.len() > MAX_ID {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let (epoch, digits) = text.rsplit_once('-')?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    if epoch.is_empty() || !epoch.bytes().all(allowed) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((text, epoch, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> LastEventId {
        LastEventId::parse(bytes, "today", 10)
    }

    #[test]
    fn tells_where_a_client_stands() {
        assert_eq!(parse(b""), LastEventId::Absent);
        assert_eq!(parse(b"today-0"), LastEventId::Known(0));
        assert_eq!(parse(b"today-10"), LastEventId::Known(10));
        assert_eq!(parse(b"today-11"), LastEventId::Future("today-11".into()));
        assert_eq!(parse(b"yesterday-3"), LastEventId::OtherEpoch("yesterday-3".into()));
        assert_eq!(parse(b"to-day-3"), LastEventId::OtherEpoch("to-day-3".into()));
    }

    #[test]
    fn takes_no_id_that_it_could_not_have_made() {
        let long = [b'x'; 10_000];
        let beyond_u64 = b"today-18446744073709551616";
        for bytes in [
            b"7".as_slice(),
            b"today",
            b"today-",
            b"-3",
            b"today-+3",
            b"today- 3",
            b"today-3\"",
            b"to\"day-3",
            b"\xff\xfe-1",
            "größe-1".as_bytes(),
            &long,
            beyond_u64,
        ] {
            assert_eq!(parse(bytes), LastEventId::Malformed, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn ids_read_back_as_the_position_they_were_made_of() {
        let epoch = random_epoch();
        let id = EventId::new(&epoch, u64::MAX);
        assert!(id.as_str().len() <= MAX_ID);
        let read = LastEventId::parse(id.as_str().as_bytes(), &epoch, u64::MAX);
        assert_eq!(read, LastEventId::Known(u64::MAX));
    }

    #[test]
    fn an_id_can_be_kept_as_text() {
        let id = EventId::new("today", 7);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!(
            (id.position("today", 10), id.position("today", 5), id.position("tomorrow", 10)),
            (7, 5, 0)
        );
        for text in ["", "7", "today-", "to day-7", "today-7\n"] {
            assert_eq!(text.parse::<EventId>(), Err(InvalidEventId), "{text:?}");
        }
    }

    #[test]
    fn epochs_differ() {
        assert_ne!(random_epoch(), random_epoch());
    }
}
