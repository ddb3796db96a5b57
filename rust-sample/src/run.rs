//! A training run that can be stopped after any batch and resumed there.

use anyhow::Result;
use candle_core::{D, Device};
use candle_nn::loss::cross_entropy;
use serde::{Deserialize, Serialize};

use crate::config::TrainingConfig;
use crate::data::Dataset;
use crate::network::Network;
use crate::optimizer::AdamW;
use crate::random::Random;

const EVALUATION_BATCH: usize = 250;

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Whole epochs done.
    pub epochs: u32,
    /// Batches done in the epoch under way.
    pub batches: usize,
    /// Sum of the losses of those batches.
    pub loss: f64,
}

/// What a step brought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// A batch; more of this epoch follow.
    Batch,
    /// The last batch of an epoch, whose mean loss this is.
    Epoch(f64),
}

/// How good a network is on images that it was not trained with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// Mean cross entropy.
    pub loss: f64,
    /// Share of right answers.
    pub accuracy: f64,
}

/// Everything that the rest of a run depends on.
#[derive(Debug, Clone)]
pub struct Run {
    /// How it trains.
    pub config: TrainingConfig,
    /// What it trains.
    pub network: Network,
    /// With the state of the steps so far.
    pub optimizer: AdamW,
    /// Where it is.
    pub progress: Progress,
    device: Device,
    /// The order of the images in the epoch under way.
    order: Vec<u32>,
}

impl Run {
    /// At its beginning.
    pub fn new(config: TrainingConfig, device: &Device) -> Result<Self> {
        let network = Network::random(config.seed, device)?;
        let optimizer = AdamW::new(network.parameters(), config.weight_decay)?;
        Ok(Self::resumed(config, network, optimizer, Progress::default(), device))
    }

    /// In the middle.
    pub fn resumed(
        config: TrainingConfig,
        network: Network,
        optimizer: AdamW,
        progress: Progress,
        device: &Device,
    ) -> Self {
        Self { config, network, optimizer, progress, device: device.clone(), order: Vec::new() }
    }

    /// Whether all epochs are done.
    pub fn is_finished(&self) -> bool {
        self.progress.epochs >= self.config.epochs
    }

    /// Batches in one epoch over this data.
    pub fn batches(&self, data: &Dataset) -> usize {
        data.len().div_ceil(self.config.batch_size)
    }

    /// Trains on the next batch.
    pub fn step(&mut self, data: &Dataset) -> Result<Step> {
        if self.order.is_empty() {
            let stream = 1 + u64::from(self.progress.epochs);
            self.order = Random::new(self.config.seed, stream).permutation(data.len());
        }
        let start = self.progress.batches * self.config.batch_size;
        let end = data.len().min(start + self.config.batch_size);
        self.progress.loss += self.learn(data, start, end)?;
        self.progress.batches += 1;
        if end < data.len() {
            return Ok(Step::Batch);
        }
        let mean = self.progress.loss / self.progress.batches as f64;
        self.progress = Progress { epochs: self.progress.epochs + 1, ..Progress::default() };
        self.order.clear();
        Ok(Step::Epoch(mean))
    }

    fn learn(&mut self, data: &Dataset, start: usize, end: usize) -> Result<f64> {
        let (images, labels) = data.batch(&self.order[start..end], &self.device)?;
        let loss = cross_entropy(&self.network.scores(&images)?, &labels)?;
        let rate = self.learning_rate(data);
        self.optimizer.step(self.network.parameters(), &loss.backward()?, rate)?;
        Ok(f64::from(loss.to_scalar::<f32>()?))
    }

    /// Falls evenly towards zero, so that the last epochs settle instead of jumping about.
    fn learning_rate(&self, data: &Dataset) -> f64 {
        let steps = u64::from(self.config.epochs) * self.batches(data) as u64;
        let left = steps.saturating_sub(self.optimizer.steps) as f64 / steps as f64;
        self.config.learning_rate * left
    }

    /// Measures the network as it is now.
    pub fn evaluate(&self, data: &Dataset) -> Result<Evaluation> {
        let all: Vec<u32> = (0..data.len() as u32).collect();
        let (mut loss, mut right) = (0.0, 0.0);
        for part in all.chunks(EVALUATION_BATCH) {
            let (images, labels) = data.batch(part, &self.device)?;
            let scores = self.network.scores(&images)?.detach();
            loss += f64::from(cross_entropy(&scores, &labels)?.to_scalar::<f32>()?) * part.len() as f64;
            let hits = scores.argmax(D::Minus1)?.eq(&labels)?.to_dtype(candle_core::DType::F32)?;
            right += f64::from(hits.sum_all()?.to_scalar::<f32>()?);
        }
        let images = data.len() as f64;
        Ok(Evaluation { loss: loss / images, accuracy: right / images })
    }
}
