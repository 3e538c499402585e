//! What readers that have stopped cost all others: the same is published with them and without them, in turns and to the same server,
//! so that whatever else differs between two runs meets both.

use std::fmt;

use bench_fanout::Histogram;

use crate::commands::Commands;
use crate::load::{Failure, Load};
use crate::options::Options;

/// The delays of one turn without and one with the readers that have stopped, of those that read.
#[derive(Debug)]
struct Pair {
    without: Histogram,
    with: Histogram,
}

#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pairs: Vec<Pair>,
}

pub(crate) fn run(options: &Options) -> Result<Comparison, Failure> {
    let mut commands = Commands::connect(options.server)?;
    let mut load = Load::new(*options, commands.processes()?)?;
    load.open()?;
    // Once without being counted: buffers have then grown to what they will be.
    load.publish(&mut commands, 0)?;
    let mut comparison = Comparison::default();
    for pair in 0..options.pairs {
        let mut delays = |stalled| load.publish(&mut commands, stalled).map(|delivered| delivered.delays);
        // The other way round every other time: what grows or shrinks meanwhile meets both.
        let (without, with) = if pair.is_multiple_of(2) {
            let without = delays(0)?;
            (without, delays(options.stalled)?)
        } else {
            let with = delays(options.stalled)?;
            (delays(0)?, with)
        };
        comparison.pairs.push(Pair { without, with });
    }
    Ok(comparison)
}

impl Comparison {
    fn median(&self, value: impl Fn(&Pair) -> u64) -> u64 {
        let mut values: Vec<_> = self.pairs.iter().map(value).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    }
}

/// Medians of the pairs; the last one of each pair's own ratio, in thousandths.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, thousandths) in [("p50", 500), ("p99", 990), ("p999", 999)] {
            write!(f, "{name}={} ", self.median(|pair| pair.without.quantile(thousandths)))?;
            write!(f, "stalled_{name}={} ", self.median(|pair| pair.with.quantile(thousandths)))?;
        }
        let ratio = |pair: &Pair| pair.with.quantile(990) * 1000 / pair.without.quantile(990).max(1);
        write!(f, "stalled_over_p99={}", self.median(ratio))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_of(value: u64) -> Histogram {
        let mut histogram = Histogram::default();
        histogram.record(value);
        histogram
    }

    #[test]
    fn ratios_are_of_pairs() {
        let pair = |without, with| Pair { without: all_of(without), with: all_of(with) };
        // The machine was slow in the second one.
        let comparison = Comparison { pairs: vec![pair(100, 110), pair(1000, 1000), pair(100, 120)] };
        assert_eq!(
            comparison.to_string(),
            "p50=100 stalled_p50=120 p99=100 stalled_p99=120 p999=100 stalled_p999=120 stalled_over_p99=1100"
        );
    }
}
