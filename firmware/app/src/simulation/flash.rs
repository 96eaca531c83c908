//! NOR flash: bits are written from 1 to 0, pages are erased whole, and the power can go at any moment.

use std::vec;
use std::vec::Vec;

use embedded_storage_async::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};

const PAGE: usize = 4096;

/// The power went: the operation was done in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PowerCut;

impl NorFlashError for PowerCut {
    fn kind(&self) -> NorFlashErrorKind {
        NorFlashErrorKind::Other
    }
}

/// Two pages.
pub struct Flash {
    /// What they hold.
    pub bytes: Vec<u8>,
    /// Erasures of each.
    pub erasures: [u32; 2],
    /// So many words can still be written (a page's erasure counts as one) until the power goes.
    pub until_cut: Option<u32>,
}

impl Default for Flash {
    fn default() -> Self {
        Flash {
            bytes: vec![0xFF; 2 * PAGE],
            erasures: [0; 2],
            until_cut: None,
        }
    }
}

impl Flash {
    fn step(&mut self) -> Result<(), PowerCut> {
        match &mut self.until_cut {
            Some(0) => Err(PowerCut),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl ErrorType for &mut Flash {
    type Error = PowerCut;
}

impl ReadNorFlash for &mut Flash {
    const READ_SIZE: usize = 4;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), PowerCut> {
        assert!(
            offset.is_multiple_of(4) && bytes.len().is_multiple_of(4),
            "reads are of whole words"
        );
        bytes.copy_from_slice(&self.bytes[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl NorFlash for &mut Flash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = PAGE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), PowerCut> {
        assert!((from as usize).is_multiple_of(PAGE) && (to as usize).is_multiple_of(PAGE));
        for page in from as usize / PAGE..to as usize / PAGE {
            self.erasures[page] += 1;
            let whole = self.step();
            // A cut leaves a page half erased.
            let end = if whole.is_ok() { PAGE } else { PAGE / 2 };
            self.bytes[page * PAGE..][..end].fill(0xFF);
            whole?;
        }
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), PowerCut> {
        assert!(
            offset.is_multiple_of(4) && bytes.len().is_multiple_of(4),
            "writes are of whole words"
        );
        for (at, word) in (offset as usize..).step_by(4).zip(bytes.chunks_exact(4)) {
            self.step()?;
            for (old, new) in self.bytes[at..].iter_mut().zip(word) {
                assert_eq!(*old & new, *new, "a bit cannot be written from 0 to 1");
                *old &= new;
            }
        }
        Ok(())
    }
}
