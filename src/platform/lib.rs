//! What Linux, macOS and Windows do differently, in one place: everywhere else the program asks no system's name. (The folder
//! of the sensors' settings is the exception: `sensors::settings`.)
//!
//! On Windows the rights of a file are those of the folder in which it is made. The user's profile, where this program keeps
//! its data, is open to its owner and to the administrators alone; a folder elsewhere may not be.
//!
//! ```
//! let folder = tempfile::tempdir()?;
//! let own = folder.path().join("own");
//! platform::make_private_folder(&own)?;
//! platform::create_private(&own.join("notes.txt"))?;
//! platform::rename(&own, &folder.path().join("moved"))?;
//! # Ok::<(), std::io::Error>(())
//! ```

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether a folder can be moved while a file in it is open, by this program or another.
pub const OPEN_FILES_MOVE: bool = cfg!(unix);

/// The folder where programs keep their data: `$XDG_DATA_HOME` or `~/.local/share` on Linux, `~/Library/Application Support` on
/// macOS, `%LOCALAPPDATA%` on Windows, which stays on this computer where the profile does not.
pub fn data_home() -> Option<PathBuf> {
    let home = std::env::home_dir();
    let base = if cfg!(windows) {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home.map(|home| home.join("Library/Application Support"))
    } else {
        // The XDG rules ignore a relative path.
        std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| home.map(|home| home.join(".local/share")))
    };
    base.filter(|path| path.is_absolute())
}

/// Makes a file that only its owner can read.
///
/// # Errors
/// What the disk says; a file that is there already.
pub fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder that only its owner can enter, where it is missing.
///
/// # Errors
/// What the disk says.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Takes from all others the right to a file or folder, unless they have none.
///
/// # Errors
/// What the system says where it is not ours to change.
#[cfg(unix)]
pub fn narrow(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path)?.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// The folder's own rights hold.
#[cfg(not(unix))]
pub fn narrow(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Moves a file in the place of another, or a folder. On Windows a scanner of viruses or an index may hold for a moment what was
/// just written, which forbids the move: that is waited for, a second at most.
///
/// # Errors
/// What the disk says.
#[expect(clippy::disallowed_methods, reason = "`recording::durable` syncs after it")]
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let held = |error: &io::Error| {
        const ACCESS_DENIED: i32 = 5;
        const SHARING_VIOLATION: i32 = 32;
        cfg!(windows) && matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION))
    };
    for wait_ms in [10, 30, 60, 100, 300, 500] {
        match fs::rename(from, to) {
            Err(error) if held(&error) => std::thread::sleep(std::time::Duration::from_millis(wait_ms)),
            done => return done,
        }
    }
    fs::rename(from, to)
}

/// Exchanges two names at once; false where the system or the disk cannot.
pub fn exchange(one: &Path, other: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (one, other);
        false
    }
}

/// Sees to it that a folder's list of names is on the disk. Windows lets no folder be synced, and some network drives do not
/// know it either: there the drive's own order counts.
///
/// # Errors
/// What the disk says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        return match File::open(folder)?.sync_all() {
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            done => done,
        };
    }
    Ok(())
}

/// What opens a page in the system's browser.
pub fn browser(page: &Path) -> Command {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(page);
    command
}

/// Starts a program with an empty environment and, where the system's list of processes can show one, under a name.
pub fn apart(program: &Path, name: &str) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, name);
    #[cfg(windows)]
    {
        const BELOW_NORMAL_PRIORITY_CLASS: u32 = 0x4000;
        let _ = name;
        std::os::windows::process::CommandExt::creation_flags(&mut command, BELOW_NORMAL_PRIORITY_CLASS);
        // The system's own libraries look for their parts by it.
        command.envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
    }
    command
}

/// Limits this process to so many bytes of address space. Windows has no such limit that is to be had without `unsafe`: there a
/// process is bounded by the time that its starter gives it.
///
/// # Errors
/// What the system refuses.
pub fn limit(most_bytes: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let at_most = |value| Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        setrlimit(Resource::As, at_most(most_bytes))?;
        setrlimit(Resource::Core, at_most(0))?;
    }
    #[cfg(not(unix))]
    let _ = most_bytes;
    Ok(())
}

/// Puts this process behind all others, and lets it go first where the computer's memory ends. On Windows its starter did
/// ([`apart`]).
///
/// # Errors
/// What the system refuses.
pub fn stand_back() -> io::Result<()> {
    #[cfg(unix)]
    {
        rustix::process::nice(10)?;
        // Linux alone has it.
        fs::write("/proc/self/oom_score_adj", "1000").ok();
    }
    Ok(())
}

/// Memory that the computer has left, bytes, where the system tells it in a file.
pub fn memory_left() -> Option<u64> {
    kib(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

/// The most address space that a process had, bytes, where the system tells it in a file.
pub fn address_space(process: u32) -> Option<u64> {
    kib(&fs::read_to_string(format!("/proc/{process}/status")).ok()?, "VmPeak:")
}

/// Bytes of a line of `/proc` that counts KiB.
fn kib(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = line.split_whitespace().next()?.parse().ok()?;
    number.checked_mul(1024)
}

/// Waits until somebody wants the program to end: Ctrl-C; on Unix SIGTERM; on Windows a closed console window, a user who logs
/// off, a computer that is shut down. These three give a process five seconds.
///
/// # Errors
/// The system lets nobody hear it.
#[cfg(feature = "ending")]
pub async fn asked_to_end() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::select! {
            heard = tokio::signal::ctrl_c() => heard?,
            _ = terminated.recv() => {}
        }
    }
    #[cfg(windows)]
    {
        use tokio::signal::windows::{ctrl_break, ctrl_close, ctrl_logoff, ctrl_shutdown};
        let (mut stopped, mut closed) = (ctrl_break()?, ctrl_close()?);
        let (mut left, mut shut_down) = (ctrl_logoff()?, ctrl_shutdown()?);
        tokio::select! {
            heard = tokio::signal::ctrl_c() => heard?,
            _ = stopped.recv() => {}
            _ = closed.recv() => {}
            _ = left.recv() => {}
            _ = shut_down.recv() => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_holds_for_a_moment_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let [new, old] = ["new", "old"].map(|name| dir.path().join(name));
        fs::write(&new, b"new").unwrap();
        fs::write(&old, b"old").unwrap();
        let open = File::open(&old).unwrap();
        let holder = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(100));
            drop(open);
        });
        rename(&new, &old).unwrap();
        assert_eq!(fs::read(&old).unwrap(), b"new");
        holder.join().unwrap();
    }

    #[test]
    #[cfg(unix)]
    fn a_private_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        create_private(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
        assert!(create_private(&file).is_err(), "nobody can have put another one there");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        narrow(&file, 0o600).unwrap();
        assert_eq!(mode(&file), 0o600);
        let folder = dir.path().join("a");
        make_private_folder(&folder).unwrap();
        assert_eq!(mode(&folder), 0o700);
    }

    #[test]
    fn numbers_of_proc_are_read() {
        assert_eq!(
            kib("MemFree: 1 kB\nMemAvailable:   12 kB\n", "MemAvailable:"),
            Some(12 << 10)
        );
        assert_eq!(kib("", "VmPeak:"), None);
    }
}
