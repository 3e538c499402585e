//! Which channels are watched, and by whom.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use super::super::sync::lock;

/// The channels that are watched. Costs nothing until one is.
#[derive(Debug, Default)]
pub(crate) struct Watchers {
    count: AtomicUsize,
    of_channels: Mutex<HashMap<Arc<str>, watch::Sender<()>>>,
}

impl Watchers {
    pub(crate) fn watch(&self, channel: &Arc<str>) -> watch::Receiver<()> {
        let mut of_channels = lock(&self.of_channels);
        let receiver =
            of_channels.entry(Arc::clone(channel)).or_insert_with(|| watch::Sender::new(())).subscribe();
        self.count.store(of_channels.len(), Ordering::SeqCst);
        receiver
    }

    /// Forgets a channel that nobody watches any more.
    pub(crate) fn forget(&self, channel: &Arc<str>) {
        let mut of_channels = lock(&self.of_channels);
        if of_channels.get(channel).is_some_and(|sender| sender.receiver_count() == 0) {
            of_channels.remove(channel);
        }
        self.count.store(of_channels.len(), Ordering::SeqCst);
    }

    /// To be called when the connections of channels have changed.
    pub(crate) fn tell(&self, channels: &[Arc<str>]) {
        if self.count.load(Ordering::SeqCst) == 0 {
            return;
        }
        let of_channels = lock(&self.of_channels);
        channels.iter().filter_map(|channel| of_channels.get(channel)).for_each(|sender| {
            sender.send_replace(());
        });
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        lock(&self.of_channels).len()
    }
}
