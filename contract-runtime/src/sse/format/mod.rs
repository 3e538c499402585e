//! What stands on the wire: the bytes of an event stream, the ids in them, the pieces in which they go out, and what a client is told
//! of a loss and of when to come back. This room knows no other.

pub(super) mod chunk;
pub(super) mod gap;
pub(super) mod id;
pub(super) mod retry;
pub(super) mod wire;
