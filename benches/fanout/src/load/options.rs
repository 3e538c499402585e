//! What the load is asked for on the command line.

use std::net::SocketAddr;
use std::time::Duration;

use crate::pace::Pace;

const USAGE: &str = "\
usage: fanout-load [OPTION VALUE]... [--hold]
  --server ADDRESS     where the events are; commands go to the port after that [127.0.0.1:4000]
  --connections N      streams to open, on all channels in turn [1000]
  --channels N         channels to listen to and to publish to [1]
  --bytes N            the size of an event's JSON [100]
  --seconds N          how long is published; 0 opens the streams alone [3]
  --rate N             publishes so many events a second to each channel, whether they have arrived or not
  --window N           publishes as fast as that many events of a channel are on their way at most [512]
  --step N             publishes the next so many once there is room for them in the window; a window of 50 by steps of 50 is one
                       burst of 50 after the other [1]
  --herd N             opens so many streams at once: they have all connected and asked before the server, which is stopped
                       meanwhile, goes on; 0 opens them as fast as they are answered [0]
  --stalled N          publishes in pairs of turns, each as long as said: once to the connections alone, and once with so many more
                       that do not read; what comes out is of those that do [0]
  --pairs N            how many of these pairs [3]
  --hold               opens the streams, and has one event published for each line that comes in, until there are no more lines
One line of `name=value` comes out, times in nanoseconds.";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) server: SocketAddr,
    pub(crate) connections: usize,
    pub(crate) channels: u32,
    pub(crate) bytes: usize,
    pub(crate) time: Duration,
    pub(crate) pace: Pace,
    pub(crate) herd: usize,
    pub(crate) stalled: usize,
    pub(crate) pairs: usize,
    pub(crate) holds: bool,
}

impl Options {
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            server: SocketAddr::from(([127, 0, 0, 1], 4000)),
            connections: 1000,
            channels: 1,
            bytes: 100,
            time: Duration::from_secs(3),
            pace: Pace::Window { most: 512, step: 1 },
            herd: 0,
            stalled: 0,
            pairs: 3,
            holds: false,
        };
        let (mut window, mut step) = (512, 1);
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            if name == "--hold" {
                (options.holds, options.time) = (true, Duration::ZERO);
                continue;
            }
            let value = arguments.next();
            match name.as_str() {
                "--server" => options.server = parsed(value)?,
                "--connections" => options.connections = parsed(value)?,
                "--channels" => options.channels = parsed(value)?,
                "--bytes" => options.bytes = parsed(value)?,
                "--seconds" => options.time = Duration::from_secs(parsed(value)?),
                "--rate" => options.pace = Pace::Rate(parsed(value)?),
                "--window" => window = parsed(value)?,
                "--step" => step = parsed(value)?,
                "--herd" => options.herd = parsed(value)?,
                "--stalled" => options.stalled = parsed(value)?,
                "--pairs" => options.pairs = parsed(value)?,
                _ => return Err(USAGE.to_owned()),
            }
        }
        if !matches!(options.pace, Pace::Rate(_)) {
            options.pace = Pace::Window { most: window, step };
        }
        options.check()
    }

    fn check(self) -> Result<Self, String> {
        let compares = self.stalled == 0 || (self.pairs > 0 && !self.time.is_zero());
        let is_listened_to = self.channels > 0 && self.connections >= self.channels as usize;
        if self.pace.is_possible() && compares && is_listened_to { Ok(self) } else { Err(USAGE.to_owned()) }
    }
}

fn parsed<T: std::str::FromStr>(value: Option<String>) -> Result<T, String> {
    value.and_then(|value| value.parse().ok()).ok_or_else(|| USAGE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_pace_is_a_rate_or_a_window() {
        let options = parse("--rate 20 --seconds 5 --connections 10000").expect("it is right");
        assert_eq!((options.pace, options.time), (Pace::Rate(20), Duration::from_secs(5)));
        let options = parse("--window 50 --step 50").expect("it is right");
        assert_eq!(options.pace, Pace::Window { most: 50, step: 50 });
    }

    #[test]
    fn streams_that_are_held_have_no_time() {
        let options = parse("--hold --connections 10").expect("it is right");
        assert!(options.holds && options.time.is_zero());
        assert_eq!(options.connections, 10);
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let nothing_to_compare = "--stalled 1 --pairs 0";
        let nobody_listens = "--connections 10 --channels 11";
        for mistake in
            ["--help", "--hold 5", "--rate 0", "--window 5 --step 6", nothing_to_compare, nobody_listens]
        {
            assert!(parse(mistake).is_err(), "{mistake}");
        }
    }
}
