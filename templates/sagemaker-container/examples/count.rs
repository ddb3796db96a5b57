//! The smallest training program: counts instead of learning, saves what it has, and stops when it is told to.

use std::fs;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use sagemaker_container::{BoxError, Checkpoints, TrainingJob, print_metrics, run_training};
use serde::Deserialize;

#[derive(Deserialize)]
struct Config {
    steps: u64,
    #[serde(default)]
    fail_at: Option<u64>,
    #[serde(default)]
    panic_at: Option<u64>,
}

fn main() -> ExitCode {
    run_training(&["step"], train)
}

fn train(job: &TrainingJob) -> Result<(), BoxError> {
    let config: Config = job.hyperparameters.parse()?;
    let checkpoints = Checkpoints::new(job.paths.checkpoints(), 2);
    let mut step = checkpoints.latest()?.map_or(0, |checkpoint| checkpoint.step);
    while step < config.steps && !job.stop.is_set() {
        step += 1;
        assert!(config.panic_at != Some(step), "step {step} was told to panic");
        if config.fail_at == Some(step) {
            return Err(format!("step {step} was told to fail").into());
        }
        sleep(Duration::from_millis(5));
        checkpoints.save(step, b"nothing but the step")?;
        print_metrics(&[("step", f64::from(u32::try_from(step)?))])?;
    }
    fs::create_dir_all(job.paths.model())?;
    fs::write(job.paths.model().join("count"), step.to_string())?;
    Ok(())
}
