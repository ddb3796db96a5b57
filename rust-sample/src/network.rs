//! Two convolutions and two linear layers.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::loss::cross_entropy;
use candle_nn::ops::softmax;
use candle_nn::{Conv2d, Conv2dConfig, Linear, Module};

use crate::CLASSES;
use crate::random::Random;

/// Trained values by name, in the order of the names.
pub type Parameters = BTreeMap<String, Var>;

/// For each parameter the direction in which the loss grows.
pub type Gradients = BTreeMap<String, Tensor>;

const CHANNELS: (usize, usize) = (8, 16);
const HIDDEN: usize = 128;
/// Width and height after two poolings.
const POOLED: usize = 7;

/// Name, shape, and number of inputs that one output value sees.
const LAYERS: [(&str, &[usize], usize); 4] = [
    ("conv1", &[CHANNELS.0, 1, 3, 3], 9),
    ("conv2", &[CHANNELS.1, CHANNELS.0, 3, 3], CHANNELS.0 * 9),
    ("linear1", &[HIDDEN, CHANNELS.1 * POOLED * POOLED], CHANNELS.1 * POOLED * POOLED),
    ("linear2", &[CLASSES.len(), HIDDEN], HIDDEN),
];

/// The network over a set of parameters; it sees every change of theirs.
#[derive(Debug, Clone)]
pub struct Network {
    parameters: Parameters,
    conv1: Conv2d,
    conv2: Conv2d,
    linear1: Linear,
    linear2: Linear,
}

impl Network {
    /// With random weights of a size that keeps signals alive through ReLU layers, and zero biases.
    pub fn random(seed: u64, device: &Device) -> Result<Self> {
        let mut random = Random::new(seed, 0);
        let mut tensors = BTreeMap::new();
        for (name, shape, inputs) in LAYERS {
            let bound = (6.0 / inputs as f32).sqrt();
            let weights: Vec<f32> = (0..shape.iter().product()).map(|_| random.symmetric() * bound).collect();
            tensors.insert(format!("{name}.weight"), Tensor::from_vec(weights, shape, device)?);
            tensors.insert(format!("{name}.bias"), Tensor::zeros(shape[0], DType::F32, device)?);
        }
        Self::from_tensors(&tensors)
    }

    /// With the values of a file; one that is missing or has another shape is an error that names it.
    pub fn from_tensors(tensors: &BTreeMap<String, Tensor>) -> Result<Self> {
        let mut parameters = Parameters::new();
        for (layer, shape, _) in LAYERS {
            for (name, shape) in [(format!("{layer}.weight"), shape), (format!("{layer}.bias"), &shape[..1])] {
                let tensor = tensors.get(&name).with_context(|| format!("tensor {name} is missing"))?;
                ensure!(tensor.dims() == shape, "tensor {name} is {:?}, expected {shape:?}", tensor.dims());
                parameters.insert(name, Var::from_tensor(tensor)?);
            }
        }
        let value = |name: &str| parameters[name].as_tensor().clone();
        let convolution = |name: &str| {
            let padded = Conv2dConfig { padding: 1, ..Conv2dConfig::default() };
            Conv2d::new(value(&format!("{name}.weight")), Some(value(&format!("{name}.bias"))), padded)
        };
        let linear = |name: &str| Linear::new(value(&format!("{name}.weight")), Some(value(&format!("{name}.bias"))));
        Ok(Self {
            conv1: convolution("conv1"),
            conv2: convolution("conv2"),
            linear1: linear("linear1"),
            linear2: linear("linear2"),
            parameters,
        })
    }

    /// Images → a score for each class, not yet a probability.
    pub fn scores(&self, images: &Tensor) -> Result<Tensor> {
        let features = self.conv1.forward(images)?.relu()?.max_pool2d(2)?;
        let features = self.conv2.forward(&features)?.relu()?.max_pool2d(2)?;
        let hidden = self.linear1.forward(&features.flatten_from(1)?)?.relu()?;
        Ok(self.linear2.forward(&hidden)?)
    }

    /// Images → for each the probability of each class.
    pub fn probabilities(&self, images: &Tensor) -> Result<Vec<Vec<f32>>> {
        Ok(softmax(&self.scores(images)?, D::Minus1)?.to_vec2()?)
    }

    /// Mean loss over a batch, and its gradients.
    pub fn learn(&self, images: &Tensor, labels: &Tensor) -> Result<(f64, Gradients)> {
        let loss = cross_entropy(&self.scores(images)?, labels)?;
        let found = loss.backward()?;
        let gradients =
            self.parameters.iter().filter_map(|(name, value)| Some((name.clone(), found.get(value)?.clone())));
        Ok((f64::from(loss.to_scalar::<f32>()?), gradients.collect()))
    }

    /// What training changes.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SIDE;

    #[test]
    fn probabilities_of_an_image_add_up_to_one() {
        let network = Network::random(1, &Device::Cpu).unwrap();
        let images = Tensor::ones((2, 1, SIDE, SIDE), DType::F32, &Device::Cpu).unwrap();
        let probabilities = network.probabilities(&images).unwrap();
        assert_eq!(probabilities.len(), 2);
        assert_eq!(probabilities[0].len(), CLASSES.len());
        assert!((probabilities[0].iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_file_of_another_network_is_refused() {
        let error = Network::from_tensors(&BTreeMap::new()).unwrap_err();
        assert_eq!(error.to_string(), "tensor conv1.weight is missing");
        let flat = Tensor::zeros(3, DType::F32, &Device::Cpu).unwrap();
        let error = Network::from_tensors(&BTreeMap::from([("conv1.weight".to_owned(), flat)])).unwrap_err();
        assert_eq!(error.to_string(), "tensor conv1.weight is [3], expected [8, 1, 3, 3]");
    }
}
