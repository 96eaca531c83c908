//! Reading in a process of its own: whatever strange files do there, a recording that goes on here does not notice.
//!
//! The program starts itself again with a hidden command, under limits of memory and time, and lets it unpack archives, and
//! read and analyse what was dropped. Only what that process came through with is then read here, with the same code on the same bytes: it
//! takes no more than it took there.

use super::drops::{self, Answers};
use super::{Limits, UploadError, unpack};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use wording::{Language, Word, Wording};

/// The hidden command.
pub const COMMAND: &str = "read-apart";
/// What the process is called in the system's list.
const NAME: &str = "gaitscope-reader";
/// Address space of the process, bytes; an hour of five sensors needs less than a third. Where the computer has less than
/// twice as much to give, half of that: what came through is read here as well, beside a recording that goes on.
const MOST_BYTES: u64 = 3 << 30;
/// Less would read nothing.
const LEAST_BYTES: u64 = 512 << 20;
/// Of what the process says when it breaks down.
const LONGEST_LAST_WORDS: u64 = 64 << 10;
/// From its start to its end.
const LONGEST: Duration = Duration::from_secs(120);
/// How often its end is looked for.
const LOOK: Duration = Duration::from_millis(20);

/// Why files were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    /// It needed more memory than it may have, bytes of address space: at least so much, where that was seen.
    Memory { needed: Option<u64>, allowed: u64 },
    /// It broke down in another way.
    Broke,
    /// It took too long.
    Time,
}

impl TooMuch {
    /// The sentence.
    pub(crate) fn said(self, words: &Wording) -> String {
        let gb = |bytes: u64| Word::from((bytes as f64 / 1e8).ceil() / 10.0);
        match self {
            TooMuch::Memory {
                needed: Some(needed),
                allowed,
            } => words.text(
                "app-files-too-much-memory",
                &[("needed", gb(needed)), ("allowed", gb(allowed))],
            ),
            TooMuch::Memory { needed: None, allowed } => {
                words.text("app-files-too-much-for", &[("allowed", gb(allowed))])
            }
            TooMuch::Broke => words.say("app-files-broke"),
            TooMuch::Time => words.say("app-files-too-much-time"),
        }
    }
}

/// What the process is told.
#[derive(Serialize, Deserialize)]
struct Order {
    work: Work,
    most_bytes: u64,
}

/// What there is to do.
#[derive(Clone, Serialize, Deserialize)]
enum Work {
    Read { folder: PathBuf, answers: Answers },
    Unpack { archives: Vec<PathBuf>, limits: Limits },
}

/// Why archives were refused, as the process tells it.
#[derive(Debug, Serialize, Deserialize)]
enum Refused {
    TooLarge { limit_mb: u64 },
    TooMany { limit: usize },
    Name,
    Bomb { limit_mb: u64 },
    Archive,
    Write(String),
}

impl From<UploadError> for Refused {
    fn from(error: UploadError) -> Refused {
        match error {
            UploadError::TooLarge { limit_mb } => Refused::TooLarge { limit_mb },
            UploadError::TooMany { limit } => Refused::TooMany { limit },
            UploadError::Name => Refused::Name,
            UploadError::Bomb { limit_mb } => Refused::Bomb { limit_mb },
            UploadError::Write(error) => Refused::Write(error.to_string()),
            _ => Refused::Archive,
        }
    }
}

impl From<Refused> for UploadError {
    fn from(refused: Refused) -> UploadError {
        match refused {
            Refused::TooLarge { limit_mb } => UploadError::TooLarge { limit_mb },
            Refused::TooMany { limit } => UploadError::TooMany { limit },
            Refused::Name => UploadError::Name,
            Refused::Bomb { limit_mb } => UploadError::Bomb { limit_mb },
            Refused::Archive => UploadError::Archive,
            Refused::Write(error) => UploadError::Write(io::Error::other(error)),
        }
    }
}

