//! The commands by which the load makes a server publish: lines over a connection of their own, on the port after that of the events.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A line from the load to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Asks which processes serve; answered with their ids, separated by spaces.
    Processes,
    /// Begins to publish, with number 0; nothing may be published yet.
    Start(Plan),
    /// Lets the server publish until each channel has got so many events in all.
    Allow(u64),
}

/// What a server publishes as far as it is allowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// To how many channels, from 0 on; one event to each in turn.
    pub channels: u32,
    /// The size of an event's JSON in bytes.
    pub bytes: usize,
    /// The time from an event of a channel to the next; without any, they are published as fast as it goes.
    pub every: Duration,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Processes => f.write_str("processes"),
            Self::Start(Plan { channels, bytes, every }) => {
                write!(f, "start {channels} {bytes} {}", every.as_nanos())
            }
            Self::Allow(events) => write!(f, "allow {events}"),
        }
    }
}

impl FromStr for Command {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let words: Vec<_> = line.split_whitespace().collect();
        let command = match *words.as_slice() {
            ["processes"] => Some(Self::Processes),
            ["start", channels, bytes, every] => plan(channels, bytes, every).map(Self::Start),
            ["allow", events] => events.parse().ok().map(Self::Allow),
            _ => None,
        };
        command.ok_or_else(|| format!("{line:?} is no command"))
    }
}

fn plan(channels: &str, bytes: &str, every: &str) -> Option<Plan> {
    let every = Duration::from_nanos(every.parse().ok()?);
    Some(Plan { channels: channels.parse().ok()?, bytes: bytes.parse().ok()?, every })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_read_as_it_is_written() {
        let plan = Plan { channels: 10, bytes: 100, every: Duration::from_millis(50) };
        for command in [Command::Processes, Command::Start(plan), Command::Allow(512)] {
            assert_eq!(command.to_string().parse(), Ok(command));
        }
        for line in ["", "allow", "allow all", "start 1 2", "stop"] {
            assert!(line.parse::<Command>().is_err(), "{line:?}");
        }
    }
}
