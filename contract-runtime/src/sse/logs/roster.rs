//! A list of connections in the order of their ids.

use std::iter::Flatten;
use std::slice::Iter;
use std::sync::Arc;

/// How many members a piece has at most.
const PIECE: usize = 64;

/// Has a number that no other member of its roster has.
pub(crate) trait Numbered {
    fn number(&self) -> u64;
}

impl<T: Numbered> Numbered for Arc<T> {
    fn number(&self) -> u64 {
        T::number(self)
    }
}

/// Members in the order of their numbers, which nearly always come in that order. They are all that it takes memory for: a `BTreeMap`
/// leaves every node that is filled from one end half empty, which is thirty bytes a member, and a vector would be as long to change as it
/// is.
#[derive(Debug)]
pub(crate) struct Roster<T> {
    /// In order, none of them empty, and no two neighbours with so few that half a piece would do.
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Roster<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T: Numbered> Roster<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    pub(crate) fn iter(&self) -> Flatten<Iter<'_, Vec<T>>> {
        self.pieces.iter().flatten()
    }

    /// The members whose numbers are not below one.
    pub(crate) fn from(&self, number: u64) -> impl Iterator<Item = &T> {
        let pieces = self.pieces.get(self.piece_of(number)..).unwrap_or_default();
        pieces.iter().flatten().skip_while(move |member| member.number() < number)
    }

    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        let piece = self.pieces.get(self.piece_of(number))?;
        let place = piece.binary_search_by_key(&number, T::number).ok()?;
        piece.get(place)
    }

    pub(crate) fn insert(&mut self, member: T) {
        let number = member.number();
        let index = self.piece_of(number);
        let Some(piece) = self.pieces.get_mut(index) else {
            // Most logs have one reader, and a vector that grows by itself begins with room for four.
            self.pieces.reserve_exact(1);
            self.pieces.push(vec![member]);
            return;
        };
        let place = piece.partition_point(|other| other.number() < number);
        if piece.len() < PIECE {
            put(piece, place, member);
            return;
        }
        // Whoever fills one piece will fill the next.
        let mut next = if place < PIECE { piece.split_off(PIECE / 2) } else { Vec::with_capacity(PIECE) };
        if place < PIECE / 2 {
            put(piece, place, member);
        } else {
            let place = next.partition_point(|other| other.number() < number);
            put(&mut next, place, member);
        }
        self.pieces.insert(index + 1, next);
    }

    pub(crate) fn remove(&mut self, number: u64) -> Option<T> {
        let index = self.piece_of(number);
        let piece = self.pieces.get_mut(index)?;
        let place = piece.binary_search_by_key(&number, T::number).ok()?;
        let removed = piece.remove(place);
        if piece.len() <= piece.capacity() / 4 {
            piece.shrink_to(piece.len() * 2);
        }
        if piece.is_empty() {
            self.pieces.remove(index);
        }
        self.join(index);
        self.join(index.saturating_sub(1));
        if self.pieces.is_empty() {
            self.pieces = Vec::new();
        }
        Some(removed)
    }

    /// The index of the only piece that can have a number.
    fn piece_of(&self, number: u64) -> usize {
        let begins = |piece: &Vec<T>| piece.first().is_some_and(|first| first.number() <= number);
        match self.pieces.last() {
            Some(last) if begins(last) => self.pieces.len() - 1,
            _ => self.pieces.partition_point(begins).saturating_sub(1),
        }
    }

    /// Makes one of a piece and its next, where both have few members.
    fn join(&mut self, index: usize) {
        if let Some([piece, next]) = self.pieces.get_mut(index..index + 2)
            && piece.len() + next.len() <= PIECE / 2
        {
            piece.reserve_exact(next.len());
            piece.append(next);
            self.pieces.remove(index + 1);
        }
    }
}

/// Inserts a member where there is room for it in its piece.
fn put<T>(piece: &mut Vec<T>, place: usize, member: T) {
    if piece.len() == piece.capacity() {
        piece.reserve_exact(piece.len().clamp(1, PIECE - piece.len()));
    }
    piece.insert(place, member);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    impl Numbered for u64 {
        fn number(&self) -> u64 {
            *self
        }
    }

    fn allocated(roster: &Roster<u64>) -> usize {
        let members: usize = roster.pieces.iter().map(Vec::capacity).sum();
        members * size_of::<u64>() + roster.pieces.capacity() * size_of::<Vec<u64>>()
    }

    #[test]
    fn has_what_a_set_has_whatever_comes_and_goes() {
        let (mut roster, mut set) = (Roster::default(), BTreeSet::new());
        let mut random = fastrand::Rng::with_seed(7);
        for round in 0..20 {
            // It grows, by numbers that are nearly in order, and shrinks, from any place.
            for step in 0..500 {
                let number = round * 500 + step + random.u64(..9);
                if set.insert(number) {
                    roster.insert(number);
                }
            }
            for _ in 0..600 {
                let number = random.u64(..(round + 2) * 500);
                assert_eq!(roster.remove(number), set.take(&number));
                assert_eq!(roster.get(number), None);
            }
            assert!(roster.iter().eq(&set));
            assert!(set.iter().all(|number| roster.get(*number) == Some(number)));
            let from = random.u64(..(round + 2) * 500);
            assert!(roster.from(from).eq(set.range(from..)));
            assert!(roster.pieces.iter().all(|piece| (1..=PIECE).contains(&piece.len())));
        }
        for number in &set {
            assert_eq!(roster.remove(*number), Some(*number));
        }
        assert!(roster.is_empty());
        assert_eq!(allocated(&roster), 0);
    }

    #[test]
    fn takes_little_more_than_its_members() {
        let mut roster = Roster::default();
        roster.insert(0);
        assert!(allocated(&roster) <= 32);
        (1..10_000).for_each(|number| roster.insert(number));
        assert!(allocated(&roster) <= 10_000 * 9);
        // What stays for long is spread among what does not.
        for number in (0..10_000).filter(|number| number % 100 != 0) {
            roster.remove(number);
        }
        assert_eq!(roster.iter().count(), 100);
        assert!(roster.pieces.len() <= 2 * 100 / (PIECE / 2) + 1, "{} pieces", roster.pieces.len());
    }
}
