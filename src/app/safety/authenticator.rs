//! Letting browsers in: a secret in the opened address, or a password, is exchanged for a cookie.

use super::{password, same, secret};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Browsers that may be inside at once; the one that came first leaves.
const MAX_BROWSER_SESSIONS: usize = 64;
/// After so many wrong passwords in a row from one address nobody is let in from there for a while, and longer each time.
const MAX_WRONG_PASSWORDS: u32 = 5;
const LOCKED_FOR: Duration = Duration::from_secs(30);
const LOCKED_LONGEST: Duration = Duration::from_secs(3600);
/// Addresses of which wrong passwords are remembered; the one that tried first is forgotten.
const MOST_ADDRESSES: usize = 1024;

/// How long a browser stays inside.
#[derive(Debug, Clone, Copy)]
struct Stay {
    /// Without asking for anything.
    idle: Duration,
    /// In all.
    whole: Duration,
}

/// Browsers of this machine's owner: a working day, and a week.
const AT_HOME: Stay = Stay {
    idle: Duration::from_secs(12 * 3600),
    whole: Duration::from_secs(7 * 24 * 3600),
};
/// Browsers that came over the network: an hour, and a working day.
const FROM_AFAR: Stay = Stay {
    idle: Duration::from_secs(3600),
    whole: Duration::from_secs(12 * 3600),
};

/// One browser that was let in.
#[derive(Debug, Clone)]
struct BrowserSession {
    cookie: String,
    csrf: String,
    came: Instant,
    seen: Instant,
}

/// Wrong passwords of one address.
#[derive(Debug, Clone, Copy)]
struct Wrong {
    count: u32,
    last: Instant,
    locked_until: Option<Instant>,
}

#[derive(Debug, Default)]
struct Inner {
    sessions: Vec<BrowserSession>,
    /// What the next opened address must hold.
    token: String,
    wrong: BTreeMap<IpAddr, Wrong>,
}

/// How one gets in.
#[derive(Debug, Clone)]
pub enum Credential {
    /// The secret in the opened address; used up by the first who brings it, then replaced.
    Token,
    /// The hash (PHC string) of a password.
    Password(String),
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginRefused {
    Wrong,
    /// Too many wrong passwords; try again in a moment.
    Locked,
}

/// Keeps the secrets of all browsers that are inside. Nothing of it is ever written down.
#[derive(Debug)]
pub struct Authenticator {
    key: Credential,
    inner: Mutex<Inner>,
    /// Held while a password is tried: one at a time, and nobody inside waits for it.
    trying: Mutex<()>,
}

impl Authenticator {
    pub fn new(key: Credential) -> Authenticator {
        let inner = Inner {
            token: secret(),
            ..Inner::default()
        };
        Authenticator {
            key,
            inner: Mutex::new(inner),
            trying: Mutex::new(()),
        }
    }

    pub(crate) fn wants_password(&self) -> bool {
        matches!(self.key, Credential::Password(_))
    }

    /// The secret for the next browser.
    pub fn token(&self) -> String {
        self.lock().token.clone()
    }

    /// Lets the bearer of the token in and returns the cookie. The token is spent.
    pub(crate) fn enter_with_token(&self, token: &str) -> Result<String, LoginRefused> {
        let mut inner = self.lock();
        if self.wants_password() || !same(&inner.token, token) {
            return Err(LoginRefused::Wrong);
        }
        inner.token = secret();
        Ok(admit(&mut inner))
    }

    /// Lets somebody in who knows the password. Costs some 50 ms of computing on purpose.
    pub(crate) fn enter_with_password(&self, given: &str, from: IpAddr) -> Result<String, LoginRefused> {
        let Credential::Password(hash) = &self.key else {
            return Err(LoginRefused::Wrong);
        };
        let from = network_of(from);
        let _trying = self.trying.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        let shut = self.lock().wrong.get(&from).and_then(|wrong| wrong.locked_until);
        if shut.is_some_and(|until| now < until) {
            return Err(LoginRefused::Locked);
        }
        if !password::matches(given, hash) {
            self.lock().count_wrong(from, now);
            return Err(LoginRefused::Wrong);
        }
        let mut inner = self.lock();
        inner.wrong.remove(&from);
        Ok(admit(&mut inner))
    }

    fn stay(&self) -> Stay {
        if self.wants_password() { FROM_AFAR } else { AT_HOME }
    }

    /// The form secret of the browser with this cookie, which has now been seen; `None` for a stranger, and for who stayed
    /// away too long.
    pub(crate) fn csrf_of(&self, cookie: &str) -> Option<String> {
        let (stay, now) = (self.stay(), Instant::now());
        let mut inner = self.lock();
        inner
            .sessions
            .retain(|inside| now - inside.seen < stay.idle && now - inside.came < stay.whole);
        let found = inner.sessions.iter_mut().find(|inside| same(&inside.cookie, cookie))?;
        found.seen = now;
        Some(found.csrf.clone())
    }

