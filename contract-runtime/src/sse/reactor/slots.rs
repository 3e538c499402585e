//! Where a thread has its connections.

use std::collections::BTreeSet;
use std::iter::repeat_with;

use super::super::logs::keys::Key;

/// How many values stand together: as many as a word has bits.
const GROUP: usize = u64::BITS as usize;

/// Values under keys, which are used again. They stand in groups that neither move nor grow, so that a value takes no more than it is:
/// a box of its own costs one that is as small as a connection a fifth more, and a vector that doubles is half empty. Groups that are
/// empty are given back.
#[derive(Debug)]
pub(super) struct Slots<T> {
    groups: Vec<Group<T>>,
    /// The groups that have room. The first of them is filled first, so that others become empty.
    with_room: BTreeSet<usize>,
}

#[derive(Debug)]
struct Group<T> {
    /// A bit a place.
    taken: u64,
    /// Nothing, where none is taken.
    places: Box<[Option<T>]>,
}

impl<T> Group<T> {
    fn new() -> Self {
        Self { taken: 0, places: Box::default() }
    }
}

/// The group of a key, and the place in it.
fn place_of(key: Key) -> (usize, usize) {
    (key as usize / GROUP, key as usize % GROUP)
}

impl<T> Slots<T> {
    pub(super) fn new() -> Self {
        Self { groups: Vec::new(), with_room: BTreeSet::new() }
    }

    /// A key that is free; `None` where there is no further one.
    pub(super) fn vacant_key(&self) -> Option<Key> {
        let group = self.with_room.first().copied().unwrap_or(self.groups.len());
        let place = self.groups.get(group).map_or(0, |group| group.taken.trailing_ones() as usize);
        Key::try_from(group * GROUP + place).ok()
    }

    /// Puts a value under a key that is free, [the next](Self::vacant_key) or any other.
    pub(super) fn insert(&mut self, key: Key, value: T) {
        let (index, place) = place_of(key);
        while self.groups.len() <= index {
            self.with_room.insert(self.groups.len());
            self.groups.push(Group::new());
        }
        let Some(group) = self.groups.get_mut(index) else { return };
        if group.taken == 0 {
            group.places = repeat_with(|| None).take(GROUP).collect();
        }
        group.taken |= 1 << place;
        if group.taken == u64::MAX {
            self.with_room.remove(&index);
        }
        if let Some(place) = group.places.get_mut(place) {
            *place = Some(value);
        }
    }

    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        let (index, place) = place_of(key);
        self.groups.get_mut(index)?.places.get_mut(place)?.as_mut()
    }

    pub(super) fn remove(&mut self, key: Key) -> Option<T> {
        let (index, place) = place_of(key);
        let group = self.groups.get_mut(index)?;
        let value = group.places.get_mut(place)?.take()?;
        group.taken &= !(1 << place);
        if group.taken == 0 {
            group.places = Box::default();
        }
        self.with_room.insert(index);
        Some(value)
    }

    /// The keys of all values.
    pub(super) fn keys(&self) -> Vec<Key> {
        let groups = (0..).step_by(GROUP).zip(&self.groups);
        let keys = groups.flat_map(|(first, group)| {
            (0..u64::BITS).filter(|place| group.taken >> place & 1 == 1).map(move |place| first + place)
        });
        keys.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(slots: &Slots<u32>) -> usize {
        slots.groups.iter().filter(|group| !group.places.is_empty()).count()
    }

    #[test]
    fn keys_are_used_again_from_the_lowest_and_empty_groups_are_given_back() {
        let mut slots = Slots::new();
        for key in 0..1000 {
            assert_eq!(slots.vacant_key(), Some(key));
            slots.insert(key, key);
        }
        assert_eq!(groups(&slots), 16);
        for key in (0..1000).filter(|key| key % 10 != 7) {
            assert_eq!(slots.remove(key), Some(key));
            assert_eq!((slots.remove(key), slots.get_mut(key)), (None, None));
        }
        assert_eq!(groups(&slots), 16);
        for _ in 0..28 {
            let key = slots.vacant_key().unwrap();
            assert!(key < 36, "{key}");
            slots.insert(key, key);
        }
        for key in (0..1000).filter(|key| key % 10 == 7) {
            assert_eq!(slots.get_mut(key), Some(&mut key.clone()));
            slots.remove(key);
        }
        assert_eq!(groups(&slots), 1);
        assert_eq!(slots.keys().len(), 28);
        slots.keys().into_iter().for_each(|key| assert_eq!(slots.remove(key), Some(key)));
        assert_eq!((slots.vacant_key(), groups(&slots)), (Some(0), 0));
        slots.insert(200, 1);
        assert_eq!((slots.vacant_key(), groups(&slots)), (Some(0), 1));
    }
}
