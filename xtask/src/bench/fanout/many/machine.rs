//! What the machine has, and what of it the kernel and a process have taken, as `/proc` tells it; all in bytes.

use std::fs;

/// A page of memory, in which `/proc/net/sockstat` counts.
const PAGE: u64 = 4096;

/// The machine's memory at a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    /// What could be had without taking it from somebody.
    pub(super) available: u64,
    /// The kernel's objects, page tables and stacks, and what waits in TCP's buffers. The other work of the machine is in it too.
    pub(super) kernel: u64,
}

impl Machine {
    pub(super) fn now() -> Result<Self, String> {
        Self::read(&text("/proc/meminfo")?, &text("/proc/net/sockstat")?)
    }

    fn read(meminfo: &str, sockstat: &str) -> Result<Self, String> {
        let named = |name| kibibytes(meminfo, name).ok_or_else(|| format!("/proc/meminfo has no {name}"));
        let mut kernel = buffers(sockstat).ok_or("/proc/net/sockstat says nothing of TCP's memory")?;
        for name in ["Slab", "PageTables", "KernelStack"] {
            kernel += named(name)?;
        }
        Ok(Self { available: named("MemAvailable")?, kernel })
    }
}

/// The memory of a process, of pages that are shared with other processes only the part.
pub(super) fn memory_of(process: u32) -> Result<u64, String> {
    let rollup = text(&format!("/proc/{process}/smaps_rollup"))?;
    kibibytes(&rollup, "Pss").ok_or_else(|| format!("the memory of process {process} is not known"))
}

fn text(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}

/// Of a line `Slab:   1024 kB`.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes << 10)
}

/// Of a line `TCP: inuse 4014 orphan 0 tw 15055 alloc 4014 mem 335`.
fn buffers(sockstat: &str) -> Option<u64> {
    let line = sockstat.lines().find_map(|line| line.strip_prefix("TCP:"))?;
    let pages: u64 = line.split_whitespace().skip_while(|word| *word != "mem").nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_s_share_is_summed_up() {
        let meminfo = "MemFree: 1 kB\nMemAvailable:   22743624 kB\nKernelStack: 3 kB\nPageTables: 5 kB\n\
            SecPageTables: 900 kB\nSlab: 100 kB\nSReclaimable: 70 kB\n";
        let sockstat =
            "sockets: used 4033\nTCP: inuse 4014 orphan 0 tw 15055 alloc 4014 mem 335\nUDP: inuse 0 mem 7\n";
        let machine = Machine::read(meminfo, sockstat).expect("all is there");
        assert_eq!(machine.available, 22_743_624 << 10);
        assert_eq!(machine.kernel, (108 << 10) + 335 * 4096);
        assert!(Machine::read("Slab: 100 kB\n", sockstat).is_err());
        assert!(Machine::read(meminfo, "").is_err());
    }

    #[test]
    fn this_process_takes_something() {
        assert!(memory_of(std::process::id()).expect("it is there") > 0);
    }
}
