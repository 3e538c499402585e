//! One run: a server, and the load on it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::scenario::{Row, Scenario};
use crate::command_line::root;

/// What a run gives: numbers by their names.
pub(super) type Figures = HashMap<String, u64>;

const PORT: u16 = 4000;
/// Ten thousand connections, and some more.
pub(super) const OPEN_FILES: u64 = 10_100;
pub(super) const SERVER_PROCESSOR: &str = "0";
pub(super) const LOAD_PROCESSOR: &str = "1";

/// The programs of the benchmark.
pub(super) struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// For processes that open so many files each.
    pub(super) fn built(needed: u64) -> Result<Self, String> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        if processors < 2 {
            return Err("the server and the load need a processor each, and there is one".to_owned());
        }
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        if let Some(files) = open_files(&limits).filter(|files| *files < needed) {
            return Err(format!("{needed} open files are needed, and {files} allowed: ulimit -n {needed}"));
        }
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
        Ok(Self { folder: target.join("release") })
    }

    pub(super) fn run(&self, scenario: &Scenario, row: &Row, is_quick: bool) -> Result<Figures, String> {
        let mut server = self.pinned(row.server, SERVER_PROCESSOR);
        let _server = Server::start(&mut server, PORT)?;
        let mut load = self.pinned(&["fanout-load"], LOAD_PROCESSOR);
        load.args(["--server", &format!("127.0.0.1:{PORT}")]).args(scenario.load).args(row.load);
        if is_quick {
            load.args(scenario.quick);
        }
        let output = load.output().map_err(|error| format!("setpriv: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
        }
        figures(&String::from_utf8_lossy(&output.stdout))
    }

    /// A command on one of the processors; its program is one that was built, if there is one of that name.
    pub(super) fn pinned(&self, line: &[&str], processor: &str) -> Command {
        // Whatever ends this process, none of those that it has started goes on.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "taskset", "--cpu-list", processor]).current_dir(root());
        let (program, arguments) = line.split_first().unwrap_or((&"", &[]));
        let built = self.folder.join(program);
        command.arg(if built.is_file() { built } else { program.into() }).args(arguments);
        command
    }
}

/// How many files a process may open; `None` where there is no limit.
fn open_files(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

pub(super) fn figures(line: &str) -> Result<Figures, String> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        Some((name.to_owned(), value.parse().ok()?))
    };
    let figures: Option<_> = line.split_whitespace().map(pair).collect();
    figures.ok_or_else(|| format!("the load said: {line}"))
}

/// A server, until it is dropped.
pub(super) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts it on a port, and waits until it can be connected to.
    pub(super) fn start(command: &mut Command, port: u16) -> Result<Self, String> {
        command.args(["--port", &port.to_string()]).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("setpriv: {error}"))?;
        let said = child.stdout.take();
        let server = Self { child, port };
        let mut line = String::new();
        let read = said.map(|said| BufReader::new(said).read_line(&mut line));
        match read {
            Some(Ok(length)) if length > 0 => Ok(server),
            _ => Err("the server did not start".to_owned()),
        }
    }

    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It fails where the server has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // What the server has started itself ends a little later.
        let is_free = || TcpListener::bind((Ipv4Addr::UNSPECIFIED, self.port)).is_ok();
        (0..500).take_while(|_| !is_free()).for_each(|_| sleep(Duration::from_millis(10)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_open_files_is_found() {
        let limits = "Max processes             96287    96287    processes\nMax open files            1024     20000    files\n";
        assert_eq!(open_files(limits), Some(1024));
        assert_eq!(open_files("Max open files            unlimited     unlimited    files\n"), None);
    }

    #[test]
    fn the_load_s_line_is_read() {
        let read = figures("deliveries=5 p99=70\n").expect("two pairs");
        assert_eq!((read["deliveries"], read["p99"]), (5, 70));
        assert!(figures("usage: fanout-load").is_err());
    }
}
