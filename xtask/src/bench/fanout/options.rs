//! What of the benchmark is to be run.

use super::scenario::{SCENARIOS, Scenario};

const USAGE: &str = "bench fanout [--rounds <n>] [--scenario <name>]... [--quick]";
const ROUNDS: usize = 5;

pub(super) struct Options {
    pub(super) rounds: usize,
    pub(super) scenarios: Vec<&'static Scenario>,
    /// Once each, with few connections and for a second: shows that it works, and measures nothing.
    pub(super) is_quick: bool,
}

impl Options {
    pub(super) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { rounds: ROUNDS, scenarios: Vec::new(), is_quick: false };
        let mut arguments = arguments.iter().map(String::as_str);
        while let Some(argument) = arguments.next() {
            match argument {
                "--rounds" => options.rounds = rounds(arguments.next())?,
                "--scenario" => options.scenarios.push(scenario(arguments.next())?),
                "--quick" => (options.is_quick, options.rounds) = (true, 1),
                other => return Err(format!("`{other}` is not among the options: {USAGE}")),
            }
        }
        if options.scenarios.is_empty() {
            options.scenarios = SCENARIOS.iter().collect();
        }
        Ok(options)
    }
}

fn rounds(argument: Option<&str>) -> Result<usize, String> {
    let rounds = argument.and_then(|rounds| rounds.parse().ok()).filter(|rounds| *rounds > 0);
    rounds.ok_or_else(|| "`--rounds` takes a number from 1 on".to_owned())
}

fn scenario(argument: Option<&str>) -> Result<&'static Scenario, String> {
    let scenario = argument.and_then(|name| SCENARIOS.iter().find(|scenario| scenario.name == name));
    scenario.ok_or_else(|| {
        let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        format!("`--scenario` takes one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn all_scenarios_are_run_unless_some_are_named() {
        let options = parse("").expect("nothing is needed");
        assert_eq!((options.rounds, options.scenarios.len()), (ROUNDS, SCENARIOS.len()));
        let options = parse("--scenario full --rounds 2").expect("it is right");
        assert_eq!((options.rounds, options.scenarios.len()), (2, 1));
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, words) in
            [("--fast", "--fast"), ("--rounds 0", "from 1"), ("--scenario fast", "full, one")]
        {
            let problem = parse(line).err().expect(line);
            assert!(problem.contains(words), "{line:?} gives {problem:?}");
        }
    }
}
