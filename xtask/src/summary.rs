//! The table that closes a run.

use std::fmt;
use std::time::Duration;

/// How a step went.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Passed,
    /// What went wrong, in a line or a few.
    Failed(String),
    /// It was not asked for.
    Skipped,
}

/// What became of each step; its display is the closing table.
#[derive(Default)]
pub(crate) struct Summary {
    lines: Vec<Line>,
}

struct Line {
    step: &'static str,
    outcome: Outcome,
    took: Duration,
}

impl Summary {
    pub(crate) fn add(&mut self, step: &'static str, outcome: Outcome, took: Duration) {
        self.lines.push(Line { step, outcome, took });
    }

    pub(crate) fn failed(&self) -> usize {
        self.failures().count()
    }

    fn passed(&self) -> usize {
        self.lines.iter().filter(|line| line.outcome == Outcome::Passed).count()
    }

    fn failures(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.lines.iter().filter_map(|line| match &line.outcome {
            Outcome::Failed(why) => Some((line.step, why.as_str())),
            Outcome::Passed | Outcome::Skipped => None,
        })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = match self.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed(_) => "FAILED",
            Outcome::Skipped => return writeln!(f, "{:<8} skipped", self.step),
        };
        writeln!(f, "{:<8} {result:<8} {:>7.1} s", self.step, self.took.as_secs_f64())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<8} {:<8} {:>9}", "step", "result", "time")?;
        self.lines.iter().try_for_each(|line| write!(f, "{line}"))?;
        for (step, why) in self.failures() {
            writeln!(f, "\n{step}: {why}\nTo repeat it: cargo xtask test --only {step}")?;
        }
        // Continuous integration reads this line: it stands alone and in these words.
        writeln!(f, "\n{} passed, {} failed", self.passed(), self.failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_each_step_then_what_to_repeat_then_the_counts() {
        let mut summary = Summary::default();
        summary.add("fmt", Outcome::Passed, Duration::from_millis(440));
        summary.add(
            "clippy",
            Outcome::Failed("`cargo clippy` failed: exit status: 101".to_owned()),
            Duration::from_secs(83),
        );
        summary.add("doc", Outcome::Skipped, Duration::ZERO);
        assert_eq!(
            summary.to_string(),
            "step     result        time\n\
             fmt      passed       0.4 s\n\
             clippy   FAILED      83.0 s\n\
             doc      skipped\n\
             \n\
             clippy: `cargo clippy` failed: exit status: 101\n\
             To repeat it: cargo xtask test --only clippy\n\
             \n\
             1 passed, 1 failed\n"
        );
        assert_eq!(summary.failed(), 1);
    }
}
