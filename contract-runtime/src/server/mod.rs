//! From a contract's routes and handlers to an axum router, and from there to a socket.

mod above;
mod answer;
mod body;
mod call;
mod conditions;
mod endpoint;
mod headers;
mod input;
mod internal;
mod own;
mod parts;
mod router;
mod serve;
mod stream;

pub use internal::{Internal, InternalExt};
pub use router::{Endpoints, not_found};
pub use serve::{Listener, Serve, StayWithTask, bind, serve};

pub use above::{HeaderCheck, PrefixParam};
pub use answer::{empty, internal, json, raw};
pub(crate) use body::is_limit;
pub use call::{Answering, Shim, answering};
pub use headers::with_headers;
pub use input::Input;
pub use own::{OwnAnswer, of_invalid_request, of_problem};
pub(crate) use own::{own_invalid, own_problem};
pub use stream::{Subscribing, streaming};
