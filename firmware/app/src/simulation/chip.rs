//! An LSM6DS3TR-C on an I²C bus, as far as the driver uses it: written from the data sheet, apart from the driver.

use std::collections::VecDeque;
use std::vec::Vec;

use embedded_hal_async::i2c::{ErrorKind, ErrorType, I2c, Operation, SevenBitAddress};

const FIFO_WORDS: usize = 2048;

/// One sample as the chip took it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taken {
    /// Device time, µs.
    pub time_us: f64,
    /// The chip's counts: accelerometer, then gyroscope.
    pub raw: [i16; 6],
}

/// The chip.
pub struct Chip {
    /// The device clock, µs.
    now: fn() -> u64,
    /// How much slower its oscillator runs than its data sheet says, as a share.
    slow: f64,
    registers: [u8; 128],
    /// When the counter was 0, µs.
    counter_zero_us: f64,
    fifo: VecDeque<u16>,
    /// Of the next word to be read, within its set.
    pattern: usize,
    overrun: bool,
    /// When the FIFO began, and how many samples it took since.
    began_us: f64,
    count: u32,
    /// What is measured: by number of the sample.
    signal: fn(u32) -> [i16; 6],
    /// It does not answer.
    pub absent: bool,
    /// What happens between its answer and the driver's going on: interrupts.
    pub interrupt: fn(),
    /// Every sample since the FIFO began, if they are kept.
    pub taken: Vec<Taken>,
}

impl Chip {
    /// A chip that was just switched on.
    pub fn new(now: fn() -> u64, slow: f64, signal: fn(u32) -> [i16; 6]) -> Self {
        let mut registers = [0; 128];
        registers[0x0F] = 0x6A;
        Chip {
            now,
            slow,
            registers,
            counter_zero_us: now() as f64,
            fifo: VecDeque::new(),
            pattern: 0,
            overrun: false,
            began_us: 0.0,
            count: 0,
            signal,
            absent: false,
            interrupt: || {},
            taken: Vec::new(),
        }
    }

    fn rate_hz(&self) -> Option<f64> {
        let continuous = self.registers[0x0A] & 7 == 0b110;
        let rate = match self.registers[0x0A] >> 3 & 15 {
            3 => 52.0,
            4 => 104.0,
            5 => 208.0,
            _ => return None,
        };
        continuous.then_some(rate)
    }

    fn counter(&self, at_us: f64) -> u32 {
        let running = self.registers[0x19] & 0x20 != 0 && self.registers[0x5C] & 0x10 != 0;
        if !running {
            return 0;
        }
        ((at_us - self.counter_zero_us) / (25.0 * (1.0 + self.slow))) as u64 as u32 & 0xFF_FFFF
    }

    /// Lives on until now.
    fn advance(&mut self) {
        let Some(rate) = self.rate_hz() else { return };
        let now = (self.now)() as f64;
        loop {
            let at = self.began_us + f64::from(self.count + 1) * 1e6 / rate * (1.0 + self.slow);
            if at > now {
                return;
            }
            let raw = (self.signal)(self.count);
            self.count += 1;
            self.taken.push(Taken { time_us: at, raw });
            let [low, middle, high, _] = self.counter(at).to_le_bytes();
            let [ax, ay, az, gx, gy, gz] = raw.map(|count| count as u16);
            let stamp = [u16::from_le_bytes([middle, high]), u16::from_le_bytes([0, low]), 0];
            self.fifo.extend([gx, gy, gz, ax, ay, az]);
            self.fifo.extend(stamp);
            while self.fifo.len() > FIFO_WORDS {
                self.fifo.pop_front();
                self.pattern = (self.pattern + 1) % 9;
                self.overrun = true;
            }
        }
    }

    fn read(&mut self, register: u8) -> u8 {
        let words = self.fifo.len() as u16;
        match register {
            0x3A => words.to_le_bytes()[0],
            0x3B => {
                let flags = u8::from(self.overrun) << 6 | u8::from(words == 0) << 4;
                words.to_le_bytes()[1] & 7 | flags
            }
            0x3C => self.pattern as u8,
            0x3D => 0,
            0x40..=0x42 => self.counter((self.now)() as f64).to_le_bytes()[usize::from(register - 0x40)],
            _ => self.registers[usize::from(register)],
        }
    }

    fn write(&mut self, register: u8, value: u8) {
        match register {
            0x12 if value & 1 != 0 => {
                self.registers = [0; 128];
                self.registers[0x0F] = 0x6A;
                self.fifo.clear();
                self.pattern = 0;
                self.overrun = false;
            }
            0x42 if value == 0xAA => self.counter_zero_us = (self.now)() as f64,
            0x0A => {
                self.fifo.clear();
                (self.pattern, self.overrun, self.count) = (0, false, 0);
                self.began_us = (self.now)() as f64;
                self.taken.clear();
                self.registers[0x0A] = value;
            }
            _ => self.registers[usize::from(register)] = value,
        }
    }
}

impl ErrorType for Chip {
    type Error = ErrorKind;
}

impl I2c<SevenBitAddress> for Chip {
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), ErrorKind> {
        if self.absent || address != 0x6A {
            return Err(ErrorKind::NoAcknowledge(
                embedded_hal_async::i2c::NoAcknowledgeSource::Address,
            ));
        }
        self.advance();
        let mut register = 0u8;
        for operation in operations {
            match operation {
                Operation::Write(bytes) => {
                    let [first, values @ ..] = &**bytes else { continue };
                    register = *first;
                    for &value in values {
                        self.write(register, value);
                        register += 1;
                    }
                }
                Operation::Read(out) if register == 0x3E => {
                    for pair in out.chunks_mut(2) {
                        let word = self.fifo.pop_front().unwrap_or(0);
                        self.pattern = (self.pattern + 1) % 9;
                        self.overrun = false;
                        pair.copy_from_slice(&word.to_le_bytes()[..pair.len()]);
                    }
                }
                Operation::Read(out) => {
                    for byte in out.iter_mut() {
                        *byte = self.read(register);
                        register += 1;
                    }
                }
            }
        }
        (self.interrupt)();
        Ok(())
    }
}
