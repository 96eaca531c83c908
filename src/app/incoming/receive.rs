//! An upload, from the socket to a folder of its own.

use super::{Limits, UploadError, apart, names, unpack};
use axum::extract::Multipart;
use std::fs;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout, timeout_at};

/// What arrived.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Received {
    pub folder: PathBuf,
    /// Names as the browser gave them, for the person's eyes only.
    pub shown: Vec<String>,
}

/// Takes all files of a form into `folder`, which is made, and has archives unpacked by `reader` (this program) in a process
/// of its own. On an error the folder is removed.
pub(crate) async fn receive(
    form: Multipart,
    folder: &Path,
    limits: &Limits,
    reader: Option<&Path>,
) -> Result<Received, UploadError> {
    let deadline = Instant::now() + limits.whole;
    let result = match timeout_at(deadline, take(form, folder, limits, reader)).await {
        Ok(result) => result,
        Err(_) => Err(UploadError::TooSlow),
    };
    if result.is_err() {
        // Nothing of a refused upload is kept; what cannot be removed now goes with the next start.
        let _ = fs::remove_dir_all(folder);
    }
    result
}

/// How quickly an upload comes.
struct Pace<'a> {
    limits: &'a Limits,
    since: Instant,
    bytes: u64,
}

impl Pace<'_> {
    fn new(limits: &Limits) -> Pace<'_> {
        Pace {
            limits,
            since: Instant::now(),
            bytes: 0,
        }
    }

    fn heard(&mut self, bytes: u64) -> Result<(), UploadError> {
        self.bytes += bytes;
        if self.since.elapsed() < self.limits.idle {
            return Ok(());
        }
        if self.bytes < self.limits.least_bytes {
            return Err(UploadError::TooSlow);
        }
        (self.since, self.bytes) = (Instant::now(), 0);
        Ok(())
    }
}

async fn take(
    mut form: Multipart,
    folder: &Path,
    limits: &Limits,
    reader: Option<&Path>,
) -> Result<Received, UploadError> {
    let mut shown = Vec::new();
    let mut archives = Vec::new();
    let mut sent = 0_u64;
    let mut pace = Pace::new(limits);
    let mut count = 0;
    tokio::fs::create_dir_all(folder).await?;
    loop {
        let field = timeout(limits.idle, form.next_field())
            .await
            .map_err(|_| UploadError::TooSlow)?;
        let Some(mut field) = field.map_err(|_| UploadError::Broken)? else {
            break;
        };
        let Some(name) = field.file_name().map(str::to_owned) else {
            continue;
        };
        count += 1;
        if count > limits.files {
            return Err(UploadError::TooMany { limit: limits.files });
        }
        let place = names::inside(&name)?;
        let mut out = match &place {
            Some(place) => {
                let path = folder.join(place);
                if let Some(parent) = path.parent() {
                    tokio::fs::create_dir_all(parent).await?;
                }
                shown.push(name);
                let opened = tokio::fs::File::create_new(&path).await;
                let file = opened.map_err(|error| match error.kind() {
                    std::io::ErrorKind::AlreadyExists => UploadError::Name,
                    _ => UploadError::Write(error),
                })?;
                Some((path, file))
            }
            None => None,
        };
        loop {
            let chunk = timeout(limits.idle, field.chunk())
                .await
                .map_err(|_| UploadError::TooSlow)?;
            let Some(chunk) = chunk.map_err(|_| UploadError::Broken)? else {
                break;
            };
            sent += chunk.len() as u64;
            pace.heard(chunk.len() as u64)?;
            if sent > limits.sent_bytes {
                return Err(UploadError::TooLarge {
                    limit_mb: limits.sent_bytes >> 20,
                });
            }
            if let Some((_, file)) = &mut out {
                file.write_all(&chunk).await?;
            }
        }
        if let Some((path, mut file)) = out {
            file.flush().await?;
            drop(file);
            // Spreadsheets are archives too; the reader says what to do with them.
            if path
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
            {
                archives.push(path);
            }
        }
    }
    if shown.is_empty() {
        return Err(UploadError::Nothing);
    }
    if !archives.is_empty() {
        let (bounds, reader) = (*limits, reader.map(Path::to_owned));
        let unpacked = tokio::task::spawn_blocking(move || match reader {
            Some(program) => apart::unpack(&program, &archives, &bounds),
            None => unpack::unpack_all(&archives, &bounds),
        });
        unpacked.await.map_err(|_| UploadError::Broke)??;
    }
    Ok(Received {
        folder: folder.to_owned(),
        shown,
    })
}
