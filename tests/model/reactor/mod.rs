//! What a thread of the reactor is told.

#[path = "../../../contract-runtime/src/sse/reactor/mailbox.rs"]
mod mailbox;

mod residents;
mod scenarios;
