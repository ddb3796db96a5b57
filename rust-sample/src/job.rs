//! A training job: channels in, metric lines and a model out.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use candle_core::Device;
use sagemaker_container::{Checkpoints, TrainingJob, print_metrics};

use crate::config::TrainingConfig;
use crate::data::Dataset;
use crate::run::{Run, Step};
use crate::{artifact, state};

/// The metrics of a job; `epoch` is one of them so that the others can be drawn over it.
pub const METRICS: [&str; 4] = ["epoch", "train_loss", "validation_loss", "validation_accuracy"];

/// A spot instance may vanish without a word: never lose more than this.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(30);
const PROGRESS_LINES_PER_EPOCH: usize = 4;

/// Trains as the job says, going on from its newest checkpoint if there is one.
pub fn train(job: &TrainingJob) -> Result<()> {
    let config: TrainingConfig = job.hyperparameters.parse()?;
    config.check()?;
    ensure!(
        job.resources.world_size() == 1,
        "this program trains on one instance, the job has {}",
        job.resources.world_size()
    );
    let device = Device::cuda_if_available(0)?;
    let training = Dataset::read(&job.channel("training")?.dir)?;
    let validation = Dataset::read(&job.channel("validation")?.dir)?;
    let checkpoints = Checkpoints::new(job.paths.checkpoints(), 2);
    println!("{} training images, {} validation images, on {device:?}", training.len(), validation.len());
    println!("{config:?}");
    let mut run = match checkpoints.latest()? {
        Some(checkpoint) => {
            let run = state::from_bytes(&checkpoint.state, &config, &training, &device)?;
            println!("resuming after step {} (epoch {})", checkpoint.step, run.progress.epochs + 1);
            run
        }
        None => Run::new(config, &device)?,
    };
    learn(job, &mut run, &training, &validation, &checkpoints)?;
    artifact::save(&run.network, &job.paths.model())?;
    println!("model saved after {} epochs", run.progress.epochs);
    Ok(())
}

fn learn(
    job: &TrainingJob,
    run: &mut Run,
    training: &Dataset,
    validation: &Dataset,
    checkpoints: &Checkpoints,
) -> Result<()> {
    let (mut epoch_start, mut saved) = (Instant::now(), Instant::now());
    while !run.is_finished() {
        let step = run.step(training)?;
        match step {
            Step::Batch => print_progress(run, training),
            Step::Epoch(train_loss) => {
                report(run, train_loss, validation, epoch_start)?;
                epoch_start = Instant::now();
            }
        }
        let stop = job.stop.is_set();
        if stop || step != Step::Batch || saved.elapsed() >= CHECKPOINT_EVERY {
            checkpoints.save(run.optimizer.steps, &state::to_bytes(run, training)?)?;
            saved = Instant::now();
        }
        if stop {
            println!("told to stop after step {}", run.optimizer.steps);
            break;
        }
    }
    Ok(())
}

fn print_progress(run: &Run, training: &Dataset) {
    let (done, all) = (run.progress.batches, run.batches(training));
    if done.is_multiple_of((all / PROGRESS_LINES_PER_EPOCH).max(1)) {
        let loss = run.progress.loss / done as f64;
        println!("epoch {}/{}: batch {done}/{all}, loss {loss:.4}", run.progress.epochs + 1, run.config.epochs);
    }
}

fn report(run: &Run, train_loss: f64, validation: &Dataset, start: Instant) -> Result<()> {
    let measured = run.evaluate(validation)?;
    let (epoch, seconds) = (run.progress.epochs, start.elapsed().as_secs_f64());
    let percent = measured.accuracy * 100.0;
    println!("epoch {epoch}/{}: {seconds:.1} s, {percent:.1} % of the validation images right", run.config.epochs);
    let values = [f64::from(epoch), train_loss, measured.loss, measured.accuracy];
    let metrics: Vec<(&str, f64)> = METRICS.into_iter().zip(values).collect();
    Ok(print_metrics(&metrics)?)
}
