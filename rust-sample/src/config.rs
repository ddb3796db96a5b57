//! The hyperparameters of a job.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// How to train. Every value has a default, so a job may give none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct TrainingConfig {
    /// Passes over the training data.
    pub epochs: u32,
    /// Images in one step.
    pub batch_size: usize,
    /// Size of the first step; the last one is close to zero.
    pub learning_rate: f64,
    /// How much the weights shrink by themselves.
    pub weight_decay: f64,
    /// Decides the first weights and the order of the images.
    pub seed: u64,
}

impl Default for TrainingConfig {
    fn default() -> Self {
        Self { epochs: 6, batch_size: 32, learning_rate: 0.002, weight_decay: 0.01, seed: 42 }
    }
}

impl TrainingConfig {
    /// Refuses values that have the right type and cannot train.
    pub fn check(&self) -> Result<()> {
        ensure!(self.epochs >= 1, "hyperparameter `epochs` is 0: expected at least 1");
        let batch = 1..=4096;
        ensure!(
            batch.contains(&self.batch_size),
            "hyperparameter `batch-size` is {}: expected 1 to 4096",
            self.batch_size
        );
        let rate = self.learning_rate;
        ensure!(rate > 0.0 && rate <= 1.0, "hyperparameter `learning-rate` is {rate}: expected more than 0, at most 1");
        let decay = self.weight_decay;
        ensure!((0.0..=1.0).contains(&decay), "hyperparameter `weight-decay` is {decay}: expected 0 to 1");
        Ok(())
    }

    /// Whether a run under the other configuration can go on under this one: only the number of epochs may differ.
    pub fn continues(&self, other: &Self) -> bool {
        Self { epochs: other.epochs, ..self.clone() } == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_train() {
        assert!(TrainingConfig::default().check().is_ok());
    }

    #[test]
    fn values_that_cannot_train_are_named() {
        let message = |config: TrainingConfig| config.check().unwrap_err().to_string();
        let default = TrainingConfig::default;
        assert_eq!(
            message(TrainingConfig { batch_size: 0, ..default() }),
            "hyperparameter `batch-size` is 0: expected 1 to 4096"
        );
        assert!(message(TrainingConfig { epochs: 0, ..default() }).contains("`epochs`"));
        assert!(message(TrainingConfig { learning_rate: -1.0, ..default() }).contains("`learning-rate`"));
        assert!(message(TrainingConfig { weight_decay: 2.0, ..default() }).contains("`weight-decay`"));
    }

    #[test]
    fn only_the_number_of_epochs_may_change_on_the_way() {
        let start = TrainingConfig::default();
        assert!(TrainingConfig { epochs: 20, ..start.clone() }.continues(&start));
        assert!(!TrainingConfig { batch_size: 64, ..start.clone() }.continues(&start));
    }
}
