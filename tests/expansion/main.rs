//! What `contract!` writes compiles without a warning, wherever it stands and whatever is in scope there.

#![deny(warnings)]
#![warn(clippy::pedantic, missing_docs, unused, unreachable_pub, missing_debug_implementations)]
#![warn(rust_2018_idioms, unused_qualifications)]

mod function_body;
pub mod generated;
pub mod language;
pub mod mounts;
pub mod named;
mod private;
pub mod shadowed;
pub mod shop;
pub mod types;
