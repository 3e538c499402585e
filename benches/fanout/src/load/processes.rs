//! What the server's processes have taken of the machine, as `/proc` tells it.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// The time on a processor so far, in nanoseconds, of all threads together. (`stat` has it in hundredths of a second.)
pub(crate) fn processor_time(processes: &[u32]) -> io::Result<u64> {
    let mut sum = 0;
    for process in processes {
        for thread in fs::read_dir(format!("/proc/{process}/task"))? {
            sum += on_processor(&thread?.path())?;
        }
    }
    Ok(sum)
}

fn on_processor(thread: &Path) -> io::Result<u64> {
    let text = fs::read_to_string(thread.join("schedstat"))?;
    Ok(text.split_whitespace().next().and_then(|time| time.parse().ok()).unwrap_or(0))
}

/// The memory in bytes, of pages that are shared with other processes only the part.
pub(crate) fn memory(processes: &[u32]) -> io::Result<u64> {
    let mut sum = 0;
    for process in processes {
        let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
        sum += proportional(&text).ok_or(io::ErrorKind::InvalidData)?;
    }
    Ok(sum)
}

fn proportional(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib << 10)
}

/// Processes that do nothing until this is dropped.
pub(crate) struct Stopped(Vec<Pid>);

impl Stopped {
    /// Stops them, and waits until none of their threads goes on.
    pub(crate) fn stop(processes: &[u32]) -> io::Result<Self> {
        let pid = |process: &u32| i32::try_from(*process).ok().and_then(Pid::from_raw);
        let pids: Option<Vec<_>> = processes.iter().map(pid).collect();
        let stopped = Self(pids.ok_or(io::ErrorKind::InvalidInput)?);
        for pid in &stopped.0 {
            kill_process(*pid, Signal::STOP)?;
        }
        while !are_stopped(processes)? {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(stopped)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        for pid in &self.0 {
            // Who has ended meanwhile is noticed by the connections.
            let _ = kill_process(*pid, Signal::CONT);
        }
    }
}

fn are_stopped(processes: &[u32]) -> io::Result<bool> {
    for process in processes {
        for thread in fs::read_dir(format!("/proc/{process}/task"))? {
            if !is_stopped(&fs::read_to_string(thread?.path().join("stat"))?) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Of a thread's `stat`, whose second field is its name, in parentheses and with whatever is in it.
fn is_stopped(stat: &str) -> bool {
    stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T'))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_is_stopped_until_it_goes_on() {
        let mut child = Command::new("sleep").arg("60").spawn().expect("it is on every system");
        let processes = [child.id()];
        let stopped = Stopped::stop(&processes).expect("it is ours");
        assert!(are_stopped(&processes).expect("it is there"));
        drop(stopped);
        while are_stopped(&processes).expect("it is there") {
            std::thread::yield_now();
        }
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
    }

    #[test]
    fn a_thread_s_name_may_be_anything() {
        assert!(is_stopped("71 (a) S b) T 1 71"));
        assert!(!is_stopped("71 (a) T b) S 1 71"));
    }

    #[test]
    fn a_rollup_tells_the_proportional_memory() {
        let rollup = "5560-7ffd ---p 00000000 00:00 0    [rollup]\nRss:     1696 kB\nPss:      351 kB\nPss_Dirty:  112 kB\n";
        assert_eq!(proportional(rollup), Some(351 << 10));
        assert_eq!(proportional("Rss: 1 kB\n"), None);
    }

    #[test]
    fn this_process_takes_something() {
        let this = [std::process::id()];
        assert!(memory(&this).expect("it is there") > 0);
        processor_time(&this).expect("it is there");
    }
}
