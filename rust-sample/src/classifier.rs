//! The model behind an endpoint.

use std::path::Path;

use anyhow::Result;
use candle_core::Device;
use sagemaker_container::BoxError;
use sagemaker_container::serve::{Input, Output, PredictError, Predictor};
use serde::{Serialize, Serializer};

use crate::network::Network;
use crate::{CLASSES, PIXELS, artifact, data, request, workers};

/// Images that go through the network at once.
const BATCH: usize = 128;

/// Tells what is on an image.
#[derive(Debug)]
pub struct Classifier {
    network: Network,
    device: Device,
}

/// What an endpoint answers.
#[derive(Debug, Serialize)]
struct Answer {
    predictions: Vec<Prediction>,
}

#[derive(Debug, Serialize)]
struct Prediction {
    label: &'static str,
    class: usize,
    probabilities: Probabilities,
}

/// By label, in the order of the classes.
#[derive(Debug)]
struct Probabilities(Vec<f32>);

impl Serialize for Probabilities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(CLASSES.iter().zip(&self.0))
    }
}

impl From<Vec<f32>> for Prediction {
    fn from(probabilities: Vec<f32>) -> Self {
        let ranked = probabilities.iter().enumerate().max_by(|left, right| left.1.total_cmp(right.1));
        let class = ranked.map_or(0, |(class, _)| class);
        Self { label: CLASSES[class], class, probabilities: Probabilities(probabilities) }
    }
}

impl Classifier {
    /// Around a network.
    pub fn new(network: Network, device: Device) -> Self {
        Self { network, device }
    }

    fn classify(&self, pixels: &[u8]) -> Result<Vec<u8>> {
        let mut predictions = Vec::with_capacity(pixels.len() / PIXELS);
        for part in pixels.chunks(BATCH * PIXELS) {
            let probabilities = self.network.probabilities(&data::images(part, &self.device)?)?;
            predictions.extend(probabilities.into_iter().map(Prediction::from));
        }
        Ok(serde_json::to_vec(&Answer { predictions })?)
    }
}

impl Predictor for Classifier {
    const ACCEPTS: &'static [&'static str] = request::ACCEPTS;

    fn load(model_dir: &Path) -> Result<Self, BoxError> {
        let device = Device::cuda_if_available(0)?;
        Ok(Self::new(artifact::load(model_dir, &device)?, device))
    }

    fn predict(&self, input: &Input) -> Result<Output, PredictError> {
        let pixels = request::pixels(input)?;
        let body = workers::alone(|| self.classify(&pixels))
            .flatten()
            .map_err(|error| PredictError::Internal(error.into()))?;
        Ok(body.into())
    }
}