    /// Whether the browser is still inside; asking does not prolong its stay.
    pub(crate) fn knows(&self, cookie: &str) -> bool {
        let (stay, now) = (self.stay(), Instant::now());
        let inner = self.lock();
        let current = |session: &&BrowserSession| now - session.seen < stay.idle && now - session.came < stay.whole;
        inner
            .sessions
            .iter()
            .filter(current)
            .any(|inside| same(&inside.cookie, cookie))
    }

    /// Forgets one browser.
    pub fn leave(&self, cookie: &str) {
        self.lock().sessions.retain(|inside| !same(&inside.cookie, cookie));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // A panic elsewhere leaves the list whole: every change is a single push or retain.
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Inner {
    fn count_wrong(&mut self, from: IpAddr, now: Instant) {
        if self.wrong.len() >= MOST_ADDRESSES
            && !self.wrong.contains_key(&from)
            && let Some(oldest) = self
                .wrong
                .iter()
                .min_by_key(|(_, wrong)| wrong.last)
                .map(|(from, _)| *from)
        {
            self.wrong.remove(&oldest);
        }
        let wrong = self.wrong.entry(from).or_insert(Wrong {
            count: 0,
            last: now,
            locked_until: None,
        });
        wrong.count += 1;
        wrong.last = now;
        if wrong.count.is_multiple_of(MAX_WRONG_PASSWORDS) {
            let times = (wrong.count / MAX_WRONG_PASSWORDS - 1).min(7);
            wrong.locked_until = Some(now + (LOCKED_FOR * 2u32.pow(times)).min(LOCKED_LONGEST));
        }
    }
}

/// An address, or the network that one customer of a provider has: whoever has one address of it has all.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((u128::from(v6) & !((1 << 64) - 1)).into()),
        },
    }
}

fn admit(inner: &mut Inner) -> String {
    let now = Instant::now();
    let inside = BrowserSession {
        cookie: secret(),
        csrf: secret(),
        came: now,
        seen: now,
    };
    let cookie = inside.cookie.clone();
    if inner.sessions.len() >= MAX_BROWSER_SESSIONS {
        inner.sessions.remove(0);
    }
    inner.sessions.push(inside);
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_once() {
        let authenticator = Authenticator::new(Credential::Token);
        let token = authenticator.token();
        let cookie = authenticator.enter_with_token(&token).unwrap();
        assert_eq!(authenticator.enter_with_token(&token), Err(LoginRefused::Wrong));
        assert_ne!(authenticator.token(), token);
        assert!(
            authenticator.csrf_of(&cookie).is_some()
                && authenticator.csrf_of(&token).is_none()
                && authenticator.csrf_of("").is_none()
        );
        authenticator.leave(&cookie);
        assert!(authenticator.csrf_of(&cookie).is_none());
    }

    #[test]
    fn guessing_locks_the_login_for_who_guesses() {
        let authenticator = Authenticator::new(Credential::Password(password::hash("correct horse").unwrap()));
        let guesser: IpAddr = "192.0.2.7".parse().unwrap();
        for _ in 0..MAX_WRONG_PASSWORDS {
            assert_eq!(
                authenticator.enter_with_password("wrong horses", guesser),
                Err(LoginRefused::Wrong)
            );
        }
        assert_eq!(
            authenticator.enter_with_password("correct horse", guesser),
            Err(LoginRefused::Locked)
        );
        assert!(
            authenticator
                .enter_with_password("correct horse", "192.0.2.8".parse().unwrap())
                .is_ok()
        );
        assert_eq!(
            authenticator.enter_with_token(&authenticator.token()),
            Err(LoginRefused::Wrong)
        );
    }

    #[test]
    fn one_customer_is_one_address() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
    }

    #[test]
    fn the_memory_of_guessers_is_bounded() {
        let mut inner = Inner::default();
        for k in 0..3 * MOST_ADDRESSES as u32 {
            inner.count_wrong(IpAddr::V4(k.into()), Instant::now());
        }
        assert_eq!(inner.wrong.len(), MOST_ADDRESSES);
    }

    #[test]
    fn who_stayed_away_is_a_stranger() {
        let authenticator = Authenticator::new(Credential::Token);
        let cookie = authenticator.enter_with_token(&authenticator.token()).unwrap();
        assert!(authenticator.knows(&cookie));
        let Some(long_ago) = Instant::now().checked_sub(AT_HOME.idle) else {
            return;
        };
        authenticator.lock().sessions[0].seen = long_ago;
        assert!(!authenticator.knows(&cookie) && authenticator.csrf_of(&cookie).is_none());
    }
}
