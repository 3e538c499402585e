//! What a contract costs the compiler: the same routes as contracts, by hand in axum, and with two frameworks that
//! describe their routes as well. Every program is compiled clean and after a change in one handler, in alternating
//! rounds, with all dependencies built before.

mod measure;
mod program;
mod template;

use std::fmt::Write as _;
use std::path::PathBuf;

use self::measure::{Cost, Task};
use self::program::{Framework, Program};
use super::figures::{Spread, ratio};
use crate::command_line::root;
use crate::install::{Need, ensure};
use crate::positive::positive;

const ROUNDS: usize = 5;
/// The largest public contract for ts-rest that is known has about as many, in as many routers.
const USUAL: usize = 90;
const MANY: usize = 500;

const PROGRAMS: [Program; 7] = [
    Program { framework: Framework::Contract, routes: USUAL },
    Program { framework: Framework::Axum, routes: USUAL },
    Program { framework: Framework::AxumWithSchemas, routes: USUAL },
    Program { framework: Framework::Dropshot, routes: USUAL },
    Program { framework: Framework::Poem, routes: USUAL },
    Program { framework: Framework::Contract, routes: MANY },
    Program { framework: Framework::Axum, routes: MANY },
];

const USAGE: &str = "bench compile [--rounds <n>]";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let rounds = rounds(arguments)?;
    ensure(&[Need::LlvmLines])?;
    let workspace = workspace();
    program::write_all(&PROGRAMS, &root(), &workspace)?;
    for program in &PROGRAMS {
        measure::prepare(&workspace, program)?;
    }
    let mut costs: Vec<_> =
        PROGRAMS.iter().flat_map(|program| Task::ALL.map(|task| (program, task, Vec::new()))).collect();
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        // Many routes take minutes, and only show whether the cost grows with them: once is enough.
        let due = costs.iter_mut().filter(|(program, ..)| round == 1 || program.routes == USUAL);
        for (program, task, costs) in due {
            costs.push(measure::cost(&workspace, program, *task, round)?);
        }
    }
    let costs = Costs(costs);
    println!("{}", costs.table());
    println!("{}", measure::llvm_lines(&workspace, &PROGRAMS[0])?);
    println!("{}", costs.summary());
    Ok(())
}

fn rounds(arguments: &[String]) -> Result<usize, String> {
    let usage = || format!("usage: {USAGE}");
    match arguments {
        [] => Ok(ROUNDS),
        [option, rounds] if option == "--rounds" => positive(option, Some(rounds)).map_err(|_| usage()),
        _ => Err(usage()),
    }
}

/// Outside the project's own workspace, whose lock file shall not name other frameworks.
fn workspace() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("bench-compile")
}

struct Costs(Vec<(&'static Program, Task, Vec<Cost>)>);

impl Costs {
    fn spread(&self, program: &Program, task: Task, part: impl Fn(&Cost) -> u64) -> Spread {
        let measured = self.0.iter().find(|(of, at, _)| *of == program && *at == task);
        Spread::of(measured.map(|(_, _, costs)| costs.iter().map(part).collect()).unwrap_or_default())
    }

    fn table(&self) -> String {
        let mut table = format!(
            "\n{:<24} {:<22} {:>26} {:>26}\n",
            "program", "task", "processor ms (least, most)", "elapsed ms (least, most)"
        );
        for (program, task, _) in &self.0 {
            let cell = |spread: Spread| format!("{} ({}, {})", spread.median, spread.least, spread.most);
            let processor = cell(self.spread(program, *task, |cost| cost.processor));
            let elapsed = cell(self.spread(program, *task, |cost| cost.elapsed));
            let _ =
                writeln!(table, "{:<24} {:<22} {processor:>26} {elapsed:>26}", program.name(), task.name());
        }
        table
    }

    /// Ratios of processor time: what other work on the machine disturbs least.
    fn summary(&self) -> String {
        let median = |framework, routes, task| {
            self.spread(&Program { framework, routes }, task, |cost| cost.processor).median
        };
        let mut pairs = Vec::new();
        for baseline in [Framework::Axum, Framework::AxumWithSchemas, Framework::Dropshot, Framework::Poem] {
            for task in Task::ALL {
                let ratio = ratio(median(Framework::Contract, USUAL, task), median(baseline, USUAL, task));
                pairs.push(format!("{}_over_{}={ratio}", task.key(), baseline.key()));
            }
        }
        for task in Task::ALL {
            let ratio = ratio(median(Framework::Contract, MANY, task), median(Framework::Axum, MANY, task));
            pairs.push(format!("{}_{MANY}_over_axum={ratio}", task.key()));
        }
        for task in [Task::Check, Task::Build] {
            // A route among many over one among fewer: above 1, the cost grows faster than the contract.
            let many = median(Framework::Contract, MANY, task) / MANY as u64;
            let usual = median(Framework::Contract, USUAL, task) / USUAL as u64;
            pairs.push(format!("{}_route_of_{MANY}_over_{USUAL}={}", task.key(), ratio(many, usual)));
        }
        pairs.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rounds_are_as_many_as_asked_for() {
        let rounds = |text: &str| rounds(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(rounds(""), Ok(ROUNDS));
        assert_eq!(rounds("--rounds 3"), Ok(3));
        for wrong in ["--rounds", "--rounds 0", "--rounds x", "--quick"] {
            assert!(rounds(wrong).is_err(), "{wrong}");
        }
    }
}
