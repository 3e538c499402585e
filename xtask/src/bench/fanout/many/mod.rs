//! As many connections as the machine's memory holds, over several servers of which each has as many as a process may open: what one
//! connection takes, and whether all of them get what is published.

mod machine;
mod options;
mod pair;
mod step;

use std::thread::sleep;
use std::time::{Duration, Instant};

use self::machine::Machine;
use self::options::Options;
use self::pair::{CONNECTIONS, Pair};
use self::step::Step;
use super::BUILD;
use super::results::grouped;
use super::run::Programs;

/// The connections of a process, and some files more.
const OPEN_FILES: u64 = CONNECTIONS + 200;
/// How many servers there are when it is measured: up to 190,000 connections, and then after every 380,000.
const MEASURED_AT: [usize; 4] = [1, 3, 6, 10];
const MEASURED_EVERY: usize = 20;
/// How long all is left alone before it is measured.
const SETTLE: Duration = Duration::from_secs(2);

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let options = Options::parse(arguments)?;
    BUILD.run()?;
    let mut many = Many {
        programs: Programs::built(OPEN_FILES)?,
        options,
        before: Machine::now()?,
        pairs: Vec::new(),
        steps: Vec::new(),
    };
    let run = many.grow().and_then(|end| many.end().map(|()| end));
    print!("\n{}", step::table(&many.steps));
    // What was measured before something went wrong is worth being seen, but is no result.
    println!("{}", run?);
    many.steps
        .last()
        .map(|step| println!("\n{}", step.summary()))
        .ok_or_else(|| "nothing was measured".to_owned())
}

struct Many {
    programs: Programs,
    options: Options,
    before: Machine,
    pairs: Vec<Pair>,
    steps: Vec<Step>,
}

impl Many {
    /// Adds servers until there is no room for the next one, and says what the end was.
    fn grow(&mut self) -> Result<String, String> {
        loop {
            let left = self.options.connections.map_or(CONNECTIONS, |all| all - self.connections());
            if left == 0 {
                self.measure()?;
                return Ok("These were all that were asked for.".to_owned());
            }
            if let Some(end) = self.memory_is_full()? {
                self.measure()?;
                return Ok(end);
            }
            match Pair::start(&self.programs, self.pairs.len(), left.min(CONNECTIONS), self.options.heartbeat)
            {
                Ok(pair) => self.pairs.push(pair),
                Err(limit) if self.options.connections.is_none() && !self.steps.is_empty() => {
                    self.measure()?;
                    return Ok(format!("The machine has no room for more: {limit}."));
                }
                Err(failure) => return Err(failure),
            }
            if is_measured_at(self.pairs.len()) {
                self.measure()?;
            }
        }
    }

    fn connections(&self) -> u64 {
        self.pairs.iter().map(|pair| pair.connections).sum()
    }

    /// Says so if the next server with its connections would take what is to be left free.
    fn memory_is_full(&self) -> Result<Option<String>, String> {
        let available = Machine::now()?.available;
        let kept = self.options.kept_free;
        let taken = self.before.available.saturating_sub(available) / (self.pairs.len() as u64).max(1);
        let is_full = available < kept + taken;
        Ok(is_full.then(|| {
            let [available, kept] = [available, kept].map(|bytes| grouped(bytes >> 20));
            format!("The next {} would leave less free than {kept} MB of {available}.", grouped(CONNECTIONS))
        }))
    }

    /// Measures what the connections take, then publishes one event to each, which all have to get. Nothing to do where that was
    /// done for as many.
    fn measure(&mut self) -> Result<(), String> {
        let connections = self.connections();
        if self.steps.last().is_some_and(|step| step.connections == connections) {
            return Ok(());
        }
        sleep(SETTLE);
        let machine = Machine::now()?;
        let memory = self.servers_memory()?;
        let begun = Instant::now();
        let mut deliveries = 0;
        self.pairs.iter_mut().try_for_each(Pair::publish)?;
        for pair in &mut self.pairs {
            deliveries += pair.delivered()?;
        }
        let elapsed = begun.elapsed();
        if deliveries != connections {
            return Err(format!("{connections} connections got {deliveries} events"));
        }
        let step = Step {
            connections,
            servers: self.pairs.len(),
            deliveries,
            delivered_in: elapsed,
            memory,
            grown: self.pairs.iter().map(|pair| pair.grown).sum(),
            memory_after: self.servers_memory()?,
            kernel: machine.kernel.saturating_sub(self.before.kernel),
            taken: self.before.available.saturating_sub(machine.available),
            available: machine.available,
        };
        println!("{}", step.progress());
        self.steps.push(step);
        Ok(())
    }

    fn servers_memory(&self) -> Result<u64, String> {
        self.pairs.iter().map(Pair::server_memory).sum()
    }

    /// Has every load look whether there is something that nobody published, or that came twice.
    fn end(&mut self) -> Result<(), String> {
        sleep(SETTLE);
        self.pairs.iter_mut().try_for_each(Pair::end)
    }
}

fn is_measured_at(servers: usize) -> bool {
    let last = MEASURED_AT.iter().max().copied().unwrap_or(0);
    MEASURED_AT.contains(&servers) || servers > last && (servers - last).is_multiple_of(MEASURED_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_measured_at_190_000_and_after_every_380_000() {
        let measured: Vec<_> = (1..=50).filter(|servers| is_measured_at(*servers)).collect();
        assert_eq!(measured, [1, 3, 6, 10, 30, 50]);
        assert_eq!(10 * CONNECTIONS, 190_000);
    }
}
