//! Encryption under a passphrase.
//!
//! The passphrase leads by Argon2id (RFC 9106) to a key that opens `key.json`, and in it lie two random keys: one for the
//! database (SQLCipher, AES-256 with HMAC on every page) and one for the recordings (XChaCha20-Poly1305 in the STREAM
//! construction of Hoang, Reyhanitabar, Rogaway and Vizár 2015: a file that was cut, reordered or changed does not open).
//! Who loses the passphrase loses the data: nobody can bring them back.

use super::contents;
use super::data_dir::DataDir;
use super::{Passphrase, StoreError, hex};
use aead_stream::{DecryptorBE32, EncryptorBE32};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use recording::durable;
use rusqlite::{Connection, ErrorCode};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// Shortest passphrase, characters; four words of a list have more.
const LEAST: usize = 12;
/// Plain bytes of one sealed block.
const BLOCK: usize = 1 << 16;
/// What a sealed block is longer.
const TAG: usize = 16;
const MAGIC: &[u8; 8] = b"gaitseal";
/// Says what a ciphertext is for.
const PURPOSE: &[u8] = b"gaitscope store keys, version 1";
/// The second choice of RFC 9106: 64 MiB, three passes, four lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// The keys of an open store.
pub(super) struct Keys {
    database: Zeroizing<[u8; 32]>,
    recordings: Zeroizing<[u8; 32]>,
}

/// `key.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    version: u32,
    derivation: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    nonce: String,
    sealed_keys: String,
}

impl Keys {
    fn from_bytes(bytes: &[u8]) -> Option<Keys> {
        let (database, recordings) = bytes.split_at_checked(32)?;
        Some(Keys {
            database: Zeroizing::new(database.try_into().ok()?),
            recordings: Zeroizing::new(recordings.try_into().ok()?),
        })
    }

    /// Gives a new or existing database its key. Refuses where the library cannot encrypt: it would ignore the key in silence.
    pub(crate) fn give(&self, connection: &Connection) -> Result<(), StoreError> {
        let key = Zeroizing::new(format!("x'{}'", hex(self.database.as_ref())));
        connection.pragma_update(None, "key", key.as_str())?;
        let version: Result<String, _> = connection.pragma_query_value(None, "cipher_version", |row| row.get(0));
        if version.map_or(true, |version| version.is_empty()) {
            return Err(StoreError::NoEncryption);
        }
        Ok(())
    }

    /// Gives an existing database its key, and sees whether it opens.
    pub(crate) fn unlock(&self, connection: &Connection, path: &Path) -> Result<(), StoreError> {
        self.give(connection)?;
        let first: Result<i64, _> = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0));
        match first {
            Ok(_) => Ok(()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                Err(StoreError::damaged(path, "it does not belong to the file `key.json`"))
            }
            Err(error) => Err(StoreError::Database(error)),
        }
    }
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

fn derive(passphrase: &Passphrase, salt: &[u8], file: &KeyFile) -> Option<XChaCha20Poly1305> {
    let params = Params::new(file.memory_kib, file.passes, file.lanes, Some(32)).ok()?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.text().as_bytes(), salt, key.as_mut())
        .ok()?;
    XChaCha20Poly1305::new_from_slice(key.as_ref()).ok()
}

/// Makes the keys of a new store, and the file that keeps them.
pub(super) fn create(data_dir: &DataDir, passphrase: &Passphrase) -> Result<Keys, StoreError> {
    let bytes = Zeroizing::new(random::<64>().map_err(StoreError::io(&data_dir.key(), "written"))?);
    keep(data_dir, passphrase, &bytes)?;
    Keys::from_bytes(bytes.as_ref()).ok_or(StoreError::NoEncryption)
}

/// Keeps the keys of a store under another passphrase. The old file is replaced at one stroke.
pub(super) fn change(data_dir: &DataDir, old: &Passphrase, new: &Passphrase) -> Result<(), StoreError> {
    let keys = open(data_dir, old)?;
    let mut bytes = Zeroizing::new([0u8; 64]);
    bytes[..32].copy_from_slice(keys.database.as_ref());
    bytes[32..].copy_from_slice(keys.recordings.as_ref());
    keep(data_dir, new, &bytes)
}

fn keep(data_dir: &DataDir, passphrase: &Passphrase, bytes: &[u8; 64]) -> Result<(), StoreError> {
    if passphrase.text().chars().count() < LEAST {
        return Err(StoreError::ShortPassphrase { least: LEAST });
    }
    let path = data_dir.key();
    let failed = |error| StoreError::io(&path, "written")(error);
    let (salt, nonce) = (random::<16>().map_err(failed)?, random::<24>().map_err(failed)?);
    let mut file = KeyFile {
        version: 1,
        derivation: "argon2id".to_owned(),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        salt: hex(&salt),
        nonce: hex(&nonce),
        sealed_keys: String::new(),
    };
    let payload = Payload {
        msg: bytes,
        aad: PURPOSE,
    };
    let sealed = derive(passphrase, &salt, &file)
        .and_then(|cipher| cipher.encrypt(&XNonce::from(nonce), payload).ok())
        .ok_or_else(|| failed(io::Error::other("the keys cannot be sealed")))?;
    file.sealed_keys = hex(&sealed);
    let text = serde_json::to_string_pretty(&file).map_err(StoreError::json("the key file"))?;
    let temporary = contents::temporary(data_dir, "key");
    platform::create_private(&temporary)
        .and_then(|mut out| {
            out.write_all(text.as_bytes())?;
            out.sync_all()
        })
        .and_then(|()| durable::put_in_place(&temporary, &path))
        .map_err(failed)
}

