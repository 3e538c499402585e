//! Text that the compiler puts together.

/// As much as `N` bytes of text.
#[derive(Debug)]
pub(super) struct Text<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Text<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; N], len: 0 }
    }

    /// The text.
    pub(super) const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // It is made of whole texts.
            Err(_) => "",
        }
    }

    pub(super) const fn push(mut self, text: &str) -> Self {
        self.add(text);
        self
    }

    /// What has no place is left out. Byte by byte: to the compiler a call takes as long as many bytes.
    pub(super) const fn add(&mut self, text: &str) {
        let mut bytes = text.as_bytes();
        let mut next = self.len;
        if bytes.len() > N - next {
            return;
        }
        // Four at a time, since the steps of the loop are most of what there is to do.
        while let [first, second, third, fourth, others @ ..] = bytes {
            self.bytes[next] = *first;
            self.bytes[next + 1] = *second;
            self.bytes[next + 2] = *third;
            self.bytes[next + 3] = *fourth;
            next += 4;
            bytes = others;
        }
        while let [byte, others @ ..] = bytes {
            self.bytes[next] = *byte;
            next += 1;
            bytes = others;
        }
        self.len = next;
    }
}

/// Whether a text is one of some.
pub(super) const fn is_among(text: &str, mut texts: &[&str]) -> bool {
    while let [other, others @ ..] = texts {
        if equal(text, other) {
            return true;
        }
        texts = others;
    }
    false
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
