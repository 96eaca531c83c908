//! A motion chip and a flash without hardware, register by register: for tests, and for the Linux build.

mod chip;
mod flash;

pub use chip::{Chip, Taken};
pub use flash::{Flash, PowerCut};
