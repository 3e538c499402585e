//! The logs, who reads them, and how: what is published and kept, in which order it is seen, the connections with their cursors, and
//! what wakes them. This room knows the options, the limits and the format, and nothing of the engine that is built on it.

pub(super) mod audience;
pub(super) mod catalog;
pub(super) mod connection;
pub(super) mod cursor;
pub(super) mod delays;
pub(super) mod doorbell;
pub(super) mod entries;
pub(super) mod entry;
pub(super) mod event;
pub(super) mod holdings;
pub(super) mod hub;
pub(super) mod idempotency;
pub(super) mod keys;
pub(super) mod log;
pub(super) mod members;
pub(super) mod publication;
pub(super) mod recency;
pub(super) mod recent;
pub(super) mod roster;
pub(super) mod runs;
pub(super) mod stamp;
pub(super) mod taken;
pub(super) mod values;
pub(super) mod waiter;
