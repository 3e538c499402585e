//! What comes out.

use std::fmt;

use bench_fanout::Histogram;

/// How the streams were opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opened {
    pub(crate) connections: usize,
    pub(crate) nanoseconds: u64,
    pub(crate) processor: u64,
    /// What the server's memory has grown by.
    pub(crate) memory: u64,
}

/// How the events were delivered.
#[derive(Debug)]
pub(crate) struct Delivered {
    pub(crate) deliveries: u64,
    /// From the command to publish to the last delivery.
    pub(crate) nanoseconds: u64,
    /// The server's time on a processor, and that of the load.
    pub(crate) processor: u64,
    pub(crate) own_processor: u64,
    pub(crate) delays: Histogram,
}

#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) opened: Opened,
    /// `None` where nothing was published.
    pub(crate) delivered: Option<Delivered>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Opened { connections, nanoseconds, processor, memory } = self.opened;
        let opened = connections as u64;
        write!(f, "connections={connections} connects_per_second={}", per_second(opened, nanoseconds))?;
        write!(f, " connect_processor={} connection_memory={}", processor / opened, memory / opened)?;
        let Some(delivered) = &self.delivered else { return Ok(()) };
        let Delivered { deliveries, nanoseconds, processor, own_processor, delays } = delivered;
        write!(
            f,
            " deliveries={deliveries} deliveries_per_second={}",
            per_second(*deliveries, *nanoseconds)
        )?;
        write!(f, " delivery_processor={}", processor / deliveries.max(&1))?;
        for (name, thousandths) in [("p50", 500), ("p99", 990), ("p999", 999)] {
            write!(f, " {name}={}", delays.quantile(thousandths))?;
        }
        write!(f, " most={}", delays.most())?;
        let busy = |processor: &u64| processor * 100 / nanoseconds.max(&1);
        write!(f, " server_busy_percent={} load_busy_percent={}", busy(processor), busy(own_processor))
    }
}

fn per_second(count: u64, nanoseconds: u64) -> u64 {
    let rate = u128::from(count) * 1_000_000_000 / u128::from(nanoseconds.max(1));
    rate.try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line_of_pairs() {
        let opened = Opened { connections: 10, nanoseconds: 5_000_000, processor: 1000, memory: 4096 };
        let mut delays = Histogram::default();
        delays.record(100);
        let delivered = Delivered {
            deliveries: 50,
            nanoseconds: 2_000_000_000,
            processor: 500,
            own_processor: 1_000_000_000,
            delays,
        };
        let report = Report { opened, delivered: Some(delivered) }.to_string();
        let expected = "connections=10 connects_per_second=2000 connect_processor=100 connection_memory=409 \
            deliveries=50 deliveries_per_second=25 delivery_processor=10 p50=100 p99=100 p999=100 most=100 \
            server_busy_percent=0 load_busy_percent=50";
        assert_eq!(report, expected);
    }
}
