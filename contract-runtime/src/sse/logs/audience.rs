//! What a connection reads: the same for all that are subscribed to the same channels, and then held once for all of them.

use std::sync::Arc;

use super::log::{Log, LogName};

#[derive(Debug)]
pub(crate) struct Audience {
    logs: Box<[Arc<Log>]>,
    /// The channels among them.
    channels: Box<[Arc<str>]>,
    /// Whose connections they are, where the subscription names a client. Its log is among the others, if there are any.
    client: Option<Arc<str>>,
}

impl Audience {
    pub(crate) fn new(logs: Vec<Arc<Log>>, client: Option<Arc<str>>) -> Self {
        let channel = |log: &Arc<Log>| match log.name() {
            LogName::Channel(name) => Some(Arc::clone(name)),
            LogName::Everyone | LogName::Client(_) => None,
        };
        Self { channels: logs.iter().filter_map(channel).collect(), logs: logs.into(), client }
    }

    pub(crate) fn logs(&self) -> &[Arc<Log>] {
        &self.logs
    }

    pub(crate) fn channels(&self) -> &[Arc<str>] {
        &self.channels
    }

    pub(crate) fn client(&self) -> Option<&Arc<str>> {
        self.client.as_ref()
    }

    /// Whether it is of just these logs.
    pub(crate) fn is_of(&self, logs: &[Arc<Log>]) -> bool {
        self.logs.len() == logs.len()
            && self.logs.iter().zip(logs).all(|(one, other)| Arc::ptr_eq(one, other))
    }

    /// Whether its logs have anything behind a position.
    pub(crate) fn has_news_after(&self, position: u64) -> bool {
        self.logs.iter().any(|log| log.newest() > position)
    }
}
