//! Times in buckets that grow with them, so that a quantile is known to one part in 128 whatever was measured.

/// Every power of two has so many buckets.
const BUCKETS: u64 = 128;
const BITS: u32 = BUCKETS.ilog2();

/// How often which value was measured.
#[derive(Debug, Clone, Default)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
    most: u64,
}

impl Histogram {
    /// Notes a value.
    pub fn record(&mut self, value: u64) {
        let bucket = bucket(value);
        if bucket >= self.counts.len() {
            self.counts.resize(bucket + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(bucket) {
            *count += 1;
        }
        self.total += 1;
        self.most = self.most.max(value);
    }

    /// How many values were noted.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The largest value.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// The value that so many thousandths of all are not above; 0 where there are none.
    pub fn quantile(&self, thousandths: u64) -> u64 {
        let rank = (self.total * thousandths).div_ceil(1000);
        let mut seen = 0;
        for (bucket, count) in (0..).zip(&self.counts) {
            seen += count;
            if *count > 0 && seen >= rank {
                return largest_in(bucket).min(self.most);
            }
        }
        self.most
    }
}

fn bucket(value: u64) -> usize {
    let shift = u64::BITS.saturating_sub(value.leading_zeros() + BITS + 1);
    let bucket = (u64::from(shift) << BITS) + (value >> shift);
    // Some seven thousand at most.
    usize::try_from(bucket).unwrap_or(usize::MAX)
}

fn largest_in(bucket: u64) -> u64 {
    let shift = (bucket >> BITS).saturating_sub(1);
    let mantissa = bucket - (shift << BITS);
    // The last bucket's end is one above the largest value.
    (u128::from(mantissa + 1) << shift).saturating_sub(1).try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_ends_where_the_next_begins() {
        for value in (0..5000).chain([1 << 40, (1 << 40) - 1, u64::MAX - 1, u64::MAX]) {
            let bucket = bucket(value) as u64;
            assert!(value <= largest_in(bucket), "{value}");
            assert!(bucket == 0 || value > largest_in(bucket - 1), "{value}");
        }
    }

    #[test]
    fn quantiles_are_exact_to_one_part_in_128() {
        let mut times = Histogram::default();
        for value in 1..=10_000 {
            times.record(value * 1000);
        }
        for (thousandths, exact) in [(1, 10_000), (500, 5_000_000), (990, 9_900_000), (999, 9_990_000)] {
            let found = times.quantile(thousandths);
            assert!(found >= exact && found - exact <= exact / 128, "{thousandths}: {found}");
        }
        assert_eq!((times.quantile(1000), times.most(), times.total()), (10_000_000, 10_000_000, 10_000));
    }

    #[test]
    fn nothing_measured_is_zero() {
        assert_eq!(Histogram::default().quantile(990), 0);
    }
}
