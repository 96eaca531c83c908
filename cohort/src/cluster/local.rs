//! A scheduler and some executors on this machine, loopback only.

use super::ClusterError;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a process may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);

/// The processes of a local cluster; they end with this value.
pub struct LocalCluster {
    scheduler: Process,
    executors: Vec<Process>,
    address: SocketAddr,
    work: PathBuf,
}

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl LocalCluster {
    /// Starts a scheduler and `executors` executors of one core each, and waits until all listen.
    ///
    /// `program` is `gaitscope-cluster`; `work` a folder for logs and for what is computed.
    ///
    /// # Errors
    /// [`ClusterError::Start`] with the end of the log.
    pub fn start(program: &Path, executors: usize, work: &Path) -> Result<LocalCluster, ClusterError> {
        let address = free_address("scheduler")?;
        let mut scheduler = run(
            program,
            work,
            "scheduler",
            &["scheduler", "--listen", &address.to_string()],
        )?;
        await_listening(&mut scheduler, address, work, "scheduler")?;
        let mut started = Vec::new();
        for k in 0..executors {
            let name = format!("executor-{k}");
            let listen = free_address(&name)?;
            let folder = work.join(&name);
            let arguments = [
                "executor",
                "--scheduler",
                &address.to_string(),
                "--listen",
                &listen.to_string(),
                "--cores",
                "1",
                "--work",
                &folder.to_string_lossy(),
            ];
            let mut process = run(program, work, &name, &arguments)?;
            await_listening(&mut process, listen, work, &name)?;
            started.push(process);
        }
        Ok(LocalCluster {
            scheduler,
            executors: started,
            address,
            work: work.to_owned(),
        })
    }

    /// Where a client finds the scheduler.
    pub fn url(&self) -> String {
        format!("df://{}", self.address)
    }

    /// Kills an executor at once, as a power cut would.
    pub fn kill_executor(&mut self, which: usize) -> std::io::Result<()> {
        let process = &mut self.executors[which].0;
        process.kill()?;
        process.wait().map(|_| ())
    }

    /// Folder of what an executor has computed.
    pub fn work_of(&self, which: usize) -> PathBuf {
        self.work.join(format!("executor-{which}"))
    }

    /// True while the scheduler runs.
    pub fn lives(&mut self) -> bool {
        matches!(self.scheduler.0.try_wait(), Ok(None))
    }
}

fn start_error(what: &str, reason: impl ToString) -> ClusterError {
    ClusterError::Start {
        what: what.to_owned(),
        reason: reason.to_string(),
    }
}

/// An address that nobody has now.
fn free_address(what: &str) -> Result<SocketAddr, ClusterError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map_err(|error| start_error(what, error))
}

fn log_of(work: &Path, name: &str) -> PathBuf {
    work.join(format!("{name}.log"))
}

fn run(program: &Path, work: &Path, name: &str, arguments: &[&str]) -> Result<Process, ClusterError> {
    let log = std::fs::create_dir_all(work)
        .and_then(|()| File::create(log_of(work, name)))
        .map_err(|error| start_error(name, error))?;
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map(Process)
        .map_err(|error| start_error(name, format!("{}: {error}", program.display())))
}

fn await_listening(process: &mut Process, address: SocketAddr, work: &Path, name: &str) -> Result<(), ClusterError> {
    let begin = Instant::now();
    loop {
        if TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok() {
            return Ok(());
        }
        let ended = !matches!(process.0.try_wait(), Ok(None));
        if ended || begin.elapsed() > PATIENCE {
            let log = std::fs::read_to_string(log_of(work, name)).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(3).collect();
            let reason = if ended { "it ended" } else { "it does not answer" };
            return Err(start_error(
                name,
                format!(
                    "{reason}; its last words: {}",
                    last.into_iter().rev().collect::<Vec<_>>().join(" / ")
                ),
            ));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
