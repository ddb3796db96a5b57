//! A training run that can be stopped after any batch and resumed there.

use anyhow::Result;
use candle_core::{D, DType, Device};
use candle_nn::loss::cross_entropy;
use serde::{Deserialize, Serialize};

use crate::config::TrainingConfig;
use crate::data::Dataset;
use crate::network::{Gradients, Network};
use crate::optimizer::AdamW;
use crate::random::Random;
use crate::workers::Workers;

const EVALUATION_BATCH: usize = 100;

/// Pieces of a batch that are computed at once.
const PARTS: usize = 2;

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
    workers: Workers,
    /// The order of the images in the epoch under way.
    order: Vec<u32>,
}

impl Run {
    /// At its beginning.
    pub fn new(config: TrainingConfig, device: &Device) -> Result<Self> {
        let network = Network::random(config.seed, device)?;
        let optimizer = AdamW::new(network.parameters(), config.weight_decay)?;
        Self::resumed(config, network, optimizer, Progress::default(), device)
    }

    /// In the middle.
    pub fn resumed(
        config: TrainingConfig,
        network: Network,
        optimizer: AdamW,
        progress: Progress,
        device: &Device,
    ) -> Result<Self> {
        let workers = Workers::new(PARTS)?;
        Ok(Self { config, network, optimizer, progress, device: device.clone(), workers, order: Vec::new() })
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

    /// Every part of the batch counts by its number of images, so that the split does not change what is learned.
    fn learn(&mut self, data: &Dataset, start: usize, end: usize) -> Result<f64> {
        let batch = &self.order[start..end];
        let parts: Vec<&[u32]> = batch.chunks(self.part_size(batch.len())).collect();
        let learned = self.workers.map(&parts, |part| {
            let (images, labels) = data.batch(part, &self.device)?;
            let (loss, gradients) = self.network.learn(&images, &labels)?;
            weighted(loss, gradients, part.len() as f64 / batch.len() as f64)
        })?;
        let mut loss = 0.0;
        let mut sum = Gradients::new();
        for (part_loss, gradients) in learned {
            loss += part_loss;
            add(&mut sum, gradients)?;
        }
        let rate = self.learning_rate(data);
        self.optimizer.step(self.network.parameters(), &sum, rate)?;
        Ok(loss)
    }

    /// The split is the same on every machine, and so are the results; a GPU takes the batch whole.
    fn part_size(&self, images: usize) -> usize {
        if self.device.is_cpu() { images.div_ceil(PARTS) } else { images }
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
        let parts: Vec<&[u32]> = all.chunks(self.part_size(all.len())).collect();
        let sums = self.workers.map(&parts, |part| {
            let sums = part.chunks(EVALUATION_BATCH).map(|batch| self.loss_and_hits(data, batch));
            sums.collect::<Result<Vec<_>>>()
        })?;
        let (loss, right) = sums.iter().flatten().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        let images = data.len() as f64;
        Ok(Evaluation { loss: loss / images, accuracy: right / images })
    }

    /// Sums over a batch.
    fn loss_and_hits(&self, data: &Dataset, batch: &[u32]) -> Result<(f64, f64)> {
        let (images, labels) = data.batch(batch, &self.device)?;
        let scores = self.network.scores(&images)?.detach();
        let loss = f64::from(cross_entropy(&scores, &labels)?.to_scalar::<f32>()?) * batch.len() as f64;
        let hits = scores.argmax(D::Minus1)?.eq(&labels)?.to_dtype(DType::F32)?;
        Ok((loss, f64::from(hits.sum_all()?.to_scalar::<f32>()?)))
    }
}

fn weighted(loss: f64, gradients: Gradients, weight: f64) -> Result<(f64, Gradients)> {
    let gradients = gradients.into_iter().map(|(name, gradient)| Ok((name, (gradient * weight)?)));
    Ok((loss * weight, gradients.collect::<Result<_>>()?))
}

fn add(sum: &mut Gradients, gradients: Gradients) -> Result<()> {
    for (name, gradient) in gradients {
        let total = match sum.remove(&name) {
            Some(total) => (total + gradient)?,
            None => gradient,
        };
        sum.insert(name, total);
    }
    Ok(())
}
