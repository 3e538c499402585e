//! What the servers and the load of the fan-out benchmark say to each other.

mod control;
mod histogram;
mod tick;

pub use control::{Command, Plan};
pub use histogram::Histogram;
pub use tick::{Tick, now};
