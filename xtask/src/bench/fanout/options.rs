//! What of the benchmark is to be run.

use super::scenario::{Peer, Row, SCENARIOS, Scenario};
use crate::positive::positive;

const USAGE: &str = "bench fanout [--rounds <n>] [--scenario <name>]... [--with nchan,better-sse] [--quick]";
const ROUNDS: usize = 5;

pub(super) struct Options {
    pub(super) rounds: usize,
    pub(super) scenarios: Vec<&'static Scenario>,
    /// Those that are measured beside the servers that are built here.
    pub(super) peers: Vec<Peer>,
    /// Once each, with few connections and for a second: shows that it works, and measures nothing.
    pub(super) is_quick: bool,
}

impl Options {
    pub(super) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { rounds: ROUNDS, scenarios: Vec::new(), peers: Vec::new(), is_quick: false };
        let mut arguments = arguments.iter().map(String::as_str);
        while let Some(argument) = arguments.next() {
            match argument {
                "--rounds" => options.rounds = positive(argument, arguments.next())?,
                "--scenario" => options.scenarios.push(scenario(arguments.next())?),
                "--with" => options.peers.extend(peers(arguments.next())?),
                "--quick" => (options.is_quick, options.rounds) = (true, 1),
                other => return Err(format!("`{other}` is not among the options: {USAGE}")),
            }
        }
        if options.scenarios.is_empty() {
            options.scenarios = SCENARIOS.iter().collect();
        }
        Ok(options)
    }

    /// Whether a server is to be measured.
    pub(super) fn includes(&self, row: &Row) -> bool {
        row.peer.is_none_or(|peer| self.peers.contains(&peer))
    }
}

fn peers(argument: Option<&str>) -> Result<Vec<Peer>, String> {
    let peers: Option<_> = argument.and_then(|names| names.split(',').map(Peer::named).collect());
    peers.ok_or_else(|| "`--with` takes `nchan`, `better-sse`, or both with a comma".to_owned())
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
    fn peers_are_measured_where_they_are_asked_for() {
        let included = |line| {
            let options = parse(line).expect("it is right");
            options.scenarios[0].rows.iter().filter(|row| options.includes(row)).count()
        };
        assert_eq!(included("--with nchan"), included("") + 1);
        assert_eq!(included("--with nchan,better-sse"), included("") + 2);
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, words) in [
            ("--fast", "--fast"),
            ("--rounds 0", "from 1"),
            ("--scenario fast", "full, one"),
            ("--with mercure", "nchan"),
        ] {
            let problem = parse(line).err().expect(line);
            assert!(problem.contains(words), "{line:?} gives {problem:?}");
        }
    }
}
