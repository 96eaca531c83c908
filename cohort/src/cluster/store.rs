//! Where recordings lie, and how one is read from there.
//!
//! Folders and S3-compatible stores are read alike. Found is what `gaitscope batch` finds, by the same rules, so that both
//! have the same recordings, clinics and dates. Not read from here: recordings that a collector is still writing.

use super::ClusterError;
use datafusion::error::DataFusionError;
use datafusion::execution::object_store::{DefaultObjectStoreRegistry, ObjectStoreRegistry};
use export::batch;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use recording::{self, ReadOptions, Recording, RecordingError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use url::Url;

/// Largest file that is fetched, bytes: it lies in memory until it is read.
const LARGEST: u64 = 1 << 30;

/// A folder with one recording or several, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// URL of the folder.
    pub location: String,
    /// Path below the root, or the root's name.
    pub name: String,
    pub clinic: String,
    /// Day of the newest file, `YYYY-MM-DD` in UTC.
    pub date: String,
    /// Bytes of its tables and its `session.toml`, ascending.
    pub sizes: Vec<u64>,
}

/// A path on this machine or a URL, as a URL with a slash at its end.
///
/// # Errors
/// [`ClusterError::Location`].
pub fn url(location: &str) -> Result<Url, ClusterError> {
    let wrong = || ClusterError::Location(location.to_owned());
    if location.contains("://") {
        let mut url = Url::parse(location).map_err(|_| wrong())?;
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        return Ok(url);
    }
    let path = std::fs::canonicalize(location).map_err(|_| wrong())?;
    Url::from_directory_path(path).map_err(|()| wrong())
}

fn opened(url: &Url) -> Result<(Arc<dyn ObjectStore>, ObjectPath), ClusterError> {
    let failed = |reason: String| ClusterError::Store {
        location: url.to_string(),
        reason,
    };
    let store: Arc<dyn ObjectStore> = match url.scheme() {
        "file" => Arc::new(LocalFileSystem::new()),
        "s3" => Arc::new(s3(url).map_err(|error| failed(error.to_string()))?),
        _ => return Err(ClusterError::Location(url.to_string())),
    };
    let path = ObjectPath::from_url_path(url.path()).map_err(|error| failed(error.to_string()))?;
    Ok((store, path))
}

/// Endpoint and keys come from the environment, where the makers of stores say that they belong.
fn s3(url: &Url) -> object_store::Result<object_store::aws::AmazonS3> {
    AmazonS3Builder::from_env()
        .with_bucket_name(url.host_str().unwrap_or_default())
        .build()
}

/// The folders with recordings below a location, in the order of their names.
///
/// A folder with a `session.toml` is one, and nothing below it is looked at; another with tables is one as well. Cost: one
/// listing.
///
/// # Errors
/// [`ClusterError::Store`] where it cannot be listed, [`ClusterError::Empty`] where nothing is found.
pub async fn discover(root: &Url) -> Result<Vec<Found>, ClusterError> {
    let (store, prefix) = opened(root)?;
    let objects: Vec<ObjectMeta> =
        store
            .list(Some(&prefix))
            .try_collect()
            .await
            .map_err(|error| ClusterError::Store {
                location: root.to_string(),
                reason: error.to_string(),
            })?;
    let mut folders: BTreeMap<Vec<String>, Vec<(String, &ObjectMeta)>> = BTreeMap::new();
    for object in &objects {
        let Some(parts) = object.location.prefix_match(&prefix) else {
            continue;
        };
        let mut parts: Vec<String> = parts.map(|part| part.as_ref().to_owned()).collect();
        let Some(file) = parts.pop() else { continue };
        if parts.iter().all(|part| !part.starts_with('.')) {
            folders.entry(parts).or_default().push((file, object));
        }
    }
    let root_name = prefix.filename().or(root.host_str()).unwrap_or("all").to_owned();
    let sessions: BTreeSet<&[String]> = folders
        .iter()
        .filter(|(_, files)| files.iter().any(|(file, _)| file == "session.toml"))
        .map(|(folder, _)| folder.as_slice())
        .collect();
    let mut found = Vec::new();
    for (folder, files) in &folders {
        let within_a_session = (0..folder.len()).any(|depth| sessions.contains(&folder[..depth]));
        let holds = sessions.contains(folder.as_slice()) || files.iter().any(|(file, _)| batch::is_table(file));
        if within_a_session || !holds {
            continue;
        }
        let mut location = root.clone();
        if let Ok(mut segments) = location.path_segments_mut() {
            segments.pop_if_empty().extend(folder).push("");
        }
        let read = |file: &str| file == "session.toml" || batch::is_table(file);
        let sizes = files
            .iter()
            .filter(|(file, _)| read(file))
            .map(|(_, object)| object.size);
        let mut sizes: Vec<u64> = sizes.collect();
        sizes.sort_unstable();
        let newest = files.iter().map(|(_, object)| object.last_modified).max();
        found.push(Found {
            location: location.to_string(),
            name: if folder.is_empty() {
                root_name.clone()
            } else {
                folder.join("/")
            },
            clinic: batch::label(folder.first().unwrap_or(&root_name)),
            date: newest
                .map(|time| time.format("%Y-%m-%d").to_string())
                .unwrap_or_default(),
            sizes,
        });
    }
    if found.is_empty() {
        return Err(ClusterError::Empty(root.to_string()));
    }
    Ok(found)
}

