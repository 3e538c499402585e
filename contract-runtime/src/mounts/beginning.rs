//! What paths begin with, so that those which part early need not be compared.

/// The first bytes that some paths have in common: as one number, since the compiler compares numbers in one step.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    bytes: u128,
    /// All bits of each byte that is known.
    known: u128,
}

impl Beginning {
    const SIZE: usize = size_of::<u128>();

    /// Of paths that begin with `outer` and then with `inner`; what is beyond sixteen bytes does not count.
    pub const fn of(outer: &str, inner: &str) -> Self {
        Self { bytes: 0, known: 0 }.with(0, outer.as_bytes()).with(outer.len(), inner.as_bytes())
    }

    const fn with(mut self, mut at: usize, mut bytes: &[u8]) -> Self {
        while at < Self::SIZE
            && let [byte, others @ ..] = bytes
        {
            self.bytes |= (*byte as u128) << (8 * at);
            self.known |= 0xff << (8 * at);
            at += 1;
            bytes = others;
        }
        self
    }

    /// Whether no path that begins so begins as the other; of some pairs of which that is true it is not seen.
    pub(super) const fn is_apart_from(self, other: Self) -> bool {
        (self.bytes ^ other.bytes) & self.known & other.known != 0
    }
}
