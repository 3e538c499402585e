//! The engine's core under a model checker, which runs each scenario in every order that its threads can take.
//!
//! The files are the product's own; only their synchronisation primitives are loom's. A lost wake-up shows as a
//! deadlock, which loom reports.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, unreachable_pub, reason = "each scenario uses a part of what the product's files offer")]

#[path = "../../contract-runtime/src/sse/format"]
mod format {
    pub(crate) mod chunk;
    pub(crate) mod gap;
    pub(crate) mod wire;
}

#[path = "../../contract-runtime/src/sse/limits"]
mod limits {
    pub(crate) mod rate;
}

#[path = "../../contract-runtime/src/sse/logs"]
mod logs {
    pub(crate) mod audience;
    pub(crate) mod catalog;
    pub(crate) mod cursor;
    pub(crate) mod doorbell;
    pub(crate) mod entries;
    pub(crate) mod entry;
    pub(crate) mod holdings;
    pub(crate) mod hub;
    pub(crate) mod idempotency;
    pub(crate) mod keys;
    pub(crate) mod log;
    pub(crate) mod members;
    pub(crate) mod publication;
    pub(crate) mod recency;
    pub(crate) mod recent;
    pub(crate) mod roster;
    pub(crate) mod runs;
    pub(crate) mod values;
    pub(crate) mod waiter;

    /// In place of the product's `connection`: as much as the core knows of one.
    pub(crate) mod connection {
        use std::sync::Arc;

        use crate::logs::audience::Audience;
        use crate::logs::roster::Numbered;
        use crate::logs::waiter::Waiter;

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

    /// In place of the product's `taken`, which counts.
    pub(crate) mod taken {
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct Taken;

        impl Taken {
            pub(crate) fn new(_: &crate::format::chunk::Chunk, _: std::time::Duration) -> Self {
                Self
            }
        }
    }
}

#[path = "../../contract-runtime/src/sse/options"]
mod options {
    pub(crate) mod channel_options;
    pub(crate) mod history;
    pub(crate) mod slow;
}

mod reactor;
mod scenarios;

/// In place of the product's `sync`.
mod sync {
    pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
    pub(crate) use loom::sync::{Mutex, MutexGuard};

    pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().expect("loom's mutexes are not poisoned")
    }
}
