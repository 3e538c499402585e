//! Benchmarks: each has its baseline in the same run, and is reported as ratios to it.

mod compile;
mod figures;
mod routing;

/// A benchmark.
pub(crate) struct Bench {
    /// What `cargo xtask bench` calls it.
    pub(crate) name: &'static str,
    /// Builds, runs and prints; the last line is made of `name=value` pairs.
    pub(crate) run: fn() -> Result<(), String>,
}

/// Every benchmark of the project.
pub(crate) const BENCHES: &[Bench] =
    &[Bench { name: "routing", run: routing::run }, Bench { name: "compile", run: compile::run }];
