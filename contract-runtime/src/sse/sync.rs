//! The primitives that the engine's core is synchronised with: std's. The model checker compiles the same core
//! with its own in their place.

pub(crate) use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
pub(crate) use std::sync::{Mutex, MutexGuard};

use std::sync::PoisonError;

/// Locks a mutex. No code of a user runs under the engine's locks, so that a panic cannot have left what they
/// guard half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
