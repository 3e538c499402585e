//! What the server's processes have taken of the machine, as `/proc` tells it.

use std::fs;
use std::io;
use std::path::Path;

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

#[cfg(test)]
mod tests {
    use super::*;

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
