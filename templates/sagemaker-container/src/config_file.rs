use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// A file under `input/config` that is there but cannot be understood.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFileError {
    /// The file exists and cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is not the JSON that the contract describes.
    #[error("{} is malformed", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
}

/// A missing file is `None`: a container started by hand has none of them.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, ConfigFileError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            let path = path.to_owned();
            return Err(ConfigFileError::Unreadable { path, source });
        }
    };
    let value =
        serde_json::from_slice(&text).map_err(|source| ConfigFileError::Malformed { path: path.to_owned(), source })?;
    Ok(Some(value))
}
