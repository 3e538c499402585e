//! Benchmarks: each has its baseline in the same run, and is reported as ratios to it.

mod compile;
mod fanout;
mod figures;
mod routing;

/// A benchmark.
pub(crate) struct Bench {
    /// What `cargo xtask bench` calls it.
    pub(crate) name: &'static str,
    /// Takes the arguments that follow the name, builds, runs and prints; the last line is made of `name=value` pairs.
    pub(crate) run: fn(&[String]) -> Result<(), String>,
}

/// Every benchmark of the project.
pub(crate) const BENCHES: &[Bench] = &[
    Bench { name: "routing", run: |arguments| without(arguments, routing::run) },
    Bench { name: "compile", run: compile::run },
    Bench { name: "fanout", run: fanout::run },
    Bench { name: "many", run: fanout::many::run },
];

/// Runs a benchmark that has no options.
fn without(arguments: &[String], run: fn() -> Result<(), String>) -> Result<(), String> {
    match arguments.first() {
        None => run(),
        Some(argument) => Err(format!("this benchmark has no option `{argument}`")),
    }
}
