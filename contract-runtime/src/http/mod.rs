//! What goes over HTTP and back: reading values from requests, faults, problem details, JSON answers.
//!
//! Nothing here knows of routes or of event streams, so that servers and clients can share it.

pub(crate) mod accept;
pub(crate) mod chunked;
pub(crate) mod combined;
pub(crate) mod cookies;
pub(crate) mod fault;
pub(crate) mod json;
pub(crate) mod media_type;
pub(crate) mod path;
pub(crate) mod problem;
pub(crate) mod query;
pub(crate) mod reason;
pub(crate) mod schema_faults;
mod schema_keywords;
mod schema_words;
pub(crate) mod text;
pub(crate) mod texts;

pub use combined::{CombinedErrors, PartErrors, PartIssue};
pub use fault::{Fault, InvalidRequest, Place};
pub use json::JsonFault;
pub use problem::{IsProblem, NoProblem, Problem, ProblemDetails};
pub use text::Part;
