//! What is said of several measurements of one thing.

/// The least, the middle and the most of several measurements.
pub(crate) struct Spread {
    pub(crate) least: u64,
    pub(crate) median: u64,
    pub(crate) most: u64,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<u64>) -> Self {
        values.sort_unstable();
        let at = |index: usize| values.get(index).copied().unwrap_or_default();
        Self { least: at(0), median: at(values.len() / 2), most: at(values.len().saturating_sub(1)) }
    }
}

/// A value as a multiple of its baseline, with three places.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub(crate) fn ratio(value: u64, baseline: u64) -> String {
    format!("{:.3}", value as f64 / baseline as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let Spread { least, median, most } = Spread::of(vec![5, 1, 9]);
        assert_eq!((least, median, most), (1, 5, 9));
    }

    #[test]
    fn ratios_have_three_places() {
        assert_eq!(ratio(103, 100), "1.030");
    }
}
