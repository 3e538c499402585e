//! The ways in which a client may reach a manager: over which server, by which version of HTTP.

use contract_runtime::axum::http::Version;

/// What serves the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// `axum::serve`, as axum's own users run it.
    Axum,
    /// `contract_runtime::serve`, where event streams of HTTP/1.1 leave their tasks for the reactor.
    Own,
    /// `contract_runtime::serve` without a reactor.
    OwnTasks,
}

/// One way from a client to a manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// What serves the router.
    pub host: Host,
    /// `HTTP_11` or `HTTP_2`.
    pub version: Version,
}

tokio::task_local! {
    static WAY: Way;
}

impl Way {
    /// The way of the running test: the one that [`every_way!`](crate::every_way) chose, or the usual one.
    pub fn current() -> Self {
        WAY.try_with(|way| *way).unwrap_or(Self { host: Host::Own, version: Version::HTTP_11 })
    }

    /// Runs a test in this way.
    pub async fn run(self, test: impl Future<Output = ()>) {
        // Boxed, since some tests have futures that are too large for a test's stack.
        WAY.scope(self, Box::pin(test)).await;
    }
}

/// Makes a test in each way of every function that is named. One that is forgotten is dead code, which the compiler tells.
///
/// Before the names stands the attribute of the tests, and after it, where the functions speak one version by themselves, which
/// one: `http1` or `http2`.
#[macro_export]
macro_rules! every_way {
    (#[$test:meta] http1: $($name:ident),+ $(,)?) => {$(
        mod $name {
            $crate::every_way!(@ #[$test] $name, axum_http1, Axum, HTTP_11);
            $crate::every_way!(@ #[$test] $name, own_http1, Own, HTTP_11);
            $crate::every_way!(@ #[$test] $name, own_http1_tasks, OwnTasks, HTTP_11);
        }
    )+};
    (#[$test:meta] http2: $($name:ident),+ $(,)?) => {$(
        mod $name {
            $crate::every_way!(@ #[$test] $name, axum_http2, Axum, HTTP_2);
            $crate::every_way!(@ #[$test] $name, own_http2, Own, HTTP_2);
        }
    )+};
    (#[$test:meta] $($name:ident),+ $(,)?) => {$(
        mod $name {
            $crate::every_way!(@ #[$test] $name, axum_http1, Axum, HTTP_11);
            $crate::every_way!(@ #[$test] $name, axum_http2, Axum, HTTP_2);
            $crate::every_way!(@ #[$test] $name, own_http1, Own, HTTP_11);
            $crate::every_way!(@ #[$test] $name, own_http1_tasks, OwnTasks, HTTP_11);
            $crate::every_way!(@ #[$test] $name, own_http2, Own, HTTP_2);
        }
    )+};
    (@ #[$test:meta] $name:ident, $way:ident, $host:ident, $version:ident) => {
        #[$test]
        async fn $way() {
            use $crate::way::{Host, Way};
            let version = ::contract_runtime::axum::http::Version::$version;
            Way { host: Host::$host, version }.run(super::$name()).await;
        }
    };
}
