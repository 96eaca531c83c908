//! What lies between the store and the disk: nothing, or encryption.

#[cfg(feature = "encrypted-store")]
use super::seal::{self, Keys};
use std::fs::File;
use std::io::{self, Read, Write};
#[cfg(feature = "encrypted-store")]
use std::sync::Arc;

/// How the store's files are covered.
#[derive(Clone)]
pub(super) enum Vault {
    Plain,
    #[cfg(feature = "encrypted-store")]
    Sealed(Arc<Keys>),
}

/// Writes a file, sealed or plain.
pub(super) enum Sealer {
    Plain(File),
    #[cfg(feature = "encrypted-store")]
    Sealed(Box<seal::Writer>),
}

impl Vault {
    /// What the names of packed recordings end with.
    pub fn ending(&self) -> &'static str {
        match self {
            Vault::Plain => ".tar.zst",
            #[cfg(feature = "encrypted-store")]
            Vault::Sealed(_) => ".tar.zst.sealed",
        }
    }

    pub fn sealer(&self, file: File) -> io::Result<Sealer> {
        match self {
            Vault::Plain => Ok(Sealer::Plain(file)),
            #[cfg(feature = "encrypted-store")]
            Vault::Sealed(keys) => Ok(Sealer::Sealed(Box::new(seal::Writer::new(keys, file)?))),
        }
    }

    pub fn opener(&self, file: File) -> io::Result<Box<dyn Read>> {
        match self {
            Vault::Plain => Ok(Box::new(file)),
            #[cfg(feature = "encrypted-store")]
            Vault::Sealed(keys) => Ok(Box::new(seal::Reader::new(keys, file)?)),
        }
    }
}

impl Sealer {
    /// Writes what is left, and gives the file back.
    pub fn finish(self) -> io::Result<File> {
        match self {
            Sealer::Plain(file) => Ok(file),
            #[cfg(feature = "encrypted-store")]
            Sealer::Sealed(writer) => writer.finish(),
        }
    }
}

impl Write for Sealer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sealer::Plain(file) => file.write(bytes),
            #[cfg(feature = "encrypted-store")]
            Sealer::Sealed(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sealer::Plain(file) => file.flush(),
            #[cfg(feature = "encrypted-store")]
            Sealer::Sealed(writer) => writer.flush(),
        }
    }
}
