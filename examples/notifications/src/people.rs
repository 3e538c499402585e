//! Who goes by which client id.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::contract::Name;
use crate::session::client_id;

/// Anyone can sign in under any number of names, so somebody has to be forgotten.
const MOST: usize = 1000;

/// The people seen lately, by the client id of their connections.
#[derive(Debug, Default)]
pub(crate) struct People(Mutex<HashMap<String, Seen>>);

#[derive(Debug)]
struct Seen {
    name: Name,
    turn: u64,
}

impl People {
    /// Notes that somebody is here.
    pub(crate) fn see(&self, name: &Name) {
        let mut people = self.lock();
        let turn = people.values().map(|seen| seen.turn).max().map_or(0, |turn| turn + 1);
        people.insert(client_id(name), Seen { name: name.clone(), turn });
        if people.len() > MOST {
            let oldest = people.iter().min_by_key(|(_, seen)| seen.turn).map(|(client, _)| client.clone());
            oldest.and_then(|client| people.remove(&client));
        }
    }

    /// Whether somebody of this name was here lately.
    pub(crate) fn knows(&self, name: &Name) -> bool {
        self.lock().contains_key(&client_id(name))
    }

    /// The name behind a client id.
    pub(crate) fn name_of(&self, client: &str) -> Option<Name> {
        self.lock().get(client).map(|seen| seen.name.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Seen>> {
        // No panic can leave the map half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
