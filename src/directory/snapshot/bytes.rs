//! The elements of the binary form: numbers, ids and texts. Each value has exactly one encoding.
//!
//! | element | encoding |
//! |---|---|
//! | number | [LEB128], in the fewest bytes: seven bits per byte, the lowest first; the high bit says that another byte follows |
//! | count, position | a number below 2^32 |
//! | id | 16 bytes, the most significant first, so that ids sort like their bytes |
//! | text | the count of its bytes, and its UTF-8 |
//!
//! [LEB128]: https://en.wikipedia.org/wiki/LEB128

use alloc::vec::Vec;

use super::error::SnapshotError;

/// Why bytes are not an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    #[error("the bytes end too early")]
    Ended,
    #[error("a number that is too large")]
    TooLarge,
    #[error("non-canonical number")]
    TooLong,
    #[error("a text that is not UTF-8")]
    NotText,
}

impl From<Malformed> for SnapshotError {
    fn from(malformed: Malformed) -> Self {
        Self::new(alloc::string::ToString::to_string(&malformed))
    }
}

/// Reads elements off the front of the bytes.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The number of bytes left.
    pub(super) const fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next bytes as they are.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Malformed::Ended)?;
        self.rest = rest;
        Ok(taken)
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, Malformed> {
        let (byte, rest) = self.rest.split_first().ok_or(Malformed::Ended)?;
        self.rest = rest;
        Ok(*byte)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<u64, Malformed> {
        match self.rest {
            [byte @ ..0x80, rest @ ..] => {
                self.rest = rest;
                Ok(u64::from(*byte))
            }
            [low, high @ 1..0x80, rest @ ..] => {
                self.rest = rest;
                Ok(u64::from(*low & 0x7f) | u64::from(*high) << 7)
            }
            _ => self.long_number(),
        }
    }

    /// A number of three bytes or more, or a faulty one. Apart from the others, which nearly all are, so that those
    /// are inlined.
    #[inline(never)]
    fn long_number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            number |= bits << shift;
            if bits << shift >> shift != bits {
                return Err(Malformed::TooLarge);
            }
            match byte {
                0 => return Err(Malformed::TooLong),
                1..0x80 => return Ok(number),
                0x80.. => {}
            }
        }
        Err(Malformed::TooLarge)
    }

    /// The position of a row in a list.
    #[inline]
    pub(super) fn position(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.number()?).map_err(|_| Malformed::TooLarge)
    }

    /// The count of a list whose rows take at least `least` bytes each. It is checked against the bytes left, so a
    /// forged count cannot trigger a large allocation.
    #[inline]
    pub(super) fn count(&mut self, least: usize) -> Result<usize, Malformed> {
        let count = self.position()? as usize;
        if count <= self.left() / least { Ok(count) } else { Err(Malformed::Ended) }
    }

    pub(super) fn id<I: From<[u8; 16]>>(&mut self) -> Result<I, Malformed> {
        let (id, rest) = self.rest.split_first_chunk().ok_or(Malformed::Ended)?;
        self.rest = rest;
        Ok((*id).into())
    }

    /// A list of ids.
    pub(super) fn ids<I: From<[u8; 16]>>(&mut self) -> Result<Vec<I>, Malformed> {
        let count = self.count(16)?;
        let (ids, _) = self.take(count * 16)?.as_chunks();
        Ok(ids.iter().map(|id| (*id).into()).collect())
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.count(1)?;
        core::str::from_utf8(self.take(length)?).map_err(|_| Malformed::NotText)
    }
}

/// Appends elements.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    pub(super) fn number(&mut self, number: impl Into<u64>) {
        let mut rest = number.into();
        while rest >= 0x80 {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    pub(super) fn id(&mut self, id: impl Into<[u8; 16]>) {
        self.bytes.extend_from_slice(&id.into());
    }

    pub(super) fn ids<I: Into<[u8; 16]>>(&mut self, ids: impl ExactSizeIterator<Item = I>) {
        self.count(ids.len());
        ids.for_each(|id| self.id(id));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::{Malformed, Reader};

    #[test]
    fn a_count_cannot_exceed_the_bytes_left() {
        let counted = |count: u8, least| Reader { rest: &[count, 0, 0, 0, 0, 0, 0, 0, 0, 0] }.count(least);
        assert_eq!((counted(9, 1), counted(10, 1)), (Ok(9), Err(Malformed::Ended)));
        assert_eq!((counted(4, 2), counted(5, 2)), (Ok(4), Err(Malformed::Ended)));
        assert_eq!((counted(0, 16), counted(1, 16)), (Ok(0), Err(Malformed::Ended)));
    }
}
