//! The server of `tests/origin`, as a process.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{Duration, sleep};

/// The process; killed when it is dropped.
pub(crate) struct Origin {
    pub(crate) address: SocketAddr,
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
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
        let mut process = Command::new(line[0])
            .args(&line[1..])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut origin = Self { address, process, input, output };
        origin.address = origin.says("listening").await.parse().unwrap();
        origin
    }

    /// Waits for a line that begins with a word, and gives the rest of it.
    pub(crate) async fn says(&mut self, word: &str) -> String {
        let line = self.output.next_line().await.unwrap().unwrap_or_else(|| panic!("ended before {word:?}"));
        let rest = line.strip_prefix(word).unwrap_or_else(|| panic!("{line:?} where {word:?} was expected"));
        rest.trim().to_owned()
    }

    /// How many streams are open.
    pub(crate) async fn count(&mut self) -> usize {
        self.ask("count").await.parse().unwrap()
    }

    /// The time of day that it reads, in seconds since 1970.
    pub(crate) async fn clock(&mut self) -> i64 {
        self.ask("clock").await.parse().unwrap()
    }

    async fn ask(&mut self, what: &str) -> String {
        self.input.write_all(format!("{what}\n").as_bytes()).await.unwrap();
        self.says(what).await
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
        let id = self.process.id().unwrap();
        let status = Command::new("kill").args(["-TERM", &id.to_string()]).status().await.unwrap();
        assert!(status.success());
        self.says("signal").await.parse().unwrap()
    }

    /// Waits for its end of its own accord.
    pub(crate) async fn until_ended(mut self) {
        self.says("ended").await;
        // A runtime does not end while one of its threads reads.
        drop(self.input);
        assert!(self.process.wait().await.unwrap().success());
    }

    /// Kills it without a warning, as the kernel does when memory is short.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }
}
