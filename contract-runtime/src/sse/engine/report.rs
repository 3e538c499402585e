//! The manager's numbers on their way to the recorder of the `metrics` crate.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use metrics::{Key, Label, Level, Metadata, Recorder};
use tokio::time::sleep;

use super::super::logs::delays::Delays;
use super::super::sync::lock;
use super::stats::Stats;
use crate::series::{self, describe};

/// How often a manager reports.
const EVERY: Duration = Duration::from_secs(5);

/// How many delays are handed to the recorder in one report. A recorder keeps each one until it is asked for them, so that of
/// more it is given a sample.
const SAMPLE: u64 = 2000;

/// What is left to be reported is told by what was.
#[derive(Debug)]
pub(crate) struct Reporter {
    /// Whether its task runs: again with another connection, where the runtime that it ran on has ended before the manager.
    is_running: Arc<AtomicBool>,
    reported: Mutex<[u64; Delays::BOUNDS.len() + 1]>,
}

impl Default for Reporter {
    fn default() -> Self {
        Self { is_running: Arc::default(), reported: Mutex::new([0; Delays::BOUNDS.len() + 1]) }
    }
}

impl Reporter {
    /// Reports every few seconds from now on, as long as there is a manager, in a task of its own: the deliverer has no time for it.
    ///
    /// # Panics
    /// Outside of a Tokio runtime.
    pub(crate) fn start<T: Send + Sync + 'static>(&self, manager: &Arc<T>, report: fn(&T)) {
        if !self.is_running.swap(true, Ordering::AcqRel) {
            let running = Running(Arc::clone(&self.is_running));
            let task = run(Arc::downgrade(manager), report);
            tokio::spawn(async move {
                task.await;
                drop(running);
            });
        }
    }

    /// Hands a manager's numbers to the recorder that is installed.
    pub(crate) fn report(&self, stats: &Stats, manager: Option<&Arc<str>>) {
        let delays = {
            let mut reported = lock(&self.reported);
            let before = std::mem::replace(&mut *reported, stats.delay.counts);
            let mut new = stats.delay.counts;
            for (new, before) in new.iter_mut().zip(before) {
                *new = new.saturating_sub(before);
            }
            new
        };
        metrics::with_recorder(|recorder| report(&Report { recorder, manager }, stats, delays));
    }
}

/// Notes that the task has ended, however it ended.
struct Running(Arc<AtomicBool>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

async fn run<T>(manager: Weak<T>, report: fn(&T)) {
    loop {
        sleep(EVERY).await;
        let Some(manager) = manager.upgrade() else { return };
        report(&manager);
    }
}

fn report(to: &Report<'_>, stats: &Stats, delays: [u64; Delays::BOUNDS.len() + 1]) {
    // Every time, since a recorder may have been installed since the last.
    describe(to.recorder);
    let connections = stats.connections;
    to.gauge(series::CONNECTIONS, Some(("state", "live")), connections.live);
    to.gauge(series::CONNECTIONS, Some(("state", "behind")), connections.behind);
    to.gauge(series::CONNECTIONS, Some(("state", "stalled")), connections.stalled);
    to.gauge(series::CONNECTIONS, Some(("state", "closing")), connections.closing);
    to.gauge(series::DRAINING, None, u64::from(stats.is_draining));
    to.gauge(series::LAG, None, stats.lag);
    to.counter(series::ATTACHED, None, stats.attached);
    for (reason, count) in &stats.closed {
        to.counter(series::CLOSED, Some(("reason", reason.as_str())), *count);
    }
    for (reason, count) in &stats.refused {
        to.counter(series::REFUSED, Some(("reason", reason.as_str())), *count);
    }
    to.counter(series::PUBLISHED, None, stats.published);
    to.counter(series::DELIVERED, None, stats.delivered);
    to.counter(series::WRITES, None, stats.writes);
    to.counter(series::WRITTEN, None, stats.written_bytes);
    let gaps = stats.gaps;
    to.counter(series::GAPS, Some(("reason", "expired")), gaps.expired);
    to.counter(series::GAPS, Some(("reason", "lagged")), gaps.lagged);
    to.counter(series::GAPS, Some(("reason", "restarted")), gaps.restarted);
    to.counter(series::GAPS, Some(("reason", "unknown")), gaps.unknown);
    to.counter(series::REPLAYS, Some(("result", "hit")), stats.resumed);
    to.counter(series::REPLAYS, Some(("result", "miss")), gaps.expired + gaps.restarted + gaps.unknown);
    to.delays(delays);
}

struct Report<'a> {
    recorder: &'a dyn Recorder,
    /// The manager's name, where it has one.
    manager: Option<&'a Arc<str>>,
}

