//! How many connections are asked for.

use crate::positive::positive;

const USAGE: &str = "bench many [--connections <n>] [--keep-free <GB>] [--heartbeat <seconds>]";
const KEPT_FREE_GB: u64 = 6;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// As many as there is memory for if it is not said.
    pub(super) connections: Option<u64>,
    /// The memory that is left for others, in bytes.
    pub(super) kept_free: u64,
    /// How many seconds are between heartbeats; the runtime's own interval if it is not said.
    pub(super) heartbeat: Option<u64>,
}

impl Options {
    pub(super) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { connections: None, kept_free: KEPT_FREE_GB << 30, heartbeat: None };
        let mut arguments = arguments.iter().map(String::as_str);
        while let Some(argument) = arguments.next() {
            match argument {
                "--connections" => options.connections = Some(positive(argument, arguments.next())?),
                "--keep-free" => options.kept_free = positive::<u64>(argument, arguments.next())? << 30,
                "--heartbeat" => options.heartbeat = Some(positive(argument, arguments.next())?),
                other => return Err(format!("`{other}` is not among the options: {USAGE}")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn memory_is_the_limit_unless_a_number_is_said() {
        assert_eq!(parse(""), Ok(Options { connections: None, kept_free: 6 << 30, heartbeat: None }));
        let options = Options { connections: Some(190_000), kept_free: 2 << 30, heartbeat: Some(60) };
        assert_eq!(parse("--connections 190000 --keep-free 2 --heartbeat 60"), Ok(options));
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, words) in
            [("--all", "--all"), ("--connections", "from 1"), ("--keep-free 0", "--keep-free")]
        {
            let problem = parse(line).expect_err(line);
            assert!(problem.contains(words), "{line:?} gives {problem:?}");
        }
    }
}
