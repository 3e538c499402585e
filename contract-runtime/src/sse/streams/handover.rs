//! How a server takes a connection out of its response's body, to write to the socket itself.

use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Response;

use super::super::sync::lock;
use super::live::Live;

/// Stands in the extensions of a stream's response. A server that can write to the socket without the layers in between says that it
/// wants the connection, and polls the layered body once: the connection leaves its body with the first frame. Where that frame comes out
/// of all layers as the very memory that went in, they change nothing, and the server may keep the connection; else it goes on in the body.
#[derive(Default)]
pub(crate) struct Handover {
    state: Mutex<State>,
}

#[derive(Default)]
enum State {
    #[default]
    Offered,
    Wanted,
    Left {
        live: Live,
        first: Bytes,
    },
    Over,
}

impl Handover {
    /// Takes the offer out of a response, if there is one.
    pub(crate) fn of<B>(response: &mut Response<B>) -> Option<Arc<Self>> {
        response.extensions_mut().remove()
    }

    /// Asks for the connection.
    pub(crate) fn want(&self) {
        *lock(&self.state) = State::Wanted;
    }

    pub(crate) fn is_wanted(&self) -> bool {
        matches!(*lock(&self.state), State::Wanted)
    }

    /// The connection leaves its body, after its first frame.
    pub(crate) fn leave(&self, live: Live, first: Bytes) {
        *lock(&self.state) = State::Left { live, first };
    }

    /// Whether the connection has left its body and `frame` is the memory of its first frame, which is kept here so that nothing else
    /// can have its place.
    pub(crate) fn has_left_with(&self, frame: &Bytes) -> bool {
        match &*lock(&self.state) {
            State::Left { first, .. } => first.as_ptr() == frame.as_ptr() && first.len() == frame.len(),
            State::Offered | State::Wanted | State::Over => false,
        }
    }

    /// Takes the connection, if it has left its body.
    pub(crate) fn take(&self) -> Option<Live> {
        match std::mem::replace(&mut *lock(&self.state), State::Over) {
            State::Left { live, .. } => Some(live),
            State::Offered | State::Wanted | State::Over => None,
        }
    }
}

impl fmt::Debug for Handover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handover").finish_non_exhaustive()
    }
}