const METADATA: Metadata<'static> =
    Metadata::new("contract_runtime::sse", Level::INFO, Some("contract_runtime::sse"));

impl Report<'_> {
    fn key(&self, name: &'static str, label: Option<(&'static str, &'static str)>) -> Key {
        let label = label.map(|(key, value)| Label::from_static_parts(key, value));
        let manager = self.manager.map(|manager| Label::new("manager", Arc::clone(manager)));
        Key::from_parts(name, label.into_iter().chain(manager).collect::<Vec<_>>())
    }

    fn counter(&self, name: &'static str, label: Option<(&'static str, &'static str)>, value: u64) {
        self.recorder.register_counter(&self.key(name, label), &METADATA).absolute(value);
    }

    fn gauge(&self, name: &'static str, label: Option<(&'static str, &'static str)>, value: u64) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "below 2^53, which neither connections nor kept events come near"
        )]
        self.recorder.register_gauge(&self.key(name, label), &METADATA).set(value as f64);
    }

    fn delays(&self, counts: [u64; Delays::BOUNDS.len() + 1]) {
        let histogram = self.recorder.register_histogram(&self.key(series::DELAY, None), &METADATA);
        let total: u64 = counts.iter().sum();
        for (bucket, count) in counts.into_iter().enumerate() {
            let count = if total <= SAMPLE { count } else { sampled(count, total) };
            histogram.record_many(typical(bucket), usize::try_from(count).unwrap_or(usize::MAX));
        }
    }
}

/// A bucket's part of a sample. What is left of the division goes up or down by chance, so that rare long delays neither vanish
/// nor look frequent.
fn sampled(count: u64, total: u64) -> u64 {
    let scaled = u128::from(count) * u128::from(SAMPLE);
    let (whole, rest) = (scaled / u128::from(total), scaled % u128::from(total));
    let whole = u64::try_from(whole).unwrap_or(SAMPLE);
    whole + u64::from(u128::from(fastrand::u64(0..total)) < rest)
}

/// A delay that stands for those of a bucket, in seconds: its middle.
fn typical(bucket: usize) -> f64 {
    let bound = |bucket: usize| Delays::BOUNDS.get(bucket).copied();
    let lower = bucket.checked_sub(1).and_then(bound).unwrap_or_default();
    let upper = bound(bucket).unwrap_or(lower * 2);
    ((lower + upper) / 2).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typical_delay_falls_into_its_bucket() {
        for bucket in 0..=Delays::BOUNDS.len() {
            let delay = Duration::from_secs_f64(typical(bucket));
            assert_eq!(Delays::BOUNDS.partition_point(|bound| *bound < delay), bucket);
        }
    }

    #[test]
    fn a_sample_is_true_to_the_whole() {
        let rare: u64 = (0..10_000).map(|_| sampled(10, 1_000_000)).sum();
        // Ten in a million are 0.02 in a sample, so some 200 in ten thousand samples; five deviations away are seventy.
        assert!((130..270).contains(&rare), "{rare}");
        assert_eq!(sampled(500_000, 1_000_000), SAMPLE / 2);
    }
}
