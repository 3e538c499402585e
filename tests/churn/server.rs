//! The server of `tests/rooms`, as a process.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use contract_tests::program::Program;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::crowd::PATIENCE;

pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) program: Program,
    folder: TempDir,
}

/// For how long no more memory is given back once all is.
const STEADY: Duration = Duration::from_millis(500);

/// What writes streams of HTTP/1.1.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    /// A task for each.
    Tasks,
    #[default]
    Reactor,
}

/// What the server is told.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) rooms: Vec<String>,
    /// Those of large events.
    pub(crate) large: Vec<String>,
    pub(crate) clients: usize,
    pub(crate) rate: f64,
    /// In bytes, a room.
    pub(crate) history: usize,
    pub(crate) lifetime: Duration,
    pub(crate) path: Path,
    pub(crate) seed: u64,
}

/// How many connections one client id may have.
pub(crate) const CONNECTIONS_PER_CLIENT: usize = 4;

/// What the manager says of itself.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Numbers {
    /// What is in use of the server's memory, in bytes.
    pub(crate) heap: i64,
    pub(crate) handled: u64,
    pub(crate) open: u64,
    pub(crate) readers: u64,
    pub(crate) live: u64,
    pub(crate) behind: u64,
    pub(crate) stalled: u64,
    pub(crate) closing: u64,
    pub(crate) attached: u64,
    pub(crate) closed: BTreeMap<String, u64>,
    pub(crate) refused: BTreeMap<String, u64>,
    pub(crate) published: u64,
    pub(crate) delivered: u64,
    pub(crate) written_bytes: u64,
    pub(crate) gaps: BTreeMap<String, u64>,
    pub(crate) resumed: u64,
    /// The page for Prometheus.
    pub(crate) metrics: String,
}

impl Server {
    pub(crate) async fn start(options: &Options) -> Self {
        let folder = TempDir::new().unwrap();
        let arguments = json!({
            "rooms": options.rooms,
            "large": options.large,
            "clients": options.clients,
            "connections_per_client": CONNECTIONS_PER_CLIENT,
            "rate": options.rate,
            "history": options.history,
            "lifetime": u64::try_from(options.lifetime.as_millis()).unwrap(),
            "has_reactor": options.path == Path::Reactor,
            "record": folder.path().join("record"),
            "seed": options.seed,
        });
        let mut program =
            Program::start(Command::new(env!("CARGO_BIN_EXE_rooms")).arg(Value::to_string(&arguments)));
        let port = program.says("listening").await.parse().unwrap();
        Self { port, program, folder }
    }

    /// Where it writes down what it publishes: whole during a pause.
    pub(crate) fn record(&self) -> PathBuf {
        self.folder.path().join("record")
    }

    pub(crate) async fn numbers(&mut self) -> Numbers {
        serde_json::from_str(&self.program.ask("numbers").await).unwrap()
    }

    /// Waits until no connection is open, nor any socket of one, and no more memory is given back: the tasks of connections that have
    /// ended are let go a little later.
    pub(crate) async fn until_quiet(&mut self) -> Numbers {
        let began = Instant::now();
        let mut least = (i64::MAX, began);
        loop {
            let numbers = self.numbers().await;
            let sockets = numbers.sample("http_server_connections{protocol=\"http1\"}");
            // A connection that ends leaves the open ones first, and then its channels.
            if (numbers.open, numbers.readers, numbers.closing, sockets) == (0, 0, 0, 0) {
                if numbers.heap < least.0 {
                    least = (numbers.heap, Instant::now());
                } else if least.1.elapsed() > STEADY {
                    return numbers;
                }
            }
            assert!(began.elapsed() < PATIENCE, "it is not quiet: {numbers:#?}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the process has of memory that is no file's, in bytes.
    pub(crate) fn memory(&self) -> i64 {
        let path = format!("/proc/{}/smaps_rollup", self.program.id());
        let rollup = std::fs::read_to_string(path).unwrap();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss_Anon:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<i64>().unwrap() * 1024
    }
}

impl Numbers {
    /// In a crowd that is large enough there is everything that visitors do by choice. (Who is too slow depends on the machine.)
    #[track_caller]
    pub(crate) fn assert_all_happened(&self) {
        let closed = ["disconnected", "timeout", "revoked", "detached"].map(|reason| self.closed.get(reason));
        let gaps = ["expired", "restarted", "unknown"].map(|reason| self.gaps.get(reason));
        let others = [self.refused.get("client"), Some(&self.resumed)];
        let mut all = closed.into_iter().chain(gaps).chain(others);
        assert!(all.all(|count| count.is_some_and(|count| *count > 0)), "{self:#?}");
    }

    /// A sample of the page; 0 where there is none yet.
    pub(crate) fn sample(&self, name: &str) -> u64 {
        let value = self.metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.map_or(0, |value| value.parse().unwrap())
    }
}
