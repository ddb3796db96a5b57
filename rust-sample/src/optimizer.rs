//! `AdamW` that owns its state: candle's keeps it private, so a run could not resume exactly.

use std::collections::BTreeMap;

use anyhow::Result;
use candle_core::{Tensor, Var};

use crate::network::{Gradients, Parameters};

const BETAS: (f64, f64) = (0.9, 0.999);
const EPSILON: f64 = 1e-8;

/// The optimizer's memory: how many steps it took, and two moving averages for each parameter.
#[derive(Debug, Clone)]
pub struct AdamW {
    /// Steps taken.
    pub steps: u64,
    /// Average gradient by parameter.
    pub first: BTreeMap<String, Tensor>,
    /// Average squared gradient by parameter.
    pub second: BTreeMap<String, Tensor>,
    weight_decay: f64,
}

impl AdamW {
    /// Before the first step.
    pub fn new(parameters: &Parameters, weight_decay: f64) -> Result<Self> {
        let zeros = || -> Result<BTreeMap<String, Tensor>> {
            parameters.iter().map(|(name, value)| Ok((name.clone(), value.zeros_like()?))).collect()
        };
        Ok(Self { steps: 0, first: zeros()?, second: zeros()?, weight_decay })
    }

    /// Moves every parameter against its gradient, by about `rate`.
    pub fn step(&mut self, parameters: &Parameters, gradients: &Gradients, rate: f64) -> Result<()> {
        self.steps += 1;
        for (name, parameter) in parameters {
            if let Some(gradient) = gradients.get(name) {
                self.update(name, parameter, gradient, rate)?;
            }
        }
        Ok(())
    }

    fn update(&mut self, name: &str, parameter: &Var, gradient: &Tensor, rate: f64) -> Result<()> {
        let first = ((&self.first[name] * BETAS.0)? + (gradient * (1.0 - BETAS.0))?)?;
        let second = ((&self.second[name] * BETAS.1)? + (gradient.sqr()? * (1.0 - BETAS.1))?)?;
        let unbiased_first = (&first / (1.0 - BETAS.0.powf(self.steps as f64)))?;
        let unbiased_second = (&second / (1.0 - BETAS.1.powf(self.steps as f64)))?;
        let change = (unbiased_first / (unbiased_second.sqrt()? + EPSILON)?)?;
        let decayed = (parameter.as_tensor() * (1.0 - rate * self.weight_decay))?;
        parameter.set(&(decayed - (change * rate)?)?)?;
        self.first.insert(name.to_owned(), first.detach());
        self.second.insert(name.to_owned(), second.detach());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;
    use candle_nn::{AdamW as Reference, Optimizer, ParamsAdamW};

    fn loss(parameter: &Var) -> Tensor {
        let target = Tensor::new(&[1f32, -2.0, 0.5], &Device::Cpu).unwrap();
        (parameter.as_tensor() - target).unwrap().sqr().unwrap().sum_all().unwrap()
    }

    #[test]
    fn it_takes_the_same_steps_as_candles_own() {
        let start = [0.3f32, 0.2, -0.1];
        let (ours, theirs) = (Var::new(&start, &Device::Cpu).unwrap(), Var::new(&start, &Device::Cpu).unwrap());
        let parameters = Parameters::from([("x".to_owned(), ours.clone())]);
        let mut optimizer = AdamW::new(&parameters, 0.1).unwrap();
        let settings = ParamsAdamW { lr: 0.05, weight_decay: 0.1, ..ParamsAdamW::default() };
        let mut reference = Reference::new(vec![theirs.clone()], settings).unwrap();
        for _ in 0..50 {
            let gradients = loss(&ours).backward().unwrap();
            let gradients = Gradients::from([("x".to_owned(), gradients.get(&ours).unwrap().clone())]);
            optimizer.step(&parameters, &gradients, 0.05).unwrap();
            reference.step(&loss(&theirs).backward().unwrap()).unwrap();
        }
        let difference = (ours.as_tensor() - theirs.as_tensor()).unwrap().abs().unwrap().max_all().unwrap();
        assert!(difference.to_scalar::<f32>().unwrap() < 1e-5);
        assert!(loss(&ours).to_scalar::<f32>().unwrap() < 1.0);
    }
}
