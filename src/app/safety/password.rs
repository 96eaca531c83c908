//! Passwords are kept as Argon2id hashes (RFC 9106) and compared by hashing again.

use super::{hex, same};
use argon2::Argon2;

/// Shorter passwords are refused; our choice.
pub(crate) const FEWEST_CHARACTERS: usize = 10;

/// Why no hash was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("the password has fewer than {FEWEST_CHARACTERS} characters; choose a longer one, such as four words")]
    TooShort,
    #[error("the password file holds no Argon2 hash (it must begin with $argon2id$); have one made")]
    NoHash,
    #[error("the password cannot be hashed: {0}; this is a fault of the program, please report it")]
    Hash(String),
}

/// What a hash begins with: kind, version and cost (the crate's defaults, 19 MiB and two passes, as OWASP advises).
const BEGINNING: &str = "$argon2id$v=19$m=19456,t=2,p=1$";
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// The hash of a password with a salt of its own: `$argon2id$…$salt$hash`, both in hexadecimal.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < FEWEST_CHARACTERS {
        return Err(PasswordError::TooShort);
    }
    let salt = rand::random::<[u8; SALT_BYTES]>();
    Ok(format!("{BEGINNING}{}${}", hex(&salt), derive(password, &salt)?))
}

fn derive(password: &str, salt: &[u8]) -> Result<String, PasswordError> {
    let mut out = [0; HASH_BYTES];
    Argon2::default()
        .hash_password_into(password.as_bytes(), salt, &mut out)
        .map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(hex(&out))
}

/// Salt and hash of a text that [`hash`] wrote.
fn parts(text: &str) -> Option<(Vec<u8>, &str)> {
    let (salt, hash) = text.strip_prefix(BEGINNING)?.split_once('$')?;
    let fits = |text: &str, bytes: usize| text.len() == 2 * bytes && text.bytes().all(|b| b.is_ascii_hexdigit());
    if !fits(salt, SALT_BYTES) || !fits(hash, HASH_BYTES) {
        return None;
    }
    let salt = (0..salt.len())
        .step_by(2)
        .filter_map(|k| u8::from_str_radix(&salt[k..k + 2], 16).ok())
        .collect();
    Some((salt, hash))
}

/// Checks that a text is a hash that `matches` can use.
pub(crate) fn check_hash(text: &str) -> Result<(), PasswordError> {
    parts(text).map(|_| ()).ok_or(PasswordError::NoHash)
}

/// True where the password belongs to the hash.
pub fn matches(password: &str, hash: &str) -> bool {
    parts(hash).is_some_and(|(salt, hash)| derive(password, &salt).is_ok_and(|given| same(&given, hash)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_salted_and_match_only_their_password() {
        let one = hash("four words are long").unwrap();
        let two = hash("four words are long").unwrap();
        assert_ne!(one, two);
        assert!(matches("four words are long", &one) && !matches("four words are short", &one));
        assert_eq!(hash("short"), Err(PasswordError::TooShort));
        assert_eq!(check_hash("four words are long"), Err(PasswordError::NoHash));
        assert_eq!(check_hash(&one), Ok(()));
    }
}
