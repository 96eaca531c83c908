//! What survives without power: how often the firmware started, and where the sensor is worn.
//!
//! Two pages of flash hold a log. A record is the whole state; the one with the highest number counts. When a page is full the
//! other is erased and goes on, so that each of them wears by one erasure in 682 changes, and a power cut at any moment
//! leaves the last complete record.

use embedded_storage_async::nor_flash::NorFlash;
use firmware_protocol::{Site, crc16};

/// Bytes of a record: number, boot, site, CRC, two that stay erased.
const RECORD: usize = 12;
const ERASED: u8 = 0xFF;

/// What is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stored {
    /// Starts of the firmware, modulo 65536.
    pub boot: u16,
    /// Where it is worn, if assigned.
    pub site: Option<Site>,
}

/// The settings, and the flash that they lie in: two erase units from its beginning.
pub struct Settings<F> {
    flash: F,
    stored: Stored,
    /// Of the latest record; 0 before the first.
    number: u32,
    /// Where the next record goes, if the page has room.
    page: u32,
    slot: u32,
}

impl<F: NorFlash> Settings<F> {
    const PAGE: u32 = F::ERASE_SIZE as u32;
    const SLOTS: u32 = Self::PAGE / RECORD as u32;

    /// Reads what is stored.
    pub async fn load(flash: F) -> Result<Self, F::Error> {
        let mut settings = Settings {
            flash,
            stored: Stored::default(),
            number: 0,
            page: 0,
            // An unknown page is full: the first record erases the other one.
            slot: Self::SLOTS,
        };
        for page in 0..2 {
            for slot in 0..Self::SLOTS {
                let bytes = settings.read(page, slot).await?;
                if let Some((number, stored)) = decode(&bytes).filter(|(number, _)| *number > settings.number) {
                    (settings.number, settings.stored) = (number, stored);
                    (settings.page, settings.slot) = (page, slot + 1);
                }
            }
        }
        Ok(settings)
    }

    async fn read(&mut self, page: u32, slot: u32) -> Result<[u8; RECORD], F::Error> {
        let mut bytes = [0; RECORD];
        let at = page * Self::PAGE + slot * RECORD as u32;
        self.flash.read(at, &mut bytes).await?;
        Ok(bytes)
    }

    /// What is stored.
    pub fn stored(&self) -> Stored {
        self.stored
    }

    /// Counts this start.
    pub async fn count_boot(&mut self) -> Result<Stored, F::Error> {
        let boot = self.stored.boot.wrapping_add(1);
        self.store(Stored { boot, ..self.stored }).await?;
        Ok(self.stored)
    }

    /// Stores where the sensor is worn.
    pub async fn assign(&mut self, site: Option<Site>) -> Result<(), F::Error> {
        self.store(Stored { site, ..self.stored }).await
    }

    async fn store(&mut self, stored: Stored) -> Result<(), F::Error> {
        // What a power cut left half written is passed over.
        while self.slot < Self::SLOTS && self.read(self.page, self.slot).await? != [ERASED; RECORD] {
            self.slot += 1;
        }
        if self.slot >= Self::SLOTS {
            let page = 1 - self.page;
            let at = page * Self::PAGE;
            self.flash.erase(at, at + Self::PAGE).await?;
            (self.page, self.slot) = (page, 0);
        }
        let (number, slot) = (self.number + 1, self.slot);
        // Whatever becomes of this record, its place is used.
        self.slot += 1;
        let at = self.page * Self::PAGE + slot * RECORD as u32;
        self.flash.write(at, &encode(number, stored)).await?;
        (self.number, self.stored) = (number, stored);
        Ok(())
    }
}

fn encode(number: u32, stored: Stored) -> [u8; RECORD] {
    let mut bytes = [ERASED; RECORD];
    bytes[..4].copy_from_slice(&number.to_le_bytes());
    bytes[4..6].copy_from_slice(&stored.boot.to_le_bytes());
    bytes[6] = Site::code_of(stored.site);
    bytes[7] = 0;
    let crc = crc16(&bytes[..8]);
    bytes[8..10].copy_from_slice(&crc.to_le_bytes());
    bytes
}

fn decode(bytes: &[u8; RECORD]) -> Option<(u32, Stored)> {
    let number = u32::from_le_bytes(bytes[..4].try_into().ok()?);
    let boot = u16::from_le_bytes(bytes[4..6].try_into().ok()?);
    let crc = u16::from_le_bytes(bytes[8..10].try_into().ok()?);
    let site = Site::from_code(bytes[6]).ok()?;
    (crc == crc16(&bytes[..8])).then_some((number, Stored { boot, site }))
}
