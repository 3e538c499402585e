//! The routes of mounted contracts as the mounting contract has them, worked out by the compiler: a contract's table is a
//! constant, however deep below it another one is mounted.
#![expect(
    clippy::indexing_slicing,
    reason = "only the compiler evaluates this, to which an index out of range is an error"
)]

mod beginning;
mod clash;
mod given;
mod headers;
mod mount;
mod outline;
mod rows;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub use beginning::Beginning;
pub use clash::no_clash;
pub use given::Given;
pub use mount::Mount;
pub use outline::{MountOutline, Outline, Size};
pub use table::{Table, joined, routes, size};
