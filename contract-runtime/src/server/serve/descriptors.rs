//! Whether the process may open as many sockets as it is to serve.

/// What a server opens besides its connections: the listener, logs, the runtime's own, and some for the handlers.
const BESIDES: usize = 64;

/// Warns where connections are allowed for which there are no file descriptors. Seen at the start, it is one line in a log; seen
/// under load, it is a server that neither accepts connections nor opens its database.
pub(super) fn check(connections: usize) {
    if let Some(limit) = limit().filter(|limit| connections.saturating_add(BESIDES) > *limit) {
        tracing::warn!(
            connections,
            limit,
            "more connections are allowed than the process may open files (ulimit -n)"
        );
    }
}

/// The soft limit of open files. Only Linux tells it without unsafe code.
fn limit() -> Option<usize> {
    parse(&std::fs::read_to_string("/proc/self/limits").ok()?)
}

fn parse(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_soft_limit() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max processes             unlimited            unlimited            processes \n\
                      Max open files            1024                 524288               files     \n";
        assert_eq!(parse(limits), Some(1024));
        assert_eq!(parse("Max open files            unlimited            unlimited            files"), None);
    }
}
