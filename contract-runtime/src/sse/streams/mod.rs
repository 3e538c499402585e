//! What one connection is sent: where it begins, what goes out next, and the two ways in which that is asked for, by a response's body
//! or, after a handover, by the reactor. This room knows the engine and all rooms below it, and of the files above them the request and
//! the subscription that it was made of.

pub(super) mod body;
pub(super) mod handover;
pub(super) mod live;
pub(super) mod start;
