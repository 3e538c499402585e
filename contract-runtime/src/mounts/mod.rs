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
mod rows;
#[cfg(test)]
mod tests;
mod text;

pub use clash::{Clash, clash, clash_message};
pub use given::Given;
pub use headers::{Headers, headers};
pub use mount::{Mount, count};
pub use rows::{Answers, answers, rows, texts};
pub use text::Text;
