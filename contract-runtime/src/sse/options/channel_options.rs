//! What channels can be told, each family of them apart.

use super::super::limits::rate::PublishRate;
use super::history::History;
use super::slow::SlowPolicy;

/// How the channels of one route are kept and delivered; what is not set is the manager's.
///
/// The publisher that `contract!` generates has a method for it a stream: `events.configure_prices(options)` for a
/// route `prices`. It is for all channels of that route, whatever their path parameters, those that do not exist
/// yet too. Without a contract it is [`SseManager::configure`](crate::sse::SseManager::configure).
///
/// ```
/// use std::time::Duration;
/// use contract_runtime::sse::{ChannelOptions, History, PublishRate, SlowPolicy};
///
/// let prices = ChannelOptions::new()
///     .history(History { events: 1000, age: Duration::from_secs(3600), ..History::default() })
///     .slow(SlowPolicy::latest())
///     .publish_rate(PublishRate::per_second(500));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[must_use = "options do nothing until channels are configured by them"]
pub struct ChannelOptions {
    history: Option<History>,
    slow: Option<SlowPolicy>,
    publish_rate: Option<PublishRate>,
}

impl ChannelOptions {
    /// Those of the manager.
    pub const fn new() -> Self {
        Self { history: None, slow: None, publish_rate: None }
    }

    /// How much each of the channels keeps.
    ///
    /// # Panics
    /// When its `events` or its `age` is zero.
    pub fn history(mut self, history: History) -> Self {
        history.check();
        self.history = Some(history);
        self
    }

    /// What happens to readers that are slower than the channel.
    pub const fn slow(mut self, policy: SlowPolicy) -> Self {
        self.slow = Some(policy);
        self
    }

    /// How often may be published to each of the channels. Off by default. What is too much is an error to its
    /// publisher, [`PublishError::RateLimited`](crate::sse::PublishError::RateLimited), and nothing of it is sent.
    pub const fn publish_rate(mut self, rate: PublishRate) -> Self {
        self.publish_rate = Some(rate);
        self
    }

    /// These, and what they leave open from others.
    pub(crate) fn or(self, default: LogOptions) -> LogOptions {
        LogOptions {
            history: self.history.unwrap_or(default.history),
            slow: self.slow.unwrap_or(default.slow),
            publish_rate: self.publish_rate.or(default.publish_rate),
        }
    }
}

/// What holds for one log.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LogOptions {
    pub(crate) history: History,
    pub(crate) slow: SlowPolicy,
    pub(crate) publish_rate: Option<PublishRate>,
}

/// The family that a channel belongs to: its name up to the first `/`.
pub(crate) fn family(channel: &str) -> &str {
    channel.split('/').next().unwrap_or(channel)
}
