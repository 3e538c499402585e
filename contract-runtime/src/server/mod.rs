//! From a contract's routes and handlers to an axum router, and from there to a socket.

mod above;
mod answer;
mod body;
mod call;
mod conditions;
mod context;
mod declared;
mod endpoint;
mod headers;
mod input;
mod own;
mod parts;
mod response;
mod router;
mod serve;
mod stream;

pub use router::{Endpoints, not_found};
pub use serve::{Listener, Serve, StayWithTask, bind, serve};

pub use above::{HeaderCheck, PrefixParam};
pub(crate) use answer::json_response;
pub use answer::{Answering, answering, answering_json, internal, json, raw};
pub use call::Shim;
pub use context::HandlerContext;
pub use declared::response;
pub use headers::with_headers;
pub use input::Input;
pub use response::empty;
pub use stream::{Subscribing, streaming};
