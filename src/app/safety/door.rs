//! The door: a secret in the opened address, or a password, is exchanged for a cookie.

use super::{password, same, secret};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Browsers that may be inside at once; the one that came first leaves.
const MOST_BROWSERS: usize = 64;
/// After so many wrong passwords in a row the door stays shut for a while.
const WRONG_IN_A_ROW: u32 = 5;
const SHUT_FOR: Duration = Duration::from_secs(30);

/// One browser that was let in.
#[derive(Debug, Clone)]
struct Inside {
    cookie: String,
    csrf: String,
}

#[derive(Debug, Default)]
struct Inner {
    inside: Vec<Inside>,
    /// What the next opened address must hold.
    token: String,
    wrong: u32,
    shut_until: Option<Instant>,
}

/// How one gets in.
#[derive(Debug, Clone)]
pub enum Key {
    /// The secret in the opened address; used up by the first who brings it, then replaced.
    Token,
    /// The hash (PHC string) of a password.
    Password(String),
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    Wrong,
    /// Too many wrong passwords; try again in a moment.
    Shut,
}

/// Keeps the secrets of all browsers that are inside. Nothing of it is ever written down.
#[derive(Debug)]
pub struct Door {
    key: Key,
    inner: Mutex<Inner>,
}

impl Door {
    pub fn new(key: Key) -> Door {
        let inner = Inner {
            token: secret(),
            ..Inner::default()
        };
        Door {
            key,
            inner: Mutex::new(inner),
        }
    }

    pub fn wants_password(&self) -> bool {
        matches!(self.key, Key::Password(_))
    }

    /// The secret for the next browser.
    pub fn token(&self) -> String {
        self.lock().token.clone()
    }

    /// Lets the bearer of the token in and returns the cookie. The token is spent.
    pub fn enter_with_token(&self, token: &str) -> Result<String, Refused> {
        let mut inner = self.lock();
        if self.wants_password() || !same(&inner.token, token) {
            return Err(Refused::Wrong);
        }
        inner.token = secret();
        Ok(admit(&mut inner))
    }

    /// Lets somebody in who knows the password. Costs some 50 ms of computing on purpose.
    pub fn enter_with_password(&self, given: &str) -> Result<String, Refused> {
        let Key::Password(hash) = &self.key else {
            return Err(Refused::Wrong);
        };
        let mut inner = self.lock();
        if inner.shut_until.is_some_and(|until| Instant::now() < until) {
            return Err(Refused::Shut);
        }
        // The lock is held on purpose: passwords are tried one at a time.
        if !password::matches(given, hash) {
            inner.wrong += 1;
            if inner.wrong >= WRONG_IN_A_ROW {
                inner.wrong = 0;
                inner.shut_until = Some(Instant::now() + SHUT_FOR);
            }
            return Err(Refused::Wrong);
        }
        inner.wrong = 0;
        Ok(admit(&mut inner))
    }

    /// The form secret of the browser with this cookie; `None` for a stranger.
    pub fn csrf_of(&self, cookie: &str) -> Option<String> {
        let inner = self.lock();
        let found = inner.inside.iter().find(|inside| same(&inside.cookie, cookie))?;
        Some(found.csrf.clone())
    }

    /// Forgets one browser.
    pub fn leave(&self, cookie: &str) {
        self.lock().inside.retain(|inside| !same(&inside.cookie, cookie));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // A panic elsewhere leaves the list whole: every change is a single push or retain.
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn admit(inner: &mut Inner) -> String {
    let inside = Inside {
        cookie: secret(),
        csrf: secret(),
    };
    let cookie = inside.cookie.clone();
    if inner.inside.len() >= MOST_BROWSERS {
        inner.inside.remove(0);
    }
    inner.inside.push(inside);
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_once() {
        let door = Door::new(Key::Token);
        let token = door.token();
        let cookie = door.enter_with_token(&token).unwrap();
        assert_eq!(door.enter_with_token(&token), Err(Refused::Wrong));
        assert_ne!(door.token(), token);
        assert!(door.csrf_of(&cookie).is_some() && door.csrf_of(&token).is_none() && door.csrf_of("").is_none());
        door.leave(&cookie);
        assert!(door.csrf_of(&cookie).is_none());
    }

    #[test]
    fn guessing_shuts_the_door() {
        let door = Door::new(Key::Password(password::hash("correct horse").unwrap()));
        for _ in 0..WRONG_IN_A_ROW {
            assert_eq!(door.enter_with_password("wrong horses"), Err(Refused::Wrong));
        }
        assert_eq!(door.enter_with_password("correct horse"), Err(Refused::Shut));
        assert_eq!(door.enter_with_token(&door.token()), Err(Refused::Wrong));
    }
}
