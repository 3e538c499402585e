//! What may be published: sets of typed events, and why a publication can fail.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::super::format::wire::Block;
use super::publication::Refused;

/// A set of events that a stream may carry.
///
/// `contract!` implements it for the enum it makes of a route's `events { … }`. An implementation by hand is
/// only needed to use the engine without a contract:
///
/// ```
/// use contract_runtime::sse::EventSet;
///
/// struct Tick(u64);
///
/// impl EventSet for Tick {
///     fn name(&self) -> &str {
///         "tick"
///     }
///     fn data(&self) -> Result<String, serde_json::Error> {
///         serde_json::to_string(&self.0)
///     }
/// }
/// ```
pub trait EventSet: Send + 'static {
    /// The name of this event: the `event:` field on the wire, the type that an `EventSource` listens for.
    fn name(&self) -> &str;

    /// The payload as JSON text.
    ///
    /// # Errors
    /// When the payload cannot be represented in JSON; nothing is sent then.
    fn data(&self) -> Result<String, serde_json::Error>;
}

/// An [`EventSet`] that can be read back from what is on the wire, as a client or a [test](crate::testing) does it.
///
/// `contract!` implements it for the enum it makes of a route's `events { … }`.
pub trait DecodeEvent: EventSet + Sized {
    /// The event of this name, from its payload in JSON.
    ///
    /// # Errors
    /// When no event of the set has the name, or the payload is not of the event's type.
    fn decode(name: &str, data: &str) -> Result<Self, serde_json::Error>;
}

/// Why an event was not published. Nothing of it has reached any client.
#[derive(Debug)]
#[non_exhaustive]
pub enum PublishError {
    /// The payload cannot be represented in JSON.
    Encode(serde_json::Error),
    /// The name is empty, contains a carriage return, a line feed or NUL, or is one of the reserved names
    /// `gap`, `heartbeat`, `open` and `error`.
    InvalidName(String),
    /// The payload is larger than the manager's `max_event_bytes`.
    TooLarge {
        /// The size of the encoded payload in bytes.
        bytes: usize,
        /// The largest payload that the manager takes, in bytes.
        limit: usize,
    },
    /// The channel is closed, by [`Publish::last`](crate::sse::Publish::last) or [`Channel::close`](crate::sse::Channel::close).
    Closed,
    /// The channel's [`publish_rate`](crate::sse::ChannelOptions::publish_rate) is used up.
    RateLimited {
        /// How long to wait before the same would be taken.
        retry_after: Duration,
    },
}

impl From<Refused> for PublishError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Closed => Self::Closed,
            Refused::RateLimited(retry_after) => Self::RateLimited { retry_after },
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(_) => f.write_str("the event's payload cannot be encoded as JSON"),
            Self::InvalidName(name) => write!(f, "{name:?} is not a valid event name"),
            Self::TooLarge { bytes, limit } => {
                write!(f, "the event's payload has {bytes} bytes, {limit} are allowed")
            }
            Self::Closed => f.write_str("the channel is closed"),
            Self::RateLimited { retry_after } => {
                write!(f, "the channel's publish rate is used up for {} ms", retry_after.as_millis())
            }
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::InvalidName(_) | Self::TooLarge { .. } | Self::Closed | Self::RateLimited { .. } => None,
        }
    }
}

/// Names that mean something else to a client: the first two are the engine's own events, the last two are
/// fired by `EventSource` itself.
const RESERVED: [&str; 4] = ["gap", "heartbeat", "open", "error"];

/// Encodes an event of a set, except for its id, which it gets when it is published.
pub(crate) fn encode_event<E: EventSet>(event: &E, limit: usize) -> Result<Block, PublishError> {
    let data = event.data().map_err(PublishError::Encode)?;
    encode_text(event.name(), &data, limit)
}

/// Encodes a name and a payload of any serialisable type.
pub(crate) fn encode_data<T>(name: &str, data: &T, limit: usize) -> Result<Block, PublishError>
where
    T: Serialize + ?Sized,
{
    let data = serde_json::to_string(data).map_err(PublishError::Encode)?;
    encode_text(name, &data, limit)
}

fn encode_text(name: &str, data: &str, limit: usize) -> Result<Block, PublishError> {
    if name.is_empty() || name.contains(['\r', '\n', '\0']) || RESERVED.contains(&name) {
        return Err(PublishError::InvalidName(name.to_owned()));
    }
    if data.len() > limit {
        return Err(PublishError::TooLarge { bytes: data.len(), limit });
    }
    Ok(Block::new(name, data))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 100;

    #[test]
    fn refuses_names_that_would_not_arrive_as_they_are() {
        for name in ["", "a\nb", "a\rb", "a\0b", "\n", "gap", "heartbeat", "open", "error"] {
            let error = encode_data(name, &1, LIMIT).unwrap_err();
            assert!(matches!(&error, PublishError::InvalidName(refused) if refused == name), "{name:?}");
        }
        for name in ["message", "order.shipped", " spaced ", "größe", "Gap", "\u{feff}", "a:b"] {
            assert!(encode_data(name, &1, LIMIT).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn refuses_payloads_that_do_not_encode() {
        let unkeyed = std::collections::HashMap::from([((1, 2), 3)]);
        assert!(matches!(encode_data("message", &unkeyed, LIMIT), Err(PublishError::Encode(_))));
    }

    #[test]
    fn refuses_payloads_over_the_limit_and_takes_those_at_it() {
        let text = "x".repeat(LIMIT - 2);
        assert!(encode_data("message", &text, LIMIT).is_ok());
        let error = encode_data("message", &(text + "x"), LIMIT).unwrap_err();
        assert!(matches!(error, PublishError::TooLarge { bytes: 101, limit: 100 }));
    }
}
