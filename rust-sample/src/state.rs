//! A run ↔ bytes: weights, optimizer and position, so that it goes on as if it had never stopped.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};

use crate::config::TrainingConfig;
use crate::data::Dataset;
use crate::network::Network;
use crate::optimizer::AdamW;
use crate::run::{Progress, Run};

const KEY: &str = "run";

#[derive(Serialize, Deserialize)]
struct Position {
    config: TrainingConfig,
    progress: Progress,
    steps: u64,
    images: usize,
}

/// The whole state of a run over this data.
pub fn to_bytes(run: &Run, data: &Dataset) -> Result<Vec<u8>> {
    let position =
        Position { config: run.config.clone(), progress: run.progress, steps: run.optimizer.steps, images: data.len() };
    let metadata = HashMap::from([(KEY.to_owned(), serde_json::to_string(&position)?)]);
    let weights = run.network.parameters().iter().map(|(name, value)| (name.clone(), value.as_tensor().clone()));
    let first = run.optimizer.first.iter().map(|(name, value)| (format!("first.{name}"), value.clone()));
    let second = run.optimizer.second.iter().map(|(name, value)| (format!("second.{name}"), value.clone()));
    Ok(safetensors::serialize(weights.chain(first).chain(second), Some(metadata))?)
}

/// The run goes on, under the hyperparameters of this job, which must not contradict those it began with.
pub fn from_bytes(bytes: &[u8], config: &TrainingConfig, data: &Dataset, device: &Device) -> Result<Run> {
    let position = position(bytes)?;
    ensure!(
        config.continues(&position.config),
        "the checkpoint was made with other hyperparameters ({:?}, now {config:?}); use those or an empty checkpoint directory",
        position.config
    );
    ensure!(
        position.images == data.len(),
        "the checkpoint was made with {} images, now there are {}; use those or an empty checkpoint directory",
        position.images,
        data.len()
    );
    let tensors: BTreeMap<String, Tensor> = candle_core::safetensors::load_buffer(bytes, device)?.into_iter().collect();
    let network = Network::from_tensors(&tensors)?;
    let mut optimizer = AdamW::new(network.parameters(), config.weight_decay)?;
    optimizer.steps = position.steps;
    restore(&mut optimizer.first, "first.", &tensors)?;
    restore(&mut optimizer.second, "second.", &tensors)?;
    Run::resumed(config.clone(), network, optimizer, position.progress, device)
}

fn position(bytes: &[u8]) -> Result<Position> {
    let (_, header) = SafeTensors::read_metadata(bytes).context("the checkpoint is not a safetensors file")?;
    let text = header.metadata().as_ref().and_then(|metadata| metadata.get(KEY));
    serde_json::from_str(text.context("the checkpoint does not say how far it was")?)
        .context("the checkpoint's position")
}

fn restore(moments: &mut BTreeMap<String, Tensor>, prefix: &str, tensors: &BTreeMap<String, Tensor>) -> Result<()> {
    for (name, moment) in moments {
        let saved =
            tensors.get(&format!("{prefix}{name}")).with_context(|| format!("tensor {prefix}{name} is missing"))?;
        ensure!(saved.dims() == moment.dims(), "tensor {prefix}{name} is {:?}", saved.dims());
        *moment = saved.clone();
    }
    Ok(())
}
