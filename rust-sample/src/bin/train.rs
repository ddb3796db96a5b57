//! The training container's program.

use std::process::ExitCode;

use rust_sample::{job, workers};

#[allow(unsafe_code)]
fn main() -> ExitCode {
    // SAFETY: nothing has run before that could have started a thread.
    unsafe { workers::keep_operations_on_one_thread() };
    sagemaker_container::run_training(&job::METRICS, job::train)
}
