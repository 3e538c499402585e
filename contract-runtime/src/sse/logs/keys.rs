//! Under which keys a reactor's thread knows its connections, and sets of them.

/// Names a connection of one thread; used again when it is gone.
pub(crate) type Key = u32;

const KEYS_A_WORD: u32 = u64::BITS;

/// Keys that differ in their last bits alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) index: u32,
    /// A bit a key.
    pub(crate) bits: u64,
}

impl Word {
    pub(crate) fn of(key: Key) -> Self {
        Self { index: key / KEYS_A_WORD, bits: 1 << (key % KEYS_A_WORD) }
    }

    pub(crate) fn len(self) -> usize {
        self.bits.count_ones() as usize
    }
}

/// Keys in the order in which they were added, each once.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    /// What was added by one word is together, without what was there before.
    added: Vec<Word>,
    /// All of them, by the words' indices.
    all: Vec<u64>,
}

impl Keys {
    pub(crate) fn add(&mut self, Word { index, bits }: Word) {
        let place = index as usize;
        if self.all.len() <= place {
            self.all.resize(place + 1, 0);
        }
        let Some(known) = self.all.get_mut(place) else { return };
        let bits = bits & !*known;
        if bits != 0 {
            *known |= bits;
            self.added.push(Word { index, bits });
        }
    }

    /// Takes all keys out, those of a word in their order.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Key> {
        for word in &self.added {
            if let Some(known) = self.all.get_mut(word.index as usize) {
                *known = 0;
            }
        }
        self.added.drain(..).flat_map(|Word { index, mut bits }| {
            std::iter::from_fn(move || {
                let others = bits & bits.checked_sub(1)?;
                let key = index * KEYS_A_WORD + bits.trailing_zeros();
                bits = others;
                Some(key)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_comes_out_once_and_in_the_order_of_the_words() {
        let mut keys = Keys::default();
        assert_eq!(keys.drain().count(), 0);
        for _ in 0..2 {
            for key in [700, 3, 64, 127, 0, 700, u64::BITS - 1] {
                keys.add(Word::of(key));
            }
            keys.add(Word { index: 1, bits: 0b111 });
            keys.add(Word { index: 9, bits: 0 });
            assert_eq!(keys.drain().collect::<Vec<_>>(), [700, 3, 64, 127, 0, 63, 65, 66]);
            assert_eq!(keys.drain().count(), 0);
            keys.add(Word::of(3));
            // What is not looked at is taken out as well.
            assert_eq!(keys.drain().next(), Some(3));
            keys.add(Word::of(4));
            keys.add(Word::of(5));
            assert_eq!(keys.drain().next(), Some(4));
        }
    }
}
