//! The tree of a query string: `a[0][k]=x` is the text `x` under `k` under `0` under `a`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::key::names;
use super::{MOST_ELEMENTS, MOST_NAMES, Room};
use crate::http::fault::Fault;
use crate::http::path;

/// All that a query string holds under one name. Whether its members make a list or an object is for its type to say.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// What the name itself was given: `a=x` and `a[]=x`.
    pub(crate) texts: Vec<String>,
    /// Something was given as `a[]=x`, so that even one text is a list.
    pub(crate) is_list: bool,
    /// What stands in brackets after the name: `a[0]=x` and `a[k]=x`. Sorted, so that no choice of names makes a
    /// look-up slow.
    pub(crate) members: BTreeMap<String, Self>,
}

/// Why a node is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAList {
    /// A member has a name that is no index.
    Named,
    /// `a[][k]=x` does not say to which element it belongs: clients differ.
    Unnumbered,
    /// It has too many elements, or an index that is too high.
    TooLong,
}

impl Node {
    /// Puts a text under the names of a key. An empty last one is the `[]` of a list, unless it is the only one.
    ///
    /// # Errors
    /// The key has too many names, or there is no room for them.
    pub(crate) fn put(&mut self, room: &mut Room, key: &str, text: String) -> Result<(), Fault> {
        if names(key).nth(MOST_NAMES).is_some() {
            let limit = format!("at most {MOST_NAMES} names in one key");
            return Err(Fault::limit(room.place(), path::shortened(key), limit));
        }
        let mut take = || room.take(key);
        let mut names = names(key);
        let mut node = self.member(names.next().unwrap_or_default(), &mut take)?;
        let mut names = names.peekable();
        while let Some(name) = names.next() {
            if name.is_empty() && names.peek().is_none() {
                node.is_list = true;
            } else {
                node = node.member(name, &mut take)?;
            }
        }
        node.texts.push(text);
        Ok(())
    }

    /// Whether what is given for a key is found under a name, or in what is.
    pub(crate) fn is_of(name: &str, key: &str) -> bool {
        let mut key = names(key);
        names(name).all(|name| key.next() == Some(name))
    }

    /// What is under a name; where that is new, there must be room for it.
    fn member<E>(&mut self, name: &str, take_room: impl FnOnce() -> Result<(), E>) -> Result<&mut Self, E> {
        Ok(match self.members.entry(name.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                take_room()?;
                new.insert(Self::default())
            }
        })
    }

    /// What was given under a name, which may have brackets itself: a contract may name a field `page[size]`.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        names(name).try_fold(self, |node, name| node.members.get(name))
    }

    /// The form is that of a list, whatever the type wants.
    pub(crate) fn looks_like_a_list(&self) -> bool {
        let count = self.members.len();
        let is_row =
            count > 0 && self.members.keys().all(|name| index(name).is_ok_and(|index| index < count));
        is_row || !self.texts.is_empty()
    }

    /// The members as elements, in the order of their indexes.
    ///
    /// # Errors
    /// Why they are none.
    pub(crate) fn numbered(&self) -> Result<Vec<&Self>, NotAList> {
        if self.members.contains_key("") {
            return Err(NotAList::Unnumbered);
        }
        let numbered: Result<Vec<_>, _> =
            self.members.iter().map(|(name, node)| Ok((index(name)?, node))).collect();
        let mut numbered = numbered?;
        if numbered.len() + self.texts.len() > MOST_ELEMENTS {
            return Err(NotAList::TooLong);
        }
        numbered.sort_unstable_by_key(|(index, _)| *index);
        Ok(numbered.into_iter().map(|(_, node)| node).collect())
    }
}

fn index(name: &str) -> Result<usize, NotAList> {
    // With leading zeros two names could be one index.
    let canonical = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    match name.parse() {
        _ if !canonical => Err(NotAList::Named),
        Ok(index) if index < MOST_ELEMENTS => Ok(index),
        _ => Err(NotAList::TooLong),
    }
}