/// Unpacks archives in a process of its own.
///
/// # Errors
/// Why they are refused; an archive that needs more memory or time than there is is one that unpacks to too much.
pub(crate) fn unpack(program: &Path, archives: &[PathBuf], limits: &Limits) -> Result<(), UploadError> {
    let work = Work::Unpack {
        archives: archives.to_vec(),
        limits: *limits,
    };
    match within(program, &work, LONGEST) {
        // It says nothing where all went well.
        Ok(told) if told.is_empty() => Ok(()),
        Ok(told) => {
            let refused: Refused = serde_json::from_str(&told).map_err(|error| {
                tracing::error!("a reading process cannot be understood: {error}");
                UploadError::Broke
            })?;
            Err(refused.into())
        }
        Err(TooMuch::Memory { .. } | TooMuch::Time) => Err(UploadError::Bomb {
            limit_mb: limits.unpacked_bytes >> 20,
        }),
        Err(TooMuch::Broke) => Err(UploadError::Broke),
    }
}

/// Whether the files can be read here without harm, tried by `program` (this program) in a process of its own.
///
/// # Errors
/// [`TooMuch`]. A process that cannot be started at all counts as one that broke down: nothing is read then.
pub(crate) fn try_out(program: &Path, folder: &Path, answers: &Answers) -> Result<(), TooMuch> {
    try_within(program, folder, answers, LONGEST)
}

fn try_within(program: &Path, folder: &Path, answers: &Answers, longest: Duration) -> Result<(), TooMuch> {
    let work = Work::Read {
        folder: folder.to_owned(),
        answers: answers.clone(),
    };
    within(program, &work, longest).map(drop)
}

/// Lets the process do it, and returns what it says.
fn within(program: &Path, work: &Work, longest: Duration) -> Result<String, TooMuch> {
    let allowed = allowed();
    let Started {
        mut child,
        told,
        last_words,
    } = start(program, work, allowed).map_err(|error| {
        tracing::error!("files cannot be read in a process of their own: {error}");
        TooMuch::Broke
    })?;
    let deadline = Instant::now() + longest;
    let mut peak = 0;
    loop {
        peak = platform::address_space(child.id()).unwrap_or(peak);
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return told.join().map_err(|_| TooMuch::Broke),
            Ok(Some(status)) => {
                tracing::info!("reading dropped files ended with {status}");
                let asked = last_words.join().ok().and_then(|words| refused_bytes(&words));
                return Err(match asked {
                    // What it had when it was last looked at and what it asked for on top is what it needed then. Where it
                    // was looked at too early to see that this is too much, no number is true.
                    Some(asked) => TooMuch::Memory {
                        needed: Some(peak.saturating_add(asked)).filter(|needed| *needed > allowed),
                        allowed,
                    },
                    None => TooMuch::Broke,
                });
            }
            Ok(None) if Instant::now() < deadline => std::thread::sleep(LOOK),
            Ok(None) => {
                end(&mut child);
                return Err(TooMuch::Time);
            }
            Err(error) => {
                tracing::error!("a reading process was lost: {error}");
                end(&mut child);
                return Err(TooMuch::Broke);
            }
        }
    }
}

fn end(child: &mut Child) {
    // One that has ended already cannot be killed; waiting takes it off the system's list.
    let _ = child.kill();
    let _ = child.wait();
}

/// How much the process may have now.
fn allowed() -> u64 {
    let available = platform::memory_left();
    available.map_or(MOST_BYTES, |bytes| (bytes / 2).clamp(LEAST_BYTES, MOST_BYTES))
}

/// The bytes that it asked for in vain, as Rust says it before it ends.
fn refused_bytes(last_words: &str) -> Option<u64> {
    let (_, rest) = last_words.rsplit_once("memory allocation of ")?;
    rest.split(' ').next()?.parse().ok()
}

/// The process, and what will come of its words.
struct Started {
    child: Child,
    told: JoinHandle<String>,
    last_words: JoinHandle<String>,
}

