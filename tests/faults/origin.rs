//! The server of `tests/origin`, as a process.

use std::net::SocketAddr;

use contract_tests::program::Program;
use tokio::process::Command;
use tokio::time::{Duration, sleep};

/// The process; killed when it is dropped.
pub(crate) struct Origin {
    pub(crate) address: SocketAddr,
    program: Program,
}

/// What the server is told on its command line.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) address: SocketAddr,
    /// Events a second.
    pub(crate) rate: f64,
    /// In milliseconds.
    pub(crate) window: u32,
    pub(crate) deadline: u32,
    /// For how long events are kept, in milliseconds.
    pub(crate) age: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { address: ([127, 0, 0, 1], 0).into(), rate: 50.0, window: 1000, deadline: 60_000, age: 600_000 }
    }
}

impl Origin {
    pub(crate) async fn start(options: Options) -> Self {
        Self::start_by(options, &[]).await
    }

    /// Starts it by another program: `ip netns exec`, say.
    pub(crate) async fn start_by(options: Options, by: &[&str]) -> Self {
        let Options { address, rate, window, deadline, age } = options;
        let rest = [window, deadline, age].map(|milliseconds| milliseconds.to_string());
        let arguments = [address.to_string(), rate.to_string()].into_iter().chain(rest);
        let line: Vec<&str> = by.iter().copied().chain([env!("CARGO_BIN_EXE_origin")]).collect();
        let mut program = Program::start(Command::new(line[0]).args(&line[1..]).args(arguments));
        let address = program.says("listening").await.parse().unwrap();
        Self { address, program }
    }

    /// How many streams are open.
    pub(crate) async fn count(&mut self) -> usize {
        self.program.ask("count").await.parse().unwrap()
    }

    /// The time of day that it reads, in seconds since 1970.
    pub(crate) async fn clock(&mut self) -> i64 {
        self.program.ask("clock").await.parse().unwrap()
    }

    /// Waits until so many streams are open.
    pub(crate) async fn until_open(&mut self, count: usize) {
        while self.count().await != count {
            // The server is another process, which is to have the processor.
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Asks it to stop, and gives the number of the last event before that.
    pub(crate) async fn terminate(&mut self) -> u64 {
        self.program.terminate().await;
        self.program.says("signal").await.parse().unwrap()
    }

    /// Waits for its end of its own accord.
    pub(crate) async fn until_ended(mut self) {
        self.program.says("ended").await;
        self.program.until_ended().await;
    }

    /// Kills it without a warning, as the kernel does when memory is short.
    pub(crate) async fn kill(self) {
        self.program.kill().await;
    }
}
