//! Who names which channels, so that no two do so in the same way without knowing of each other.

use std::any::{TypeId, type_name};
use std::collections::BTreeMap;
use std::fmt;

use super::super::sync::{Mutex, lock};

/// What names channels: a type of the program.
#[derive(Clone, Copy)]
pub(crate) struct Owner {
    id: TypeId,
    name: fn() -> &'static str,
}

impl Owner {
    pub(crate) const fn of<T: 'static>() -> Self {
        Self { id: TypeId::of::<T>(), name: type_name::<T> }
    }
}

impl PartialEq for Owner {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str((self.name)())
    }
}

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The owners of a manager's channels, by what the names of these begin with.
#[derive(Default)]
pub(crate) struct Owners {
    by_prefix: Mutex<BTreeMap<&'static str, Owner>>,
}

impl Owners {
    /// Who has the channels of a prefix, which is `owner` where nobody had them.
    pub(crate) fn own(&self, prefix: &'static str, owner: Owner) -> Owner {
        *lock(&self.by_prefix).entry(prefix).or_insert(owner)
    }
}
