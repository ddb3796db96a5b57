use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::Paths;
use crate::config_file::{self, ConfigFileError};

/// How SageMaker hands a channel's data over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputMode {
    /// A directory that holds every object; also how a fast-file mount describes itself.
    File,
    /// A named pipe per epoch, beside the directory.
    Pipe,
}

/// One input of a training job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its name in the job's `InputDataConfig`.
    pub name: String,
    /// Where its files are.
    pub dir: PathBuf,
    /// As the job declares it; absent when the job does not.
    pub content_type: Option<String>,
    /// How the data arrives.
    pub input_mode: InputMode,
}

/// The job has no channel of this name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the job has no channel `{name}`; its channels are: {}", known.join(", "))]
pub struct UnknownChannel {
    /// The name asked for.
    pub name: String,
    /// The names there are.
    pub known: Vec<String>,
}

/// The inputs of a training job by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Channels {
    by_name: BTreeMap<String, Channel>,
}

impl Channels {
    /// Reads `inputdataconfig.json`; without one, every directory under `input/data` is a channel.
    pub fn load(paths: &Paths) -> Result<Self, ConfigFileError> {
        let declared: Option<Map<String, Value>> = config_file::read(&paths.input_config("inputdataconfig.json"))?;
        let by_name = match declared {
            Some(declared) => {
                declared.iter().map(|(name, settings)| named(declared_channel(paths, name, settings))).collect()
            }
            None => directories(&paths.input_data()).map(|name| named(undeclared_channel(paths, &name))).collect(),
        };
        Ok(Self { by_name })
    }

    /// The channel of this name, or an error that lists the names there are.
    pub fn get(&self, name: &str) -> Result<&Channel, UnknownChannel> {
        self.by_name
            .get(name)
            .ok_or_else(|| UnknownChannel { name: name.to_owned(), known: self.by_name.keys().cloned().collect() })
    }

    /// All channels, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Channel> {
        self.by_name.values()
    }
}

fn named(channel: Channel) -> (String, Channel) {
    (channel.name.clone(), channel)
}

fn declared_channel(paths: &Paths, name: &str, settings: &Value) -> Channel {
    let text = |key: &str| settings.get(key).and_then(Value::as_str);
    let input_mode = match text("TrainingInputMode") {
        Some("Pipe") => InputMode::Pipe,
        _ => InputMode::File,
    };
    Channel { content_type: text("ContentType").map(str::to_owned), input_mode, ..undeclared_channel(paths, name) }
}

fn undeclared_channel(paths: &Paths, name: &str) -> Channel {
    Channel {
        name: name.to_owned(),
        dir: paths.input_data().join(name),
        content_type: None,
        input_mode: InputMode::File,
    }
}

fn directories(parent: &Path) -> impl Iterator<Item = String> {
    fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(inputdataconfig: Option<&str>) -> (tempfile::TempDir, Paths) {
        let root = tempfile::tempdir().unwrap();
        let paths = Paths::new(root.path());
        fs::create_dir_all(paths.input_config("")).unwrap();
        fs::create_dir_all(paths.input_data().join("train set")).unwrap();
        if let Some(text) = inputdataconfig {
            fs::write(paths.input_config("inputdataconfig.json"), text).unwrap();
        }
        (root, paths)
    }

    #[test]
    fn a_channel_knows_its_directory_content_type_and_mode() {
        let (_root, paths) = tree(Some(
            r#"{"training": {"TrainingInputMode": "File", "ContentType": "text/csv"}, "live": {"TrainingInputMode": "Pipe"}}"#,
        ));
        let channels = Channels::load(&paths).unwrap();
        let training = channels.get("training").unwrap();
        assert_eq!(training.dir, paths.base().join("input/data/training"));
        assert_eq!(training.content_type.as_deref(), Some("text/csv"));
        assert_eq!(training.input_mode, InputMode::File);
        assert_eq!(channels.get("live").unwrap().input_mode, InputMode::Pipe);
        assert_eq!(channels.get("live").unwrap().content_type, None);
    }

    #[test]
    fn an_unknown_channel_is_an_error_that_lists_the_known_ones() {
        let (_root, paths) = tree(Some(r#"{"b": {}, "a": {}}"#));
        let error = Channels::load(&paths).unwrap().get("training").unwrap_err();
        assert_eq!(error.to_string(), "the job has no channel `training`; its channels are: a, b");
    }

    #[test]
    fn without_a_description_the_directories_are_the_channels() {
        let (_root, paths) = tree(None);
        let channels = Channels::load(&paths).unwrap();
        let names: Vec<_> = channels.iter().map(|channel| channel.name.as_str()).collect();
        assert_eq!(names, ["train set"]);
    }

    #[test]
    fn a_malformed_description_names_the_file() {
        let (_root, paths) = tree(Some("{"));
        let error = Channels::load(&paths).unwrap_err();
        assert!(error.to_string().ends_with("inputdataconfig.json is malformed"), "{error}");
    }
}