/// Everything that comes out of a pipe, as much as is kept; the rest is let go, so that nobody waits for a reader of it.
fn listen(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let Some(mut pipe) = pipe else { return String::new() };
        let mut said = Vec::new();
        let _ = Read::by_ref(&mut pipe).take(LONGEST_LAST_WORDS).read_to_end(&mut said);
        let _ = io::copy(&mut pipe, &mut io::sink());
        String::from_utf8_lossy(&said).into_owned()
    })
}

fn start(program: &Path, work: &Work, most_bytes: u64) -> io::Result<Started> {
    let order = Order {
        work: work.clone(),
        most_bytes,
    };
    let mut child = platform::apart(program, NAME)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // The pipe closes here, so that the process sees where the answers end.
    let written = match child.stdin.take() {
        Some(mut pipe) => pipe.write_all(&serde_json::to_vec(&order)?),
        None => Ok(()),
    };
    if let Err(error) = written {
        end(&mut child);
        return Err(error);
    }
    let (told, last_words) = (listen(child.stdout.take()), listen(child.stderr.take()));
    Ok(Started {
        child,
        told,
        last_words,
    })
}

/// The hidden command itself: reads and analyses under its limits, and ends.
///
/// # Errors
/// Limits that the system refuses to set: nothing is read without them.
pub fn run() -> io::Result<()> {
    let order: Order = serde_json::from_reader(io::stdin().lock())?;
    platform::limit(order.most_bytes)?;
    // The recorder comes first, and goes last where the computer's memory ends.
    platform::stand_back()?;
    match order.work {
        // What came out is of no interest here, not even why files were refused.
        Work::Read { folder, answers } => drop(drops::read(&folder, &answers, Language::English)),
        Work::Unpack { archives, limits } => {
            if let Err(error) = unpack::unpack_all(&archives, &limits) {
                serde_json::to_writer(io::stdout().lock(), &Refused::from(error))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn program(folder: &Path, script: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.join("reader");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    #[test]
    fn one_that_breaks_down_or_hangs_is_told_and_gone() {
        let folder = tempfile::tempdir().unwrap();
        let answers = Answers::default();
        let tried = |script: &str| {
            let program = program(folder.path(), script);
            try_within(&program, folder.path(), &answers, Duration::from_millis(500))
        };
        assert_eq!(tried("cat > /dev/null"), Ok(()));
        assert_eq!(tried("cat > /dev/null; kill -ABRT $$"), Err(TooMuch::Broke));
        let Err(TooMuch::Memory { needed, allowed }) =
            tried("cat > /dev/null; echo memory allocation of 4000000000 bytes failed >&2; kill -ABRT $$")
        else {
            panic!("not told");
        };
        assert!(
            needed.is_none_or(|needed| needed > 4_000_000_000 && needed > allowed) && allowed >= LEAST_BYTES,
            "{needed:?} {allowed}"
        );
        // Unpacking tells why it refuses, and what it does not say is no success.
        let unpacked = |script: &str| {
            let program = program(folder.path(), script);
            unpack(&program, &[], &Limits::default())
        };
        assert!(unpacked("cat > /dev/null").is_ok());
        let told = unpacked("cat > /dev/null; echo '\"Name\"'");
        assert!(matches!(told, Err(UploadError::Name)), "{told:?}");
        let told = unpacked("cat > /dev/null; kill -KILL $$");
        assert!(matches!(told, Err(UploadError::Broke)), "{told:?}");
        // What it says without end fills nothing.
        assert_eq!(
            tried("cat > /dev/null; head -c 3000000 /dev/zero >&2; exit 1"),
            Err(TooMuch::Broke)
        );
        let begun = Instant::now();
        assert_eq!(tried("cat > /dev/null; exec sleep 60"), Err(TooMuch::Time));
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(
            try_out(Path::new("/nowhere/at/all"), folder.path(), &answers),
            Err(TooMuch::Broke)
        );
    }
}
