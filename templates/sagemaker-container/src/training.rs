use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::{
    BoxError, Channel, Channels, ErrorChain, Hyperparameters, Paths, Resources, StopFlag, UnknownChannel, failure,
    metric_definitions,
};

/// Everything that SageMaker tells a training container.
#[derive(Debug, Clone)]
pub struct TrainingJob {
    /// `TRAINING_JOB_NAME`; absent when the program is started by hand.
    pub name: Option<String>,
    /// `TRAINING_JOB_ARN`; absent when the program is started by hand.
    pub arn: Option<String>,
    /// Strings until they are parsed into the program's own type.
    pub hyperparameters: Hyperparameters,
    /// The job's inputs.
    pub channels: Channels,
    /// The job's hosts.
    pub resources: Resources,
    /// Where results go.
    pub paths: Paths,
    /// Looked at between steps.
    pub stop: StopFlag,
}

impl TrainingJob {
    /// Reads the tree; a missing file means its default, a malformed one is an error that names it.
    pub fn load(paths: Paths, stop: StopFlag) -> Result<Self, BoxError> {
        Ok(Self {
            name: env::var("TRAINING_JOB_NAME").ok(),
            arn: env::var("TRAINING_JOB_ARN").ok(),
            hyperparameters: Hyperparameters::load(&paths)?,
            channels: Channels::load(&paths)?,
            resources: Resources::load(&paths)?,
            paths,
            stop,
        })
    }

    /// The channel of this name, or an error that lists the names there are.
    pub fn channel(&self, name: &str) -> Result<&Channel, UnknownChannel> {
        self.channels.get(name)
    }
}

/// The `main` of a training container.
///
/// An error ends the job as Failed: its chain goes to stderr and to the failure file, and the exit code is 1. A panic
/// leaves its message and place there. When `stop` gets set, the closure saves what it has and returns `Ok`; the exit
/// code is then 0. The argument `train` that SageMaker passes is ignored; `--print-metric-definitions` prints the
/// `MetricDefinitions` for these metric names and does nothing else.
pub fn run_training<E: Into<BoxError>>(
    metrics: &[&str],
    train: impl FnOnce(&TrainingJob) -> Result<(), E>,
) -> ExitCode {
    if env::args().skip(1).any(|argument| argument == "--print-metric-definitions") {
        return print_definitions(metrics);
    }
    let paths = Paths::from_env();
    failure::report_panics(paths.failure());
    let outcome = start(paths.clone()).and_then(|job| train(&job).map_err(Into::into));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let reason = ErrorChain(error.as_ref()).to_string();
            failure::report(&paths.failure(), &reason);
            // Unlike eprintln, which panics where nobody reads stderr any more, and would change the exit code.
            let _ = writeln!(io::stderr(), "error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn start(paths: Paths) -> Result<TrainingJob, BoxError> {
    TrainingJob::load(paths, StopFlag::on_signals()?)
}

fn print_definitions(metrics: &[&str]) -> ExitCode {
    let printed = serde_json::to_string_pretty(&metric_definitions(metrics))
        .map_err(io::Error::from)
        .and_then(|json| writeln!(io::stdout(), "{json}"));
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
