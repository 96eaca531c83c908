//! `gaitscope store`: the data folder from the command line.

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use recording::printable;
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{By, Clock, Passphrase, Restored, Store, StoreError, SystemClock, default_data_dir, restore};

/// The data of patients and visits that are kept on this machine.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gaitscope store backup /media/stick/practice.backup")]
pub(super) struct StoreArgs {
    /// The data folder; by default the platform's place for application data.
    #[arg(long, value_name = "DIR", global = true)]
    data_dir: Option<PathBuf>,
    /// A file whose first line is the passphrase of an encrypted store; without it the passphrase is asked for.
    #[arg(long, value_name = "FILE", global = true)]
    passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the people and their visits.
    List {
        /// Only those whose pseudonym or name contains these words.
        #[arg(default_value = "")]
        search: String,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write everything about one person into a new folder, unencrypted.
    Export {
        /// The pseudonym.
        person: String,
        /// The folder, which must not be there yet.
        #[arg(long, short)]
        out: PathBuf,
    },
    /// Delete everything about one person.
    Delete {
        /// The pseudonym.
        person: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Write the whole store into one new file. It is encrypted if the store is.
    Backup {
        /// The file, which must not be there yet.
        file: PathBuf,
    },
    /// Bring a backup back. A store that is there already is kept beside it.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Bring back what is whole where the backup is damaged, and say what is missing.
        #[arg(long)]
        partial: bool,
    },
    /// Put an encrypted store under another passphrase. Backups made before keep the old one.
    #[cfg(feature = "encrypted-store")]
    Passphrase {
        /// A file whose first line is the new passphrase; without it the passphrase is asked for.
        #[arg(long, value_name = "FILE")]
        new_file: Option<PathBuf>,
    },
    /// Show who changed what, the newest first, and whether the trail is whole.
    Audit {
        /// At most this many rows.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
}

pub(super) fn run(options: &StoreArgs) -> anyhow::Result<()> {
    let dir = match &options.data_dir {
        Some(dir) => std::path::absolute(dir).with_context(|| dir.display().to_string())?,
        None => default_data_dir()?,
    };
    store::when_waiting(super::say_waiting);
    let by = SystemClock.by("command line");
    let mut out = std::io::stdout().lock();
    let open = || with_passphrase(options, |passphrase| Store::open_existing(&dir, passphrase));
    match &options.action {
        Action::List { search, json } => list(&open()?, search, *json, &mut out),
        Action::Export { person, out: folder } => {
            let mut store = open()?;
            let id = store.patient_called(person)?.id;
            let written = store.export_patient(id, folder, &by)?;
            writeln!(out, "written to {}; it is not encrypted", written.display())?;
            Ok(())
        }
        Action::Delete { person, yes } => delete(&mut open()?, person, *yes, &by, &mut out),
        Action::Backup { file } => backup(&mut open()?, file, &by, &mut out),
        Action::Restore { file, partial } => {
            let restored = with_passphrase(options, |passphrase| restore(file, &dir, passphrase, *partial, &by))?;
            say_restored(&restored, &dir, &mut out)
        }
        #[cfg(feature = "encrypted-store")]
        Action::Passphrase { new_file } => change_passphrase(options, &dir, new_file.as_deref(), &by, &mut out),
        Action::Audit { limit } => audit(&open()?, *limit, &mut out),
    }
}

fn list(store: &Store, search: &str, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    let people = store.patients(search)?;
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&people)?)?;
        return Ok(());
    }
    for row in &people {
        let last = row
            .last_visit
            .map_or_else(String::new, |at| format!(", last {}", at.strftime("%Y-%m-%d")));
        let name = row
            .name
            .as_deref()
            .map_or_else(String::new, |name| format!(" ({name})"));
        writeln!(out, "{}{name}: {} visits{last}", row.pseudonym, row.visits)?;
    }
    if people.is_empty() {
        writeln!(out, "nobody")?;
    }
    Ok(())
}

