//! How HTTP/1.1 frames a body whose length is not known beforehand: in chunks (RFC 9112, 7.1).

/// What ends a chunk's lines.
pub(crate) const LINE_END: &[u8] = b"\r\n";

/// What ends a body.
pub(crate) const END: &[u8] = b"0\r\n\r\n";

/// How many digits the largest length has.
const DIGITS: usize = 2 * size_of::<usize>();
const VALUES: &[u8; 16] = b"0123456789ABCDEF";

/// The line before a chunk's content, which tells how long it is.
#[derive(Debug)]
pub(crate) struct Size {
    line: [u8; Self::LONGEST],
    /// Where it begins.
    from: usize,
}

impl Size {
    pub(crate) const LONGEST: usize = DIGITS + LINE_END.len();

    pub(crate) fn of(length: usize) -> Self {
        let mut line = [0; Self::LONGEST];
        let (digits, end) = line.split_at_mut(DIGITS);
        end.copy_from_slice(LINE_END);
        let mut rest = length;
        let mut from = DIGITS;
        // By hand: the formatter of the standard library takes ten times as long, once an event and connection.
        for place in digits.iter_mut().rev() {
            *place = VALUES.get(rest & 0xF).copied().unwrap_or_default();
            from -= 1;
            rest >>= 4;
            if rest == 0 {
                break;
            }
        }
        Self { line, from }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.line.get(self.from..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_written_in_hexadecimal() {
        for length in [0, 1, 9, 10, 15, 16, 255, 256, 0xABC_DEF, usize::MAX] {
            assert_eq!(Size::of(length).as_bytes(), format!("{length:X}\r\n").as_bytes());
        }
    }
}
