//! A contract of another crate, for others to mount.

use contract_runtime::prelude::*;

contract! {
    /// How a part of a system is.
    pub trait Status {
        path_prefix: "/status",

        read: { method: GET, path: "/", responses: { 200: String } },
        changes: { method: GET, path: "/changes", responses: { 200: events { changed: String } } },
    }
}

/// A part that is always the same.
#[derive(Debug)]
pub struct Constant(pub &'static str);

impl Status for Constant {
    type Context = ();

    async fn read(&self, (): (), _: StatusReadRequest) -> StatusReadResult {
        Ok(self.0.to_owned().into())
    }

    async fn changes(&self, (): (), _: StatusChangesRequest) -> StatusChangesResult {
        Ok(Subscription::channel())
    }
}
