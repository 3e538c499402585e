//! The engine's core under a model checker, which runs each scenario in every order that its threads can take.
//!
//! The files are the product's own; only their synchronisation primitives are loom's. A lost wake-up shows as a
//! deadlock, which loom reports.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, unreachable_pub, reason = "each scenario uses a part of what the product's files offer")]

#[path = "../../contract-runtime/src/sse/audience.rs"]
mod audience;
#[path = "../../contract-runtime/src/sse/channel_options.rs"]
mod channel_options;
#[path = "../../contract-runtime/src/sse/chunk.rs"]
mod chunk;
#[path = "../../contract-runtime/src/sse/cursor.rs"]
mod cursor;
#[path = "../../contract-runtime/src/sse/doorbell.rs"]
mod doorbell;
#[path = "../../contract-runtime/src/sse/entries.rs"]
mod entries;
#[path = "../../contract-runtime/src/sse/entry.rs"]
mod entry;
#[path = "../../contract-runtime/src/sse/gap.rs"]
mod gap;
#[path = "../../contract-runtime/src/sse/history.rs"]
mod history;
#[path = "../../contract-runtime/src/sse/hub.rs"]
mod hub;
#[path = "../../contract-runtime/src/sse/idempotency.rs"]
mod idempotency;
#[path = "../../contract-runtime/src/sse/log.rs"]
mod log;
#[path = "../../contract-runtime/src/sse/publication.rs"]
mod publication;
#[path = "../../contract-runtime/src/sse/rate.rs"]
mod rate;
#[path = "../../contract-runtime/src/sse/recency.rs"]
mod recency;
#[path = "../../contract-runtime/src/sse/recent.rs"]
mod recent;
#[path = "../../contract-runtime/src/sse/roster.rs"]
mod roster;
#[path = "../../contract-runtime/src/sse/runs.rs"]
mod runs;
#[path = "../../contract-runtime/src/sse/slow.rs"]
mod slow;
#[path = "../../contract-runtime/src/sse/values.rs"]
mod values;
#[path = "../../contract-runtime/src/sse/waiter.rs"]
mod waiter;
#[path = "../../contract-runtime/src/sse/wire.rs"]
mod wire;

mod reactor;
mod scenarios;

/// In place of the product's `connection`: as much as the core knows of one.
mod connection {
    use std::sync::Arc;

    use crate::audience::Audience;
    use crate::roster::Numbered;
    use crate::waiter::Waiter;

    #[derive(Debug)]
    pub(crate) struct Connection {
        pub(crate) id: u64,
        pub(crate) audience: Arc<Audience>,
        pub(crate) waiter: Waiter,
        /// Of no interest to the model.
        pub(crate) has_left: std::sync::atomic::AtomicBool,
    }

    impl Numbered for Connection {
        fn number(&self) -> u64 {
            self.id
        }
    }
}

/// In place of the product's `sync`.
mod sync {
    pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
    pub(crate) use loom::sync::{Mutex, MutexGuard};

    pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().expect("loom's mutexes are not poisoned")
    }
}
