//! Text that the compiler puts together.

/// As much as `N` bytes of text.
#[derive(Debug)]
pub struct Text<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Text<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; N], len: 0 }
    }

    /// How long the whole text is, also where it has no place here: a text is first made with a place for nothing, to
    /// learn how long it is, and then with as much as that.
    pub const fn size(&self) -> usize {
        self.len
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match str::from_utf8(&self.bytes) {
            Ok(text) => text,
            // It is made of whole texts.
            Err(_) => "",
        }
    }

    pub(super) const fn push(mut self, text: &str) -> Self {
        self.add(text);
        self
    }

    /// Byte by byte: to the compiler a call takes as long as many bytes.
    pub(super) const fn add(&mut self, text: &str) {
        let mut bytes = text.as_bytes();
        if N == 0 {
            self.len += bytes.len();
            return;
        }
        let mut next = self.len;
        // Four at a time, since the steps of the loop are most of what there is to do.
        while next + 4 <= N
            && let [first, second, third, fourth, others @ ..] = bytes
        {
            self.bytes[next] = *first;
            self.bytes[next + 1] = *second;
            self.bytes[next + 2] = *third;
            self.bytes[next + 3] = *fourth;
            next += 4;
            bytes = others;
        }
        while next < N
            && let [byte, others @ ..] = bytes
        {
            self.bytes[next] = *byte;
            next += 1;
            bytes = others;
        }
        self.len = next + bytes.len();
    }
}

/// Whether two texts are one.
pub(super) const fn equal(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while let ([byte, left_rest @ ..], [other, right_rest @ ..]) = (left, right) {
        if *byte != *other {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.is_empty() && right.is_empty()
}
