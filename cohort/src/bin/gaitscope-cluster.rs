//! `gaitscope-cluster`: the analysis of many recordings on many machines.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use gaitscope_cohort::cluster::{ask, local::LocalCluster, node, store};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Analyse many recordings on many machines, and ask SQL over their strides.
#[derive(Debug, Parser)]
#[command(
    name = "gaitscope-cluster",
    version,
    max_term_width = 100,
    after_help = "Examples:\n  \
        gaitscope-cluster ask recordings \"SELECT clinic, side, avg(stance_time_s) FROM strides WHERE included GROUP BY clinic, side\"\n  \
        gaitscope-cluster local --executors 2\n  \
        gaitscope-cluster ask s3://bucket/recordings \"SELECT * FROM strides\" --scheduler df://127.0.0.1:50050 --plan /shared/plan"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Say more on the way.
    #[arg(long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask SQL over the strides of all recordings below a folder or an s3:// address.
    Ask(AskOptions),
    /// Start a scheduler and some executors on this machine, for this machine alone.
    Local {
        /// Executors, of one core each.
        #[arg(long, default_value_t = 2)]
        executors: usize,
    },
    /// Run a scheduler.
    Scheduler {
        /// Address to listen at. Whoever reaches it can have queries run: keep it within a trusted network.
        #[arg(long, default_value = "127.0.0.1:50050")]
        listen: SocketAddr,
    },
    /// Run an executor.
    Executor {
        #[arg(long, default_value = "127.0.0.1:50050")]
        scheduler: SocketAddr,
        /// Address to listen at, by which the others reach it.
        #[arg(long, default_value = "127.0.0.1:50051")]
        listen: SocketAddr,
        /// Recordings at the same time.
        #[arg(long, default_value_t = 1)]
        cores: usize,
        /// Folder for what is computed until it is fetched.
        #[arg(long)]
        work: PathBuf,
    },
}

#[derive(Debug, Args)]
struct AskOptions {
    /// A folder, or s3://bucket/folder (endpoint and keys from AWS_ENDPOINT, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION).
    recordings: String,
    /// SQL over `strides`, `recordings` and, with --skip-failed, `failures`.
    query: String,
    /// A scheduler that runs already; without it a local cluster is started for this question.
    #[arg(long, value_name = "df://HOST:PORT", requires = "plan")]
    scheduler: Option<String>,
    /// An empty folder that scheduler and executors see by the same path, for the list of recordings.
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Executors of the local cluster.
    #[arg(long, default_value_t = 2)]
    executors: usize,
    /// Recordings that an executor does at a stretch.
    #[arg(long, default_value_t = 16)]
    per_part: usize,
    /// Leave out recordings that cannot be analysed, instead of giving up.
    #[arg(long)]
    skip_failed: bool,
    /// Write the answer as CSV to this file.
    #[arg(long, short)]
    out: Option<PathBuf>,
}

struct Log;

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        eprintln!("{} {}: {}", record.level(), record.target(), record.args());
    }

    fn flush(&self) {}
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let level = if arguments.verbose {
        log::LevelFilter::Info
    } else {
        log::LevelFilter::Error
    };
    // Nobody else sets a logger in this program.
    let _ = log::set_logger(&Log).map(|()| log::set_max_level(level));
    match run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gaitscope-cluster: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    // Plans of long queries are deep: the threads get the room for them.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(16 << 20)
        .build()?;
    match command {
        Command::Ask(options) => runtime.block_on(async { tokio::spawn(asked(options)).await? }),
        Command::Local { executors } => {
            let mut work = Work::new()?;
            let mut cluster = LocalCluster::start(&std::env::current_exe()?, executors, &work.path)?;
            println!(
                "scheduler: {}  logs: {}  end it with Ctrl-C",
                cluster.url(),
                work.path.display()
            );
            runtime.block_on(async {
                loop {
                    tokio::select! {
                        ended = tokio::signal::ctrl_c() => break ended.map_err(anyhow::Error::from),
                        () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {
                            if !cluster.lives() {
                                work.keep = true;
                                anyhow::bail!("the scheduler ended; its log is in {}", work.path.display());
                            }
                        }
                    }
                }
            })
        }
        Command::Scheduler { listen } => Ok(runtime.block_on(node::scheduler(listen))?),
        Command::Executor {
            scheduler,
            listen,
            cores,
            work,
        } => Ok(runtime.block_on(node::executor(scheduler, listen, cores, &work))?),
    }
}

async fn asked(options: AskOptions) -> anyhow::Result<()> {
    let (found, copies) = store::once_each(store::discover(&store::url(&options.recordings)?).await?).await;
    let work = Work::new()?;
    let (cluster, scheduler) = match &options.scheduler {
        Some(scheduler) => (None, scheduler.clone()),
        None => {
            let cluster = LocalCluster::start(&std::env::current_exe()?, options.executors, &work.path)?;
            let url = cluster.url();
            (Some(cluster), url)
        }
    };
    let plan = options.plan.clone().unwrap_or_else(|| work.path.join("plan"));
    std::fs::create_dir_all(&plan).with_context(|| format!("{} cannot be made", plan.display()))?;
    if plan.read_dir()?.next().is_some() {
        anyhow::bail!(
            "{} is not empty: files of another plan would be done as well",
            plan.display()
        );
    }
    let asking = ask::Asking {
        scheduler,
        per_part: options.per_part,
        skip_failed: options.skip_failed,
    };
    let context = ask::session(&found, &plan, &asking).await?;
    let answer = ask::sql(&context, &options.query).await?;
    drop(cluster);
    match &options.out {
        Some(file) => write(file, &answer.to_csv()?)?,
        None => match std::io::stdout().write_all(answer.to_text()?.as_bytes()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            other => other?,
        },
    }
    eprintln!("{} recordings", found.len());
    if copies > 0 {
        eprintln!("{copies} more are copies of these, byte for byte, and are left out");
    }
    if options.skip_failed {
        eprintln!("Recordings that could not be analysed are left out; SELECT * FROM failures lists them.");
    }
    Ok(())
}

fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))
}

/// A folder for logs and results, gone with the program.
struct Work {
    path: PathBuf,
    keep: bool,
}

impl Work {
    fn new() -> anyhow::Result<Work> {
        let path = std::env::temp_dir().join(format!("gaitscope-cluster-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Work { path, keep: false })
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if !self.keep {
            // It may be gone already; what is left is the system's to clean.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
