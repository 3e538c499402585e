//! What the paths of a mount begin with, so that two mounts whose paths part early need not be compared path by path.

use crate::route::Route;

/// The first bytes that all paths of a mount have in common, behind those that the paths of all mounts have, up to the first
/// parameter: as one number, since the compiler compares numbers in one step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    bytes: u128,
    /// All bits of each byte that is known.
    known: u128,
}

impl Beginning {
    const SIZE: usize = size_of::<u128>();

    /// Of routes below a prefix, of which the first `shared` bytes do not count.
    pub(super) const fn of(prefix: &str, routes: &[Route], shared: usize) -> Self {
        let mut beginning = Self { bytes: 0, known: 0 };
        let [first, ..] = routes else { return beginning };
        let prefix = prefix.as_bytes().split_at(shared).1;
        let mut index = 0;
        while index < prefix.len() {
            if index == Self::SIZE || prefix[index] == b'{' {
                return beginning;
            }
            beginning.add(index, prefix[index]);
            index += 1;
        }
        let (below, common) = (first.path.as_bytes(), common_bytes(routes, Self::SIZE - index));
        let mut at = 0;
        while at < common {
            beginning.add(index + at, below[at]);
            at += 1;
        }
        beginning
    }

    const fn add(&mut self, index: usize, byte: u8) {
        self.bytes |= (byte as u128) << (8 * index);
        self.known |= 0xff << (8 * index);
    }

    /// Whether no path that begins so begins as the other; of some pairs of which that is true it is not seen.
    pub(super) const fn is_apart_from(self, other: Self) -> bool {
        (self.bytes ^ other.bytes) & self.known & other.known != 0
    }
}

/// How many bytes all paths begin with together, up to the first parameter, and `most` at the most; none where one of them is `/`,
/// which is nothing at all below a prefix.
const fn common_bytes(routes: &[Route], most: usize) -> usize {
    let [first, ..] = routes else { return 0 };
    let (mut count, mut routes) = (most, routes);
    while let [route, others @ ..] = routes {
        count = literal_bytes(first.path, route.path, count);
        routes = others;
    }
    count
}

/// How many bytes two paths begin with together, up to a parameter, and `most` at the most.
const fn literal_bytes(left: &str, right: &str, most: usize) -> usize {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    if matches!(left, b"/") || matches!(right, b"/") {
        return 0;
    }
    let mut count = 0;
    while count < most
        && let ([byte, left_rest @ ..], [other, right_rest @ ..]) = (left, right)
        && *byte == *other
        && *byte != b'{'
    {
        count += 1;
        (left, right) = (left_rest, right_rest);
    }
    count
}
