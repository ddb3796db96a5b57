//! Amazon SageMaker's bring-your-own-container contract, for Rust programs.
//!
//! A training container is a program named `train`: [`run_training`] reads what SageMaker laid out under `/opt/ml`
//! into a [`TrainingJob`], hands it to the caller's closure and turns the outcome into an exit code and a failure file.
//! A hosting container is a program named `serve`: with feature `serve`, `serve::run` answers `/ping` and
//! `/invocations` for any `serve::Predictor`.
//!
//! Everything hangs under one root, `/opt/ml` or `SAGEMAKER_BASE_DIR`, so both programs run on any directory.

mod channels;
mod checkpoints;
mod config_file;
mod error_chain;
mod failure;
mod hyperparameters;
mod metrics;
mod paths;
mod resources;
mod stop;
mod training;

/// The hosting side: `/ping`, `/invocations` and an orderly shutdown.
#[cfg(feature = "serve")]
pub mod serve;

pub use channels::{Channel, Channels, InputMode, UnknownChannel};
pub use checkpoints::{Checkpoint, Checkpoints};
pub use config_file::ConfigFileError;
pub use error_chain::ErrorChain;
pub use hyperparameters::{HyperparameterError, Hyperparameters};
pub use metrics::{MetricDefinition, metric_definitions, metric_line, print_metrics};
pub use paths::Paths;
pub use resources::Resources;
pub use stop::StopFlag;
pub use training::{TrainingJob, run_training};

/// What a caller's own code may fail with: any error, `anyhow`'s included.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;