/// Leaves out what holds the same bytes as one before it, as `gaitscope batch` does; gives how many those were.
///
/// Only folders whose files are of the same sizes are read for it. One that cannot be read stays: its analysis says why.
pub async fn once_each(found: Vec<Found>) -> (Vec<Found>, usize) {
    let mut alike: BTreeMap<&[u64], usize> = BTreeMap::new();
    for one in &found {
        *alike.entry(&one.sizes).or_default() += 1;
    }
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut copies = BTreeSet::new();
    for (k, one) in found.iter().enumerate() {
        if alike[one.sizes.as_slice()] < 2 {
            continue;
        }
        if let Ok(recordings) = fetch(one.location.clone()).await {
            let bytes = recordings.iter().map(|recording| recording.source.sha256.clone());
            if !seen.insert(bytes.collect()) {
                copies.insert(k);
            }
        }
    }
    let kept = found.into_iter().enumerate().filter(|(k, _)| !copies.contains(k));
    (kept.map(|(_, one)| one).collect(), copies.len())
}

/// The recordings of one folder, or why they cannot be read.
pub async fn fetch(location: String) -> Result<Vec<Recording>, String> {
    let url = Url::parse(&location).map_err(|error| error.to_string())?;
    let (store, prefix) = opened(&url).map_err(|error| error.to_string())?;
    let listed = store
        .list_with_delimiter(Some(&prefix))
        .await
        .map_err(|error| error.to_string())?;
    let mut objects = listed.objects;
    objects.sort_by(|a, b| a.location.cmp(&b.location));
    if let Some(large) = objects.iter().find(|object| object.size > LARGEST) {
        return Err(format!(
            "{} is larger than 1 GiB; keep it beside the recordings, not among them",
            large.location
        ));
    }
    let files: Vec<(String, Arc<[u8]>)> = futures::stream::iter(objects)
        .map(|object| {
            let store = store.clone();
            async move {
                let bytes = store.get(&object.location).await?.bytes().await?;
                let name = object.location.filename().unwrap_or_default().to_owned();
                Ok::<_, object_store::Error>((name, Arc::from(bytes.as_ref())))
            }
        })
        .buffered(8)
        .try_collect()
        .await
        .map_err(|error| error.to_string())?;
    let title = prefix.filename().or(url.host_str()).unwrap_or("all").to_owned();
    let read = |only: Option<String>| {
        let options = ReadOptions {
            only,
            ..ReadOptions::default()
        };
        recording::read_memory(&title, files.clone(), &options)
    };
    match read(None) {
        Ok(recording) => Ok(vec![recording]),
        Err(RecordingError::SeveralRecordings { choices, .. }) => choices
            .into_iter()
            .map(|choice| read(Some(choice.key)).map_err(|error| error.to_string()))
            .collect(),
        Err(error) => Err(error.to_string()),
    }
}

/// Stores by URL for the query engine, S3 from the environment.
#[derive(Debug, Default)]
pub struct Registry {
    known: DefaultObjectStoreRegistry,
}

impl ObjectStoreRegistry for Registry {
    fn register_store(&self, url: &Url, store: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        self.known.register_store(url, store)
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>, DataFusionError> {
        if url.scheme() == "s3" && self.known.get_store(url).is_err() {
            let store = s3(url).map_err(|error| DataFusionError::External(Box::new(error)))?;
            self.known.register_store(url, Arc::new(store));
        }
        self.known.get_store(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[tokio::test]
    async fn the_same_folders_are_found_as_by_batch() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |file: &str, text: &str| {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        write("north/p 1/visit/session.toml", "");
        write("north/p 1/visit/report/strides.csv", "side\nleft\n");
        write("south/p2/pelvis.csv", "nothing\n");
        write(".hidden/p3/pelvis.csv", "nothing\n");
        write("empty/readme.txt", "nothing\n");
        let found = discover(&url(&root.path().to_string_lossy()).expect("a URL"))
            .await
            .expect("found");
        let roots: Vec<PathBuf> = vec![root.path().to_owned()];
        let of_batch: Vec<(String, String, String)> = batch::discover(&roots)
            .expect("found")
            .into_iter()
            .map(|one| (one.name, one.clinic, one.date))
            .collect();
        let ours: Vec<(String, String, String)> = found
            .iter()
            .map(|one| (one.name.clone(), one.clinic.clone(), one.date.clone()))
            .collect();
        assert_eq!(ours, of_batch);
        assert_eq!(ours.len(), 2);
        assert!(
            found[0].location.ends_with("/north/p%201/visit/"),
            "{}",
            found[0].location
        );
    }
}
