//! The connections on a list, and which of them live in reactors.

use std::iter::Flatten;
use std::slice::Iter;
use std::sync::Arc;

use super::connection::Connection;
use super::keys::Word;
use super::roster::{Numbered as _, Roster};
use super::waiter::SharedBell;

/// Connections in the order of their ids. Those that live in reactors are noted once more, by the keys under which their threads know
/// them: that many of them have news is then told by a few words of bits, and without a look at any of them.
#[derive(Debug, Default)]
pub(crate) struct Members {
    all: Roster<Arc<Connection>>,
    /// In the order of their threads, by address, and keys. No word is empty.
    residents: Vec<Residents>,
}

/// Residents of one thread whose keys are in one word.
#[derive(Debug)]
struct Residents {
    bell: SharedBell,
    word: Word,
}

impl Residents {
    fn place(&self) -> (usize, u32) {
        (address(&self.bell), self.word.index)
    }
}

fn address(bell: &SharedBell) -> usize {
    Arc::as_ptr(bell).addr()
}

impl Members {
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn iter(&self) -> Flatten<Iter<'_, Vec<Arc<Connection>>>> {
        self.all.iter()
    }

    /// The members whose ids are not below one.
    pub(crate) fn from(&self, id: u64) -> impl Iterator<Item = &Arc<Connection>> {
        self.all.from(id)
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Arc<Connection>> {
        self.all.get(id)
    }

    pub(crate) fn insert(&mut self, connection: Arc<Connection>) {
        self.all.insert(connection);
    }

    pub(crate) fn remove(&mut self, id: u64) -> Option<Arc<Connection>> {
        let connection = self.all.remove(id)?;
        self.move_out(&connection);
        Some(connection)
    }

    /// Notes that a connection has moved into a reactor, if it is a member.
    pub(crate) fn move_in(&mut self, connection: &Connection) {
        if self.all.get(connection.number()).is_none() {
            return;
        }
        let Some((bell, key)) = connection.waiter.residence() else { return };
        let word = Word::of(key);
        match self.find(&bell, word.index) {
            Ok(known) => {
                if let Some(residents) = self.residents.get_mut(known) {
                    residents.word.bits |= word.bits;
                }
            }
            Err(place) => {
                // Most lists have few members, and a vector that grows by itself begins with room for four.
                if self.residents.len() == self.residents.capacity() {
                    self.residents.reserve_exact(self.residents.len().div_ceil(4).max(1));
                }
                self.residents.insert(place, Residents { bell, word });
            }
        }
    }

    /// Notes that a connection leaves its reactor.
    pub(crate) fn move_out(&mut self, connection: &Connection) {
        let Some((bell, key)) = connection.waiter.residence() else { return };
        let word = Word::of(key);
        let Ok(place) = self.find(&bell, word.index) else { return };
        let Some(residents) = self.residents.get_mut(place) else { return };
        residents.word.bits &= !word.bits;
        if residents.word.bits == 0 {
            self.residents.remove(place);
            if self.residents.len() <= self.residents.capacity() / 4 {
                self.residents.shrink_to(self.residents.len() * 2);
            }
        }
    }

    fn find(&self, bell: &SharedBell, index: u32) -> Result<usize, usize> {
        self.residents.binary_search_by_key(&(address(bell), index), Residents::place)
    }

    /// Rings for all that live in reactors: once a thread.
    pub(crate) fn ring(&self) {
        for of_thread in self.residents.chunk_by(|one, next| Arc::ptr_eq(&one.bell, &next.bell)) {
            if let Some(first) = of_thread.first() {
                first.bell.ring(&mut of_thread.iter().map(|residents| residents.word));
            }
        }
    }

    /// Whether there are any that are with tasks.
    pub(crate) fn have_tasks(&self) -> bool {
        let residents: usize = self.residents.iter().map(|residents| residents.word.len()).sum();
        residents < self.all.len()
    }
}