fn delete(store: &mut Store, person: &str, yes: bool, by: &By, out: &mut impl Write) -> anyhow::Result<()> {
    let patient = store.patient_called(person)?;
    if !yes {
        write!(
            out,
            "Delete {} with {} visits and all recordings? This cannot be undone. Type the pseudonym: ",
            patient.pseudonym,
            store.visits(patient.id)?.len()
        )?;
        out.flush()?;
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer)?;
        if answer.trim() != patient.pseudonym {
            bail!("nothing was deleted");
        }
    }
    store.delete_patient(patient.id, by)?;
    writeln!(out, "deleted; backups made before still hold the data")?;
    Ok(())
}

fn backup(store: &mut Store, file: &Path, by: &By, out: &mut impl Write) -> anyhow::Result<()> {
    let lost = store.backup(file, by)?;
    let covered = if store.is_encrypted() {
        "encrypted"
    } else {
        "not encrypted"
    };
    writeln!(out, "written to {} ({covered})", file.display())?;
    for lost in &lost {
        writeln!(
            out,
            "NOT in it: recording {} of {}: {}",
            lost.recording,
            printable(&lost.pseudonym),
            printable(&lost.what)
        )?;
    }
    if !lost.is_empty() {
        bail!(
            "{} recordings are damaged here and not in the backup; keep the backups made before",
            lost.len()
        );
    }
    Ok(())
}

fn say_restored(restored: &Restored, dir: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "restored to {}", dir.display())?;
    for lost in &restored.lost {
        writeln!(
            out,
            "NOT restored: the files of recording {} of {}",
            lost.recording,
            printable(&lost.pseudonym)
        )?;
    }
    if let Some(kept) = &restored.kept {
        writeln!(out, "what was there before is in {}", kept.display())?;
    }
    Ok(())
}

#[cfg(feature = "encrypted-store")]
fn change_passphrase(
    options: &StoreArgs,
    dir: &Path,
    new_file: Option<&Path>,
    by: &By,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let old = match &options.passphrase_file {
        Some(path) => first_line(path)?,
        None => Passphrase::new(ask("Passphrase: ", "--passphrase-file")?),
    };
    let mut store = Store::open_existing(dir, Some(&old))?;
    let new = match new_file {
        Some(path) => first_line(path)?,
        None => {
            let typed = ask("New passphrase: ", "--new-file")?;
            if ask("The same again: ", "--new-file")? != typed {
                bail!("the two differ; nothing was changed");
            }
            Passphrase::new(typed)
        }
    };
    store.change_passphrase(&old, &new, by)?;
    writeln!(out, "the passphrase was changed; backups made before keep the old one")?;
    Ok(())
}

fn audit(store: &Store, limit: usize, out: &mut impl Write) -> anyhow::Result<()> {
    for row in store.audit(None, limit)? {
        let number = |name: &str, id: Option<i64>| id.map_or_else(String::new, |id| format!(" {name} {id}"));
        writeln!(
            out,
            "{} {} {}{}{}",
            row.at,
            row.who,
            row.action,
            number("person", row.patient.map(|id| id.0)),
            number("number", row.object)
        )?;
    }
    if let Some(row) = store.audit_break()? {
        bail!("row {row} of the audit trail was changed outside of this program");
    }
    Ok(())
}

/// Asks at the terminal.
#[cfg(feature = "encrypted-store")]
fn ask(prompt: &str, otherwise: &str) -> anyhow::Result<String> {
    rpassword::prompt_password(prompt)
        .with_context(|| format!("a passphrase cannot be asked for without a terminal; name a file with {otherwise}"))
}

fn first_line(path: &Path) -> anyhow::Result<Passphrase> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(Passphrase::new(text.lines().next().unwrap_or_default()))
}

/// Tries without a passphrase first, unless a file names one, and asks for it where the store needs one.
fn with_passphrase<T>(
    options: &StoreArgs,
    run: impl Fn(Option<&Passphrase>) -> Result<T, StoreError>,
) -> anyhow::Result<T> {
    if let Some(path) = &options.passphrase_file {
        return Ok(run(Some(&first_line(path)?))?);
    }
    match run(None) {
        #[cfg(feature = "encrypted-store")]
        Err(StoreError::NeedsPassphrase { .. }) => {
            let typed = ask("Passphrase: ", "--passphrase-file")?;
            Ok(run(Some(&Passphrase::new(typed)))?)
        }
        done => Ok(done?),
    }
}
