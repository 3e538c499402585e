//! The tasks of the project: `cargo xtask test` installs what is missing and runs every check, `cargo xtask bench`
//! measures, `cargo xtask errors` judges the compile errors, `cargo xtask fuzz` looks for inputs that break something.

mod arguments;
mod bench;
mod command_line;
mod errors;
mod fuzz;
mod install;
mod positive;
mod steps;
mod summary;

use std::process::ExitCode;
use std::time::Instant;

use arguments::Task;
use bench::BENCHES;
use command_line::CommandLine;
use steps::{STEPS, Step};
use summary::{Outcome, Summary};

fn main() -> ExitCode {
    match arguments::parse(std::env::args().skip(1)) {
        Ok(Task::Test { only }) => test(&only),
        Ok(Task::List) => {
            for step in STEPS {
                println!("{:<8} {}", step.name, step.about);
            }
            ExitCode::SUCCESS
        }
        Ok(Task::Bench { name, options }) => outcome(measure(&name, &options)),
        Ok(Task::Errors) => outcome(errors::report()),
        Ok(Task::Fuzz { seconds }) => outcome(fuzz::run(seconds)),
        Err(problem) => {
            eprintln!("{problem}\n\n{}", arguments::USAGE);
            ExitCode::from(2)
        }
    }
}

/// Runs one benchmark.
fn measure(name: &str, options: &[String]) -> Result<(), String> {
    let bench = BENCHES.iter().find(|bench| bench.name == name);
    bench.map_or(Ok(()), |bench| (bench.run)(options))
}

fn outcome(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the named steps, or all of them where none is named. A step that fails does not keep the next from running:
/// one run shows all that is wrong.
fn test(only: &[String]) -> ExitCode {
    let is_chosen = |step: &Step| only.is_empty() || only.iter().any(|name| name == step.name);
    let prepared: Vec<_> =
        STEPS.iter().map(|step| (step, is_chosen(step).then(|| install::ensure(step.needs)))).collect();

    let mut summary = Summary::default();
    for (step, preparation) in prepared {
        let started = Instant::now();
        let outcome = match preparation {
            None => Outcome::Skipped,
            Some(Err(missing)) => Outcome::Failed(missing),
            Some(Ok(())) => run(step),
        };
        summary.add(step.name, outcome, started.elapsed());
    }
    print!("\n{summary}");
    if summary.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(step: &Step) -> Outcome {
    match step.commands.iter().try_for_each(CommandLine::run) {
        Ok(()) => Outcome::Passed,
        Err(failure) => Outcome::Failed(failure),
    }
}
