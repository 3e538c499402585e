//! The runs of a scenario, as a table and as ratios.

use std::fmt::Write as _;

use super::run::Figures;
use super::scenario::{Figure, Ratio, Row, Scenario, Unit};
use crate::bench::figures::{Spread, ratio};

pub(super) struct Results {
    scenario: &'static Scenario,
    rows: Vec<&'static Row>,
    runs: Vec<(&'static Row, Result<Figures, String>)>,
}

impl Results {
    pub(super) fn new(scenario: &'static Scenario, rows: Vec<&'static Row>) -> Self {
        Self { scenario, rows, runs: Vec::new() }
    }

    pub(super) fn add(&mut self, row: &'static Row, run: Result<Figures, String>) {
        self.runs.push((row, run));
    }

    /// How many runs gave nothing.
    pub(super) fn refused(&self) -> usize {
        self.runs.iter().filter(|(_, run)| run.is_err()).count()
    }

    /// A line a server: of each figure the median, the least and the most. A server that lost something once has no figures.
    pub(super) fn table(&self) -> String {
        let titles = self.scenario.figures.iter().map(|figure| figure.title.to_owned());
        let mut lines = vec![std::iter::once(String::new()).chain(titles).collect()];
        lines.extend(self.rows.iter().map(|row| self.line(row)));
        aligned(&lines)
    }

    fn line(&self, row: &Row) -> Vec<String> {
        let mut cells = vec![row.name.to_owned()];
        match self.refusal(row) {
            Some(refusal) => cells.push(format!("no result: {refusal}")),
            None => cells.extend(self.scenario.figures.iter().map(|figure| self.cell(row, figure))),
        }
        cells
    }

    fn cell(&self, row: &Row, figure: &Figure) -> String {
        let Spread { least, median, most } = self.spread(row.name, figure);
        let [least, median, most] = [least, median, most].map(|value| shown(value, figure.unit));
        if least == most { median } else { format!("{median} ({least} to {most})") }
    }

    /// The pairs of the last line.
    pub(super) fn ratios(&self) -> Vec<String> {
        let asked = self.scenario.ratios.iter().flat_map(|ratio| ratio.of.iter().map(move |of| (of, ratio)));
        let asked = asked.filter_map(|(of, ratio)| self.ratio(of, ratio));
        asked.chain(self.rows.iter().flat_map(|row| self.own_ratios(row))).collect()
    }

    /// Those that the load has made itself.
    fn own_ratios(&self, row: &Row) -> impl Iterator<Item = String> {
        let figures = self.scenario.figures.iter().filter(|figure| figure.unit == Unit::Thousandth);
        figures.filter_map(|figure| {
            let median = self.spread(row.name, figure).median;
            let name = format!("{}_{}_{}", self.scenario.name, figure.key, row.name);
            (median > 0).then(|| format!("{name}={}", ratio(median, 1000)))
        })
    }

    /// `None` where one of them has no figures.
    fn ratio(&self, of: &str, Ratio { over, figure, .. }: &Ratio) -> Option<String> {
        let [value, baseline] = [of, over].map(|name| self.spread(name, figure).median);
        let name = format!("{}_{}_{of}_over_{over}", self.scenario.name, figure.key);
        (value > 0 && baseline > 0).then(|| format!("{name}={}", ratio(value, baseline)))
    }

    /// Nothing but zeros where a run gave nothing.
    fn spread(&self, name: &str, figure: &Figure) -> Spread {
        let runs = self.runs.iter().filter(|(row, _)| row.name == name);
        let values: Option<_> = runs.map(|(_, run)| run.as_ref().ok()?.get(figure.key).copied()).collect();
        Spread::of(values.unwrap_or_default())
    }

    fn refusal(&self, row: &Row) -> Option<&str> {
        let mut runs = self.runs.iter().filter(|(of, _)| of.name == row.name);
        runs.find_map(|(_, run)| run.as_ref().err().map(String::as_str))
    }
}

/// Lines of cells, each column as wide as its widest cell needs; the last cell of a line may be longer.
pub(super) fn aligned(lines: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        let cells = line.split_last().map_or(&[][..], |(_, cells)| cells);
        widths.resize(widths.len().max(cells.len()), 0);
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for line in lines {
        let widths = widths.iter().chain(std::iter::repeat(&0));
        let cells: Vec<_> = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

fn shown(value: u64, unit: Unit) -> String {
    match unit {
        Unit::Of(count) => grouped(value / count),
        Unit::Thousandth => ratio(value, 1000),
    }
}

/// A number as it is read most easily.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::fanout::scenario::SCENARIOS;

    fn figures(deliveries_per_second: u64) -> Figures {
        Figures::from([("deliveries_per_second".to_owned(), deliveries_per_second)])
    }

    #[test]
    fn a_server_that_lost_something_has_no_ratio() {
        let mut results = Results::new(&SCENARIOS[0], SCENARIOS[0].rows.iter().collect());
        let row =
            |name: &str| results.scenario.rows.iter().find(|row| row.name == name).expect("it is there");
        let (body, axum) = (row("body"), row("axum"));
        results.add(body, Ok(figures(3000)));
        results.add(axum, Ok(figures(1000)));
        assert_eq!(
            results.ratios().first().map(String::as_str),
            Some("full_deliveries_per_second_body_over_axum=3.000")
        );
        assert!(results.table().contains("body        3,000 "), "{}", results.table());
        results.add(body, Ok(figures(5000)));
        results.add(axum, Err("an event was lost".to_owned()));
        assert_eq!((results.ratios().len(), results.refused()), (0, 1));
        assert!(results.table().contains("no result: an event was lost"), "{}", results.table());
    }

    #[test]
    fn a_ratio_that_the_load_has_made_stands_on_the_last_line_too() {
        let scenario = SCENARIOS.iter().find(|scenario| scenario.name == "stalled").expect("it is there");
        let mut results = Results::new(scenario, scenario.rows.iter().collect());
        let figures = scenario.figures.iter().map(|figure| (figure.key.to_owned(), 1034)).collect();
        results.add(&scenario.rows[0], Ok(figures));
        assert_eq!(results.ratios(), ["stalled_stalled_over_p99_reactor=1.034"]);
        assert!(results.table().contains(" 1.034\n"), "{}", results.table());
    }

    #[test]
    fn cells_stand_below_each_other() {
        let lines = [vec!["", "µs", "B"], vec!["axum", "1", "20"], vec!["x", "no result at all"]];
        let lines = lines.map(|line| line.into_iter().map(str::to_owned).collect());
        assert_eq!(aligned(&lines), "      µs  B\naxum  1   20\nx     no result at all\n");
    }

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
