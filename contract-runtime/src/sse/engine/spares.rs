//! Memory for connections, taken for many at once.

use std::sync::{Arc, Mutex};

use super::super::logs::audience::Audience;
use super::super::logs::connection::Connection;
use super::super::sync::lock;

/// For how many at once: a page of memory.
const AT_ONCE: usize = 32;

/// Places for connections that are to come, next to each other. A connection outlives its request by far: allocated by itself, it would
/// stand amid the request's buffers, and leave of the room between it and the next one what is too small for those of another.
#[derive(Debug)]
pub(crate) struct Spares {
    spare: Mutex<Vec<Arc<Connection>>>,
    nothing: Arc<Audience>,
}

impl Spares {
    pub(crate) fn new() -> Self {
        Self { spare: Mutex::default(), nothing: Arc::new(Audience::new(Vec::new(), None)) }
    }

    /// Moves a connection to where it can be shared.
    pub(crate) fn share(&self, connection: Connection) -> Arc<Connection> {
        let mut spare = lock(&self.spare);
        if spare.is_empty() {
            spare.reserve_exact(AT_ONCE);
            spare.extend((0..AT_ONCE).map(|_| Arc::new(Connection::vacant(&self.nothing))));
        }
        let place = spare.pop();
        drop(spare);
        if let Some(mut place) = place
            && let Some(vacant) = Arc::get_mut(&mut place)
        {
            *vacant = connection;
            return place;
        }
        Arc::new(connection)
    }
}
