//! What lies between the store and the disk: nothing, or encryption.

#[cfg(feature = "encrypted")]
use super::cipher::{self, Keys};
use std::fs::File;
use std::io::{self, Read, Write};
#[cfg(feature = "encrypted")]
use std::sync::Arc;

/// How the store's files are covered.
#[derive(Clone)]
pub(super) enum Encryption {
    Plain,
    #[cfg(feature = "encrypted")]
    Encrypted(Arc<Keys>),
}

/// Writes a file, sealed or plain.
pub(super) enum ContentWriter {
    Plain(File),
    #[cfg(feature = "encrypted")]
    Encrypted(Box<cipher::Writer>),
}

impl Encryption {
    /// What the names of packed recordings end with.
    pub(crate) fn ending(&self) -> &'static str {
        match self {
            Encryption::Plain => ".tar.zst",
            #[cfg(feature = "encrypted")]
            Encryption::Encrypted(_) => ".tar.zst.sealed",
        }
    }

    pub(crate) fn writer(&self, file: File) -> io::Result<ContentWriter> {
        match self {
            Encryption::Plain => Ok(ContentWriter::Plain(file)),
            #[cfg(feature = "encrypted")]
            Encryption::Encrypted(keys) => Ok(ContentWriter::Encrypted(Box::new(cipher::Writer::new(keys, file)?))),
        }
    }

    pub(crate) fn reader(&self, file: File) -> io::Result<Box<dyn Read>> {
        match self {
            Encryption::Plain => Ok(Box::new(file)),
            #[cfg(feature = "encrypted")]
            Encryption::Encrypted(keys) => Ok(Box::new(cipher::Reader::new(keys, file)?)),
        }
    }
}

impl ContentWriter {
    /// Writes what is left, and gives the file back.
    pub(crate) fn finish(self) -> io::Result<File> {
        match self {
            ContentWriter::Plain(file) => Ok(file),
            #[cfg(feature = "encrypted")]
            ContentWriter::Encrypted(writer) => writer.finish(),
        }
    }
}

impl Write for ContentWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            ContentWriter::Plain(file) => file.write(bytes),
            #[cfg(feature = "encrypted")]
            ContentWriter::Encrypted(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            ContentWriter::Plain(file) => file.flush(),
            #[cfg(feature = "encrypted")]
            ContentWriter::Encrypted(writer) => writer.flush(),
        }
    }
}
