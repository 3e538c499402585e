//! Where the rows are. The same for every framework, so that what differs is the framework.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct Table<T> {
    rows: Mutex<BTreeMap<u64, T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Mutex::new(BTreeMap::new()) }
    }
}

impl<T: Clone> Table<T> {
    fn rows(&self) -> MutexGuard<'_, BTreeMap<u64, T>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn select(&self, page: u32, size: u32, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let rows = self.rows();
        let wanted = rows.values().filter(|row| wanted(row));
        wanted.skip((page * size) as usize).take(size as usize).cloned().collect()
    }

    pub fn get(&self, id: u64) -> Option<T> {
        self.rows().get(&id).cloned()
    }

    pub fn insert(&self, make: impl FnOnce(u64) -> T) -> T {
        let mut rows = self.rows();
        let id = rows.last_key_value().map_or(1, |(last, _)| last + 1);
        let row = make(id);
        rows.insert(id, row.clone());
        row
    }

    pub fn change(&self, id: u64, change: impl FnOnce(&mut T)) -> Option<T> {
        let mut rows = self.rows();
        let row = rows.get_mut(&id)?;
        change(row);
        Some(row.clone())
    }

    pub fn remove(&self, id: u64) -> bool {
        self.rows().remove(&id).is_some()
    }
}
