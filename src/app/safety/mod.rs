//! Who may talk to the app, and what a browser may do with its pages.
//!
//! Four locks, each enough against most attacks alone: the server listens on this machine only (`crate::listen`);
//! a request must name this server as its host, and every change must come from one of its own pages ([`guard`]); a
//! browser is let in by a secret that the program hands out ([`authenticator`]) and proves itself with a cookie that no script
//! and no other site can use; the pages forbid themselves everything that they do not need ([`headers`]).

pub mod authenticator;
pub mod fields;
pub mod guard;
pub mod headers;
pub mod password;
pub mod repeats;

use recording::hex;
use subtle::ConstantTimeEq;

/// A secret that cannot be guessed: 256 bits of the system's randomness, in hexadecimal.
pub fn secret() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// A name for an address: 96 random bits, in hexadecimal. It says nothing of what it names.
pub fn name() -> String {
    hex(&rand::random::<[u8; 12]>())
}

/// A short mark of a text: the same text has the same mark, and nothing of the text can be read from it.
pub fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex(&Sha256::digest(text)[..12])
}

/// Equality whose time does not tell how much was right.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_compare() {
        let (one, two) = (secret(), secret());
        assert_eq!(one.len(), 64);
        assert!(one != two && same(&one, &one) && !same(&one, &two) && !same(&one, &one[..63]));
    }
}
