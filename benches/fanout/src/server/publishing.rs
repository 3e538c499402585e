//! Publishes as the load commands: one thread for each connection that commands come from.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use bench_fanout::{Command, Plan, Tick};

use crate::options::Options;

/// Publishes an event to all who listen to a channel.
pub(crate) trait Publish: Clone + Send + 'static {
    fn publish(&self, channel: u32, tick: Tick);

    /// The ids of the processes that serve; this one alone if nothing else is said.
    fn processes(&self) -> Vec<u32> {
        vec![std::process::id()]
    }
}

/// Takes commands from now on.
pub(crate) fn take_commands(options: Options, publisher: impl Publish) -> io::Result<()> {
    let listener = TcpListener::bind(options.control())?;
    println!("events on {}, commands on {}", options.address(), options.control());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let publisher = publisher.clone();
            thread::spawn(move || {
                let result = stream.and_then(|stream| obey(stream, &publisher));
                if let Err(error) = result {
                    eprintln!("the commands broke off: {error}");
                }
            });
        }
    });
    Ok(())
}

fn obey(stream: TcpStream, publisher: &impl Publish) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut commands = Commands { stream: BufReader::new(stream), line: String::new() };
    let mut run = Run::default();
    loop {
        run.publish_due(publisher);
        match commands.next(run.pause())? {
            Next::Due => {}
            Next::Command(Command::Processes) => {
                let ids: Vec<_> = publisher.processes().iter().map(u32::to_string).collect();
                writeln!(commands.stream.get_mut(), "{}", ids.join(" "))?;
            }
            Next::Command(Command::Start(plan)) => run = Run { plan: Some(plan), ..Run::default() },
            Next::Command(Command::Allow(events)) => run.allow(events),
            Next::End => return Ok(()),
        }
    }
}

/// How far a plan is carried out.
#[derive(Debug, Default)]
struct Run {
    plan: Option<Plan>,
    published: u64,
    allowed: u64,
    /// When the next event is to be published. It moves on by the interval and not from when an event really was published, so that
    /// the rate is kept.
    due: Option<Instant>,
}

impl Run {
    fn allow(&mut self, events: u64) {
        if self.published >= self.allowed {
            self.due = Some(Instant::now());
        }
        self.allowed = events;
    }

    /// Publishes all that is allowed and due.
    fn publish_due(&mut self, publisher: &impl Publish) {
        let Some(plan) = self.plan else { return };
        while self.pause() == Some(Duration::ZERO) {
            for channel in 0..plan.channels {
                publisher.publish(channel, Tick::new(self.published, plan.bytes));
            }
            self.published += 1;
            self.due = self.due.map(|due| due + plan.every);
        }
    }

    /// How long there is nothing to be done; `None` until there is another command.
    fn pause(&self) -> Option<Duration> {
        let plan = self.plan?;
        let due = self.due.filter(|_| self.published < self.allowed)?;
        if plan.every.is_zero() {
            Some(Duration::ZERO)
        } else {
            Some(due.saturating_duration_since(Instant::now()))
        }
    }
}

/// What comes first.
enum Next {
    Command(Command),
    /// The end of the pause.
    Due,
    /// The end of the commands.
    End,
}

struct Commands {
    stream: BufReader<TcpStream>,
    /// As much of the next line as has arrived.
    line: String,
}

impl Commands {
    /// Waits for a command, for so long at most.
    fn next(&mut self, pause: Option<Duration>) -> io::Result<Next> {
        // No time at all would mean for ever.
        let pause = pause.map(|pause| pause.max(Duration::from_micros(1)));
        self.stream.get_ref().set_read_timeout(pause)?;
        match self.stream.read_line(&mut self.line) {
            Ok(0) => Ok(Next::End),
            Ok(_) => {
                let command = std::mem::take(&mut self.line).parse();
                command.map(Next::Command).map_err(|problem| io::Error::new(ErrorKind::InvalidData, problem))
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(Next::Due)
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Published(Arc<Mutex<Vec<(u32, u64)>>>);

    impl Publish for Published {
        fn publish(&self, channel: u32, tick: Tick) {
            self.0.lock().unwrap().push((channel, tick.number));
        }
    }

    fn run(every: Duration) -> Run {
        Run { plan: Some(Plan { channels: 2, bytes: 100, every }), ..Run::default() }
    }

    #[test]
    fn what_is_allowed_is_published_to_each_channel_in_turn() {
        let (mut run, published) = (run(Duration::ZERO), Published::default());
        run.publish_due(&published);
        assert_eq!(published.0.lock().unwrap().len(), 0);
        run.allow(2);
        run.publish_due(&published);
        assert_eq!(*published.0.lock().unwrap(), [(0, 0), (1, 0), (0, 1), (1, 1)]);
        assert_eq!(run.pause(), None);
    }

    #[test]
    fn an_interval_passes_between_two_events() {
        let (mut run, published) = (run(Duration::from_hours(1)), Published::default());
        run.allow(2);
        run.publish_due(&published);
        assert_eq!(*published.0.lock().unwrap(), [(0, 0), (1, 0)]);
        assert!(run.pause().is_some_and(|pause| pause > Duration::from_mins(59)));
    }
}
