//! The training container's program.

use std::process::ExitCode;

use rust_sample::job;

fn main() -> ExitCode {
    sagemaker_container::run_training(&job::METRICS, job::train)
}