/// Opens the keys of a store.
pub(super) fn open(data_dir: &DataDir, passphrase: &Passphrase) -> Result<Keys, StoreError> {
    let path = data_dir.key();
    let text = fs::read_to_string(&path).map_err(StoreError::io(&path, "read"))?;
    let damaged = || StoreError::damaged(&path, "it is no key file of this program");
    let file: KeyFile = serde_json::from_str(&text).map_err(|_| damaged())?;
    // Limits on what a changed file may make this program do.
    if file.version != 1 || file.derivation != "argon2id" || file.memory_kib > 4 << 20 || file.passes > 100 {
        return Err(damaged());
    }
    let salt = unhex(&file.salt).ok_or_else(damaged)?;
    let nonce: [u8; 24] = unhex(&file.nonce)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(damaged)?;
    let sealed = unhex(&file.sealed_keys).ok_or_else(damaged)?;
    let cipher = derive(passphrase, &salt, &file).ok_or_else(damaged)?;
    let payload = Payload {
        msg: &sealed,
        aad: PURPOSE,
    };
    let bytes = cipher
        .decrypt(&XNonce::from(nonce), payload)
        .map_err(|_| StoreError::WrongPassphrase {
            path: data_dir.root.clone(),
        })?;
    Keys::from_bytes(&Zeroizing::new(bytes)).ok_or_else(damaged)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs
        .remainder()
        .is_empty()
        .then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn refused() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "it was cut or changed, or sealed with another key",
    )
}

/// Seals what is written to it, block by block.
pub(super) struct Writer {
    file: File,
    cipher: EncryptorBE32<XChaCha20Poly1305>,
    /// Less than a block, or one that is not known to be the last.
    block: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(keys: &Keys, mut file: File) -> io::Result<Writer> {
        let nonce = random::<19>()?;
        file.write_all(MAGIC)?;
        file.write_all(&nonce)?;
        let cipher = XChaCha20Poly1305::new_from_slice(keys.recordings.as_ref()).map_err(io::Error::other)?;
        Ok(Writer {
            file,
            cipher: EncryptorBE32::from_aead(cipher, &nonce.into()),
            block: Vec::with_capacity(BLOCK),
        })
    }

    pub(crate) fn finish(mut self) -> io::Result<File> {
        let sealed = self.cipher.encrypt_last(&self.block[..]).map_err(|_| refused())?;
        self.file.write_all(&sealed)?;
        Ok(self.file)
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.block.len() == BLOCK {
            let sealed = self.cipher.encrypt_next(&self.block[..]).map_err(|_| refused())?;
            self.file.write_all(&sealed)?;
            self.block.clear();
        }
        let taken = bytes.len().min(BLOCK - self.block.len());
        self.block.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Opens a sealed file, block by block. Nothing that was not checked comes out.
pub(super) struct Reader {
    file: File,
    /// `None` after the last block.
    cipher: Option<DecryptorBE32<XChaCha20Poly1305>>,
    block: Vec<u8>,
    given: usize,
}

impl Reader {
    pub(crate) fn new(keys: &Keys, mut file: File) -> io::Result<Reader> {
        let mut head = [0; MAGIC.len() + 19];
        file.read_exact(&mut head)?;
        let (magic, nonce) = head.split_at(MAGIC.len());
        let nonce: [u8; 19] = nonce.try_into().map_err(io::Error::other)?;
        if magic != MAGIC {
            return Err(refused());
        }
        let cipher = XChaCha20Poly1305::new_from_slice(keys.recordings.as_ref()).map_err(io::Error::other)?;
        Ok(Reader {
            file,
            cipher: Some(DecryptorBE32::from_aead(cipher, &nonce.into())),
            block: Vec::new(),
            given: 0,
        })
    }

    fn next_block(&mut self) -> io::Result<()> {
        let Some(mut cipher) = self.cipher.take() else {
            return Ok(());
        };
        let mut sealed = Vec::with_capacity(BLOCK + TAG);
        (&mut self.file).take((BLOCK + TAG) as u64).read_to_end(&mut sealed)?;
        // Only the last block may be short; a full one is the last where nothing follows.
        let last = sealed.len() < BLOCK + TAG || self.at_end()?;
        self.given = 0;
        self.block = if last {
            cipher.decrypt_last(&sealed[..]).map_err(|_| refused())?
        } else {
            let block = cipher.decrypt_next(&sealed[..]).map_err(|_| refused())?;
            self.cipher = Some(cipher);
            block
        };
        Ok(())
    }

    fn at_end(&mut self) -> io::Result<bool> {
        use std::io::{Seek, SeekFrom};
        let got = self.file.read(&mut [0])?;
        if got > 0 {
            self.file.seek(SeekFrom::Current(-1))?;
        }
        Ok(got == 0)
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.block.len() {
            if self.cipher.is_none() {
                return Ok(0);
            }
            self.next_block()?;
        }
        let left = &self.block[self.given..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.given += count;
        Ok(count)
    }
}
