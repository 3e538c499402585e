//! The run: open the streams, have the server publish, read until all is there.

use std::error::Error;
use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use bench_fanout::{Command, Plan, now};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::commands::Commands;
use crate::connect::connect;
use crate::ledger::Ledger;
use crate::options::Options;
use crate::pace::Progress;
use crate::processes;
use crate::report::{Delivered, Opened, Report};
use crate::stream::EventStream;

/// How many connections are being opened at once.
const OPENING: usize = 256;
/// As much as is read at once, of whatever connection.
const BUFFER: usize = 256 << 10;
/// Nothing at all arrives for so long only where something is lost.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the server is left alone before its memory is looked at.
const SETTLE: Duration = Duration::from_secs(1);

pub(crate) type Failure = Box<dyn Error>;

pub(crate) fn run(options: &Options) -> Result<Report, Failure> {
    let mut commands = Commands::connect(options.server)?;
    let mut load = Load::new(*options, commands.processes()?)?;
    let opened = load.open()?;
    let delivered = if options.time.is_zero() { None } else { Some(load.publish(&mut commands, 0)?) };
    Ok(Report { opened, delivered })
}

pub(crate) struct Load {
    options: Options,
    pub(crate) poll: Poll,
    events: Events,
    buffer: Vec<u8>,
    /// The server's.
    processes: Vec<u32>,
    connections: Vec<Connection>,
}

struct Connection {
    socket: TcpStream,
    stream: EventStream,
    was_asked: bool,
    /// The number of the event that has to come next.
    next: u64,
}

/// What has happened to connections that are being opened.
struct Steps {
    asked: usize,
    answered: usize,
}

impl Load {
    /// Without any stream so far; the processes are the server's.
    pub(crate) fn new(options: Options, processes: Vec<u32>) -> io::Result<Self> {
        Ok(Self {
            options,
            poll: Poll::new()?,
            events: Events::with_capacity(1024),
            buffer: vec![0; BUFFER],
            processes,
            connections: Vec::with_capacity(options.connections),
        })
    }

    /// Opens the first connection, so that the server has done for the first time whatever it does; then the others, as fast as they
    /// are answered, or in herds.
    pub(crate) fn open(&mut self) -> Result<Opened, Failure> {
        self.open_until(1)?;
        let first = self.connections.len();
        if self.options.time.is_zero() {
            std::thread::sleep(SETTLE);
        }
        let memory = processes::memory(&self.processes)?;
        let mut processor = processes::processor_time(&self.processes)?;
        let mut nanoseconds = 0;
        while self.connections.len() < self.options.connections {
            nanoseconds += match self.options.herd {
                0 => self.timed(|load| load.open_until(load.options.connections))?,
                herd => self.open_herd(herd)?,
            };
        }
        if self.options.time.is_zero() {
            std::thread::sleep(SETTLE);
        }
        processor = processes::processor_time(&self.processes)? - processor;
        Ok(Opened {
            connections: (self.connections.len() - first).max(1),
            nanoseconds,
            processor,
            memory: processes::memory(&self.processes)?.saturating_sub(memory),
        })
    }

    /// Gives how long something takes, in nanoseconds.
    fn timed(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Failure>) -> Result<u64, Failure> {
        let begun = Instant::now();
        work(self)?;
        Ok(nanoseconds(begun))
    }

    fn open_until(&mut self, connections: usize) -> Result<(), Failure> {
        let mut open = self.connections.len();
        while open < connections {
            while self.connections.len() < connections && self.connections.len() - open < OPENING {
                self.begin()?;
            }
            open += self.go_on()?.answered;
        }
        Ok(())
    }

    /// Opens so many that come at once: the server is stopped until all of them have connected and asked. Gives how long it then takes to
    /// answer them. Else the time would be the load's, which has more to do for a connection than a server has: the kernel makes both
    /// ends of it on the load's processor, and while a server waits, it has to be woken from there.
    fn open_herd(&mut self, herd: usize) -> Result<u64, Failure> {
        let herd = herd.min(self.options.connections - self.connections.len());
        let stopped = processes::Stopped::stop(&self.processes)?;
        for _ in 0..herd {
            self.begin()?;
        }
        let mut asked = 0;
        while asked < herd {
            asked += self.go_on()?.asked;
        }
        self.timed(|load| {
            drop(stopped);
            let mut answered = 0;
            while answered < herd {
                answered += load.go_on()?.answered;
            }
            Ok(())
        })
    }

    /// Waits until something has happened to the connections that are being opened, and goes on with them.
    fn go_on(&mut self) -> Result<Steps, Failure> {
        self.wait()?;
        let mut steps = Steps { asked: 0, answered: 0 };
        // No event is to arrive yet.
        let mut ledger = Ledger::new(0, 0);
        for event in &self.events {
            let connection = self.connections.get_mut(event.token().0).ok_or("an unknown socket is ready")?;
            let had_asked = connection.was_asked;
            connection.ask(event.token().0, &self.options)?;
            steps.asked += usize::from(!had_asked && connection.was_asked);
            let was_open = connection.stream.is_open();
            connection.read(&mut self.buffer, &mut ledger)?;
            steps.answered += usize::from(!was_open && connection.stream.is_open());
        }
        Ok(steps)
    }

