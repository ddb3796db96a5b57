use std::env;
use std::path::{Path, PathBuf};

/// The directory tree that SageMaker lays out for a container, from one root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    base: PathBuf,
}

impl Paths {
    /// The tree under `SAGEMAKER_BASE_DIR`, or under `/opt/ml` where that is not set or empty.
    pub fn from_env() -> Self {
        match env::var_os("SAGEMAKER_BASE_DIR") {
            Some(base) if !base.is_empty() => Self::new(base),
            _ => Self::new("/opt/ml"),
        }
    }

    /// The tree under a given root.
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into() }
    }

    /// The root itself.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// A file of the job's description, such as `hyperparameters.json`.
    pub fn input_config(&self, file: &str) -> PathBuf {
        self.base.join("input/config").join(file)
    }

    /// The parent of all channels.
    pub fn input_data(&self) -> PathBuf {
        self.base.join("input/data")
    }

    /// What is packed as `model.tar.gz` when training ends, and what an endpoint finds unpacked.
    pub fn model(&self) -> PathBuf {
        self.base.join("model")
    }

    /// What is packed as `output.tar.gz` when training ends.
    pub fn output_data(&self) -> PathBuf {
        self.base.join("output/data")
    }

    /// The file whose text becomes the job's `FailureReason`.
    pub fn failure(&self) -> PathBuf {
        self.base.join("output/failure")
    }

    /// What is kept in S3 while the job runs and is there again after a restart.
    pub fn checkpoints(&self) -> PathBuf {
        self.base.join("checkpoints")
    }
}
