//! What was measured with so many connections.

use std::time::Duration;

use crate::bench::fanout::results::{aligned, grouped};

/// What is taken is in bytes a connection.
const TITLES: [&str; 9] = [
    "connections",
    "servers",
    "server B",
    "with processes B",
    "after the event B",
    "kernel, both ends B",
    "server with its half of that B",
    "machine B",
    "event to all ms",
];

pub(super) struct Step {
    pub(super) connections: u64,
    pub(super) servers: usize,
    /// Of the event that was published: one a connection.
    pub(super) deliveries: u64,
    pub(super) delivered_in: Duration,
    /// What the servers take, all in all, and what that has grown by since each had one connection.
    pub(super) memory: u64,
    pub(super) grown: u64,
    /// The first again, after the event.
    pub(super) memory_after: u64,
    /// What the kernel's memory has grown by. Both ends of every connection are on this machine.
    pub(super) kernel: u64,
    /// By how much less is available: of servers, loads and kernel.
    pub(super) taken: u64,
    pub(super) available: u64,
}

impl Step {
    /// As one line while it goes on.
    pub(super) fn progress(&self) -> String {
        let each = |bytes| grouped(self.each(bytes));
        format!(
            "{} connections: {} B each in the servers, {} B in the kernel, {} B of the machine; {} MB are left; {} events in {} ms",
            grouped(self.connections),
            each(self.grown),
            each(self.kernel),
            each(self.taken),
            grouped(self.available >> 20),
            grouped(self.deliveries),
            grouped(self.milliseconds()),
        )
    }

    /// As pairs for the last line.
    pub(super) fn summary(&self) -> String {
        let [server, kernel, taken] = [self.grown, self.kernel, self.taken].map(|bytes| self.each(bytes));
        let (connections, deliveries) = (self.connections, self.deliveries);
        format!(
            "many_connections={connections} many_deliveries={deliveries} many_server_bytes={server} \
             many_server_and_kernel_bytes={} many_kernel_bytes_both_ends={kernel} many_machine_bytes={taken}",
            self.with_kernel()
        )
    }

    fn cells(&self) -> Vec<String> {
        let counts = [self.connections, self.servers as u64];
        let bytes = [self.grown, self.memory, self.memory_after, self.kernel].map(|bytes| self.each(bytes));
        let others = [self.with_kernel(), self.each(self.taken), self.milliseconds()];
        [counts.as_slice(), &bytes, &others].concat().into_iter().map(grouped).collect()
    }

    fn with_kernel(&self) -> u64 {
        self.each(self.grown + self.kernel / 2)
    }

    fn each(&self, bytes: u64) -> u64 {
        bytes / self.connections.max(1)
    }

    fn milliseconds(&self) -> u64 {
        u64::try_from(self.delivered_in.as_millis()).unwrap_or(u64::MAX)
    }
}

/// A line a step.
pub(super) fn table(steps: &[Step]) -> String {
    let titles = TITLES.map(str::to_owned).to_vec();
    let lines: Vec<_> = std::iter::once(titles).chain(steps.iter().map(Step::cells)).collect();
    aligned(&lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_kernel_s_share_is_the_server_s() {
        let step = Step {
            connections: 1000,
            servers: 1,
            deliveries: 1000,
            delivered_in: Duration::from_millis(1500),
            memory: 3_200_000,
            grown: 200_000,
            memory_after: 3_300_000,
            kernel: 8_000_000,
            taken: 12_000_000,
            available: 1 << 30,
        };
        assert_eq!(
            step.cells(),
            ["1,000", "1", "200", "3,200", "3,300", "8,000", "4,200", "12,000", "1,500"]
        );
        assert!(step.summary().contains("many_server_and_kernel_bytes=4200 "), "{}", step.summary());
        assert_eq!(table(&[step]).lines().count(), 2);
    }
}
