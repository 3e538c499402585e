//! Streams that are kept open, idle for as long as nothing is ordered: each line of the standard input orders one event for all of
//! them, and its end that they are given up.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use bench_fanout::{Command, Plan};
use mio::{Token, Waker};

use crate::commands::Commands;
use crate::ledger::Ledger;
use crate::load::{Failure, Load};
use crate::options::Options;
use crate::report::Report;

/// An event that takes longer is lost. Where millions of streams are on one machine, the kernel drops packets when all of them are
/// told something, and sends them again after up to some minutes.
const DELIVERED_WITHIN: Duration = Duration::from_mins(10);

/// Of no connection.
const ORDERS: Token = Token(usize::MAX);

/// Says on a line of its own how the streams were opened, and of each event when all have it.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let mut commands = Commands::connect(options.server)?;
    let mut load = Load::new(*options, commands.processes()?)?;
    let opened = load.open()?;
    let waker = Arc::new(Waker::new(load.poll.registry(), ORDERS)?);
    let orders = orders(Arc::clone(&waker));
    let plan = Plan { channels: options.channels, bytes: options.bytes, every: Duration::ZERO };
    commands.give(Command::Start(plan))?;
    say(&Report { opened, delivered: None })?;
    let mut ledger = Ledger::new(options.connections, 0);
    let mut published = 0;
    loop {
        match orders.try_recv() {
            Ok(()) => {
                published += 1;
                commands.give(Command::Allow(published))?;
                let ordered = Instant::now();
                while ledger.complete() < published {
                    // Heartbeats arrive however long an event does not.
                    let Some(left) = DELIVERED_WITHIN.checked_sub(ordered.elapsed()) else {
                        let got = ledger.deliveries - (published - 1) * options.connections as u64;
                        return Err(
                            format!("{got} of {} connections got the event", options.connections).into()
                        );
                    };
                    load.read_if_any(&mut ledger, Some(left))?;
                }
                say(&format_args!("deliveries={} most={}", ledger.deliveries, ledger.delays.most()))?;
            }
            // Heartbeats are taken in, and an event that nobody has ordered is an error, also when it comes late.
            Err(TryRecvError::Empty) => {
                load.read_if_any(&mut ledger, None)?;
            }
            Err(TryRecvError::Disconnected) => {
                while load.read_if_any(&mut ledger, Some(Duration::ZERO))? {}
                return Ok(());
            }
        }
    }
}

/// What is ordered from now on, with word to the load whenever there is something.
///
/// The load keeps the waker too: what it was woken by would be forgotten with the last one.
fn orders(waker: Arc<Waker>) -> Receiver<()> {
    let (sender, orders) = channel();
    thread::spawn(move || {
        let lines = io::stdin().lock().lines().map_while(Result::ok);
        for _ in lines {
            if sender.send(()).is_err() || waker.wake().is_err() {
                return;
            }
        }
        drop(sender);
        // Without this word the load would wait for a heartbeat before it looks again.
        let _ = waker.wake();
    });
    orders
}

fn say(line: &impl std::fmt::Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