    fn begin(&mut self) -> io::Result<()> {
        let index = self.connections.len();
        let mut socket = connect(self.options.server, index)?;
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut socket, Token(index), interest).map_err(watched)?;
        self.connections.push(Connection { socket, stream: EventStream::new(), was_asked: false, next: 0 });
        Ok(())
    }

    /// Has one event delivered to everybody, and then as many as there is time for, which count. So many connections more are there
    /// meanwhile that read nothing but the first.
    pub(crate) fn publish(&mut self, commands: &mut Commands, stalled: usize) -> Result<Delivered, Failure> {
        let Options { channels, bytes, pace, .. } = self.options;
        let readers = self.connections.len();
        self.open_until(readers + stalled)?;
        for connection in &mut self.connections {
            connection.next = 0;
        }
        commands.give(Command::Start(Plan { channels, bytes, every: pace.every() }))?;
        commands.give(Command::Allow(1))?;
        let mut first = Ledger::new(self.connections.len(), 0);
        while first.complete() < 1 {
            self.read(&mut first)?;
        }
        for connection in self.connections.iter_mut().skip(readers) {
            self.poll.registry().deregister(&mut connection.socket)?;
        }
        let delivered = self.count(commands, Ledger::new(readers, 1));
        self.connections.truncate(readers);
        delivered
    }

    fn count(&mut self, commands: &mut Commands, mut ledger: Ledger) -> Result<Delivered, Failure> {
        let own = [std::process::id()];
        let processor = processes::processor_time(&self.processes)?;
        let own_processor = processes::processor_time(&own)?;
        let begun = Instant::now();
        let mut allowed = 1;
        loop {
            let progress = Progress { allowed, complete: ledger.complete() };
            let more = self.options.pace.allowance(progress, begun.elapsed(), self.options.time);
            if more > allowed {
                allowed = more;
                commands.give(Command::Allow(allowed))?;
            } else if ledger.complete() == allowed {
                break;
            }
            self.read(&mut ledger)?;
        }
        Ok(Delivered {
            deliveries: ledger.deliveries,
            nanoseconds: nanoseconds(begun),
            processor: processes::processor_time(&self.processes)? - processor,
            own_processor: processes::processor_time(&own)? - own_processor,
            delays: ledger.delays,
        })
    }

    /// Waits until something has arrived, and takes it in.
    pub(crate) fn read(&mut self, ledger: &mut Ledger) -> Result<(), Failure> {
        self.wait()?;
        self.take_in(ledger)
    }

    /// The same without being sure that anything has to arrive, for so long or without end; gives whether something did.
    pub(crate) fn read_if_any(
        &mut self,
        ledger: &mut Ledger,
        patience: Option<Duration>,
    ) -> Result<bool, Failure> {
        match self.poll.poll(&mut self.events, patience) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(true),
            polled => polled?,
        }
        self.take_in(ledger)?;
        Ok(!self.events.is_empty())
    }

    fn take_in(&mut self, ledger: &mut Ledger) -> Result<(), Failure> {
        for event in &self.events {
            if let Some(connection) = self.connections.get_mut(event.token().0) {
                connection.read(&mut self.buffer, ledger)?;
            }
        }
        Ok(())
    }

    fn wait(&mut self) -> Result<(), Failure> {
        loop {
            match self.poll.poll(&mut self.events, Some(PATIENCE)) {
                Ok(()) if self.events.is_empty() => return Err("nothing more arrives".into()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                polled => return Ok(polled?),
            }
        }
    }
}

/// Names the limit that the kernel speaks of as space on a device.
fn watched(error: io::Error) -> io::Error {
    if error.kind() == ErrorKind::StorageFull {
        return io::Error::other("the kernel watches no more sockets (fs.epoll.max_user_watches)");
    }
    error
}

impl Connection {
    /// Sends the request once the connection is there.
    fn ask(&mut self, index: usize, options: &Options) -> Result<(), Failure> {
        if self.was_asked {
            return Ok(());
        }
        if let Some(error) = self.socket.take_error()? {
            return Err(error.into());
        }
        let request = format!(
            "GET /feeds/{} HTTP/1.1\r\nhost: {}\r\naccept: text/event-stream\r\nauthorization: Bearer listener\r\n\
             origin: http://page.example\r\n\r\n",
            index % options.channels as usize,
            options.server
        );
        match self.socket.write(request.as_bytes()) {
            Ok(length) if length == request.len() => self.was_asked = true,
            Err(error)
                if error.kind() == ErrorKind::WouldBlock || error.kind() == ErrorKind::NotConnected => {}
            Ok(_) => return Err("a request was cut".into()),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Reads all that is there.
    fn read(&mut self, buffer: &mut [u8], ledger: &mut Ledger) -> Result<(), Failure> {
        loop {
            let length = match self.socket.read(buffer) {
                Ok(0) => return Err("the server closed a connection".into()),
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::NotConnected => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let (now, next) = (now(), &mut self.next);
            let bytes = buffer.get(..length).unwrap_or_default();
            self.stream.read(bytes, &mut |seen| ledger.enter(seen, next, now))?;
            // There is nothing more to be read after less than there was room for.
            if length < buffer.len() {
                return Ok(());
            }
        }
    }
}

fn nanoseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
