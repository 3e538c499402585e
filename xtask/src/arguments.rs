//! What was asked for on the command line.

use crate::bench::BENCHES;
use crate::positive::positive;
use crate::steps::STEPS;

/// How the tasks are called.
pub(crate) const USAGE: &str = "\
Usage: cargo xtask test [--only <step>]...   run every check, or the named ones alone
       cargo xtask test --list               name the steps
       cargo xtask bench <name> [option]...  run a benchmark against its baselines
       cargo xtask errors                    say how good the compile errors of the fixtures are
       cargo xtask fuzz [--seconds <n>]      look for inputs that break something, each target for 600 s or n";

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    /// Run the steps of these names; all of them where none is named.
    Test { only: Vec<String> },
    /// Name the steps.
    List,
    /// Run the benchmark of this name, with options of its own.
    Bench { name: String, options: Vec<String> },
    /// Judge the compile errors.
    Errors,
    /// Run each fuzz target for so long.
    Fuzz { seconds: u32 },
}

/// Reads the arguments that follow the program's name; an error says what is wrong with them.
pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Task, String> {
    let mut arguments = arguments.into_iter();
    match arguments.next().as_deref() {
        Some("test") => {}
        Some("bench") => {
            let name = known_bench(arguments.next())?;
            return Ok(Task::Bench { name, options: arguments.collect() });
        }
        Some("errors") => {
            return match arguments.next() {
                None => Ok(Task::Errors),
                Some(other) => Err(format!("there is no option `{other}`")),
            };
        }
        Some("fuzz") => return fuzz(arguments),
        Some(other) => return Err(format!("there is no task `{other}`")),
        None => return Err("no task is named".to_owned()),
    }
    let mut only = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => return Ok(Task::List),
            "--only" => only.push(known_step(arguments.next())?),
            other => return Err(format!("there is no option `{other}`")),
        }
    }
    Ok(Task::Test { only })
}

fn fuzz(mut arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    match arguments.next().as_deref() {
        None => Ok(Task::Fuzz { seconds: 600 }),
        // libFuzzer takes 0 for no end.
        Some(option @ "--seconds") => {
            Ok(Task::Fuzz { seconds: positive(option, arguments.next().as_deref())? })
        }
        Some(other) => Err(format!("there is no option `{other}`")),
    }
}

fn known_step(name: Option<String>) -> Result<String, String> {
    let name = name.ok_or("`--only` takes the name of a step")?;
    if STEPS.iter().any(|step| step.name == name) {
        return Ok(name);
    }
    let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    Err(format!("there is no step `{name}`: the steps are {}", known.join(", ")))
}

fn known_bench(name: Option<String>) -> Result<String, String> {
    let known: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
    match name {
        Some(name) if known.contains(&name.as_str()) => Ok(name),
        _ => Err(format!("`bench` takes the name of a benchmark: {}", known.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn steps_may_be_chosen_and_listed() {
        assert_eq!(parsed("test"), Ok(Task::Test { only: vec![] }));
        assert_eq!(
            parsed("test --only fmt --only doc"),
            Ok(Task::Test { only: vec!["fmt".to_owned(), "doc".to_owned()] })
        );
        assert_eq!(parsed("test --list"), Ok(Task::List));
    }

    #[test]
    fn a_benchmark_has_options_of_its_own() {
        let options = vec!["--rounds".to_owned(), "2".to_owned()];
        assert_eq!(parsed("bench fanout --rounds 2"), Ok(Task::Bench { name: "fanout".to_owned(), options }));
    }

    #[test]
    fn fuzzing_has_an_end() {
        assert_eq!(parsed("fuzz"), Ok(Task::Fuzz { seconds: 600 }));
        assert_eq!(parsed("fuzz --seconds 5"), Ok(Task::Fuzz { seconds: 5 }));
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, words) in [
            ("", "no task"),
            ("fly", "`fly`"),
            ("bench", "routing"),
            ("bench rooting", "routing"),
            ("test --fast", "`--fast`"),
            ("test --only", "takes the name"),
            ("test --only fmy", "fmt, clippy"),
            ("fuzz --fast", "`--fast`"),
            ("fuzz --seconds", "a number"),
            ("fuzz --seconds 0", "a number"),
        ] {
            let problem = parsed(line).expect_err(line);
            assert!(problem.contains(words), "{line:?} gives {problem:?}");
        }
    }
}
