//! Passwords are kept as Argon2id hashes (RFC 9106) and compared by hashing again.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::Argon2;

/// Shorter passwords are refused; our choice.
pub const FEWEST_CHARACTERS: usize = 10;

/// Why no hash was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("the password has fewer than {FEWEST_CHARACTERS} characters; choose a longer one, such as four words")]
    TooShort,
    #[error(
        "the password file holds no Argon2 hash (it must begin with $argon2id$); make one with `gaitscope app --hash-password`"
    )]
    NoHash,
    #[error("the password cannot be hashed: {0}; this is a fault of the program, please report it")]
    Hash(String),
}

/// The hash of a password as a PHC string (`$argon2id$…`) with a salt of its own.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < FEWEST_CHARACTERS {
        return Err(PasswordError::TooShort);
    }
    let fault = |error: argon2::password_hash::Error| PasswordError::Hash(error.to_string());
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(fault)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(fault)?;
    Ok(hash.to_string())
}

/// Checks that a text is a hash that [`matches`] can use.
pub fn check_hash(text: &str) -> Result<(), PasswordError> {
    match PasswordHash::new(text) {
        Ok(hash) if hash.algorithm.as_str() == "argon2id" => Ok(()),
        _ => Err(PasswordError::NoHash),
    }
}

/// True where the password belongs to the hash.
pub fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
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
