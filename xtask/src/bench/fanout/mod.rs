//! Fan-out: what it costs a server to send events to many connections, beside idiomatic axum and bare loops over epoll.
//!
//! A server has the first processor for itself, however many threads it starts, and the load the second one. Every run starts
//! a server anew; the rounds go through all servers of a scenario, so that what else the machine does meets them all.

pub(super) mod many;
mod options;
mod results;
mod run;
mod scenario;

use self::options::Options;
use self::results::Results;
use self::run::{OPEN_FILES, Programs};
use crate::command_line::CommandLine;
use crate::install::ensure;

const BUILD: CommandLine = CommandLine::cargo(&["build", "--release", "--package", "bench-fanout"]);

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let options = Options::parse(arguments)?;
    let needs: Vec<_> = options.peers.iter().flat_map(|peer| peer.needs()).copied().collect();
    ensure(&needs)?;
    BUILD.run()?;
    let programs = Programs::built(OPEN_FILES)?;
    let mut summaries = Vec::new();
    let mut refused = 0;
    for scenario in &options.scenarios {
        println!("\n{}: {}", scenario.name, scenario.about);
        let rows: Vec<_> = scenario.rows.iter().filter(|row| options.includes(row)).collect();
        let mut results = Results::new(scenario, rows.clone());
        for _ in 0..options.rounds {
            for row in &rows {
                results.add(row, programs.run(scenario, row, options.is_quick));
            }
        }
        print!("{}", results.table());
        refused += results.refused();
        summaries.extend(results.ratios());
    }
    println!("\n{}", summaries.join(" "));
    if refused == 0 { Ok(()) } else { Err(format!("{refused} runs have no result")) }
}
