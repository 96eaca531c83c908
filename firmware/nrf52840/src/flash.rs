//! A part of the flash that begins at 0.

use embedded_storage_async::nor_flash::{ErrorType, NorFlash, ReadNorFlash};

pub(crate) struct Region<F> {
    flash: F,
    start: u32,
}

impl<F> Region<F> {
    pub(crate) fn new(flash: F, start: u32) -> Self {
        Region { flash, start }
    }
}

impl<F: ErrorType> ErrorType for Region<F> {
    type Error = F::Error;
}

impl<F: ReadNorFlash> ReadNorFlash for Region<F> {
    const READ_SIZE: usize = F::READ_SIZE;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), F::Error> {
        self.flash.read(self.start + offset, bytes).await
    }

    fn capacity(&self) -> usize {
        self.flash.capacity() - self.start as usize
    }
}

impl<F: NorFlash> NorFlash for Region<F> {
    const WRITE_SIZE: usize = F::WRITE_SIZE;
    const ERASE_SIZE: usize = F::ERASE_SIZE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), F::Error> {
        self.flash.erase(self.start + from, self.start + to).await
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), F::Error> {
        self.flash.write(self.start + offset, bytes).await
    }
}
