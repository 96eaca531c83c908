//! Reading and writing little-endian fields of fixed width, without panics on short input.

/// Reads fields from the front of a slice; every read past the end is `None`.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// The next `N` bytes.
    pub fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.take::<1>().map(|b| b[0])
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    /// 48 bits.
    pub fn u48(&mut self) -> Option<u64> {
        self.take::<6>()
            .map(|b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], 0, 0]))
    }

    /// `Some` if nothing is left over.
    pub fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }
}

/// Writes fields to a slice from its front; what does not fit is not written and makes [`Writer::len`] `None`.
pub(crate) struct Writer<'a> {
    out: &'a mut [u8],
    at: usize,
    full: bool,
}

impl<'a> Writer<'a> {
    pub fn new(out: &'a mut [u8]) -> Self {
        Writer {
            out,
            at: 0,
            full: false,
        }
    }

    pub fn put(mut self, bytes: &[u8]) -> Self {
        match self.out.get_mut(self.at..self.at + bytes.len()) {
            Some(space) if !self.full => {
                space.copy_from_slice(bytes);
                self.at += bytes.len();
            }
            _ => self.full = true,
        }
        self
    }

    pub fn u8(self, value: u8) -> Self {
        self.put(&[value])
    }

    pub fn u16(self, value: u16) -> Self {
        self.put(&value.to_le_bytes())
    }

    pub fn u24(self, value: u32) -> Self {
        self.put(&value.to_le_bytes()[..3])
    }

    pub fn u32(self, value: u32) -> Self {
        self.put(&value.to_le_bytes())
    }

    pub fn u48(self, value: u64) -> Self {
        self.put(&value.to_le_bytes()[..6])
    }

    /// Bytes written, or `None` if something did not fit.
    pub fn len(&self) -> Option<usize> {
        (!self.full).then_some(self.at)
    }
}
