//! The hosting container's program.

use std::process::ExitCode;

use rust_sample::classifier::Classifier;

fn main() -> ExitCode {
    sagemaker_container::serve::run::<Classifier>()
}
