//! A run that was stopped and resumed must end exactly where an uninterrupted one ends.

#![allow(clippy::unwrap_used)]

use candle_core::Device;
use rust_sample::config::TrainingConfig;
use rust_sample::data::Dataset;
use rust_sample::run::{Run, Step};
use rust_sample::{PIXELS, state};

fn data() -> Dataset {
    let images = 70;
    let pixels = (0..images * PIXELS).map(|index| (index * 31 % 251) as u8).collect();
    Dataset::new(pixels, (0..images).map(|index| (index % 10) as u8).collect()).unwrap()
}

fn config() -> TrainingConfig {
    TrainingConfig { epochs: 3, batch_size: 16, ..TrainingConfig::default() }
}

fn finish(run: &mut Run, data: &Dataset) -> Vec<f64> {
    let mut losses = Vec::new();
    while !run.is_finished() {
        if let Step::Epoch(loss) = run.step(data).unwrap() {
            losses.push(loss);
        }
    }
    losses
}

fn advance(run: &mut Run, data: &Dataset, steps: usize) {
    for _ in 0..steps {
        run.step(data).unwrap();
    }
}

fn weights(run: &Run) -> Vec<f32> {
    let values = run.network.parameters().values();
    values.flat_map(|value| value.flatten_all().unwrap().to_vec1::<f32>().unwrap()).collect()
}

#[test]
fn stopping_after_any_batch_changes_no_bit_of_the_result() {
    let data = data();
    let mut straight = Run::new(config(), &Device::Cpu).unwrap();
    let losses = finish(&mut straight, &data);
    for stop in [1, 4, 5, 6, 14] {
        let mut first = Run::new(config(), &Device::Cpu).unwrap();
        advance(&mut first, &data, stop);
        let saved = state::to_bytes(&first, &data).unwrap();
        let mut resumed = state::from_bytes(&saved, &config(), &data, &Device::Cpu).unwrap();
        assert_eq!(resumed.progress, first.progress);
        let rest = finish(&mut resumed, &data);
        assert_eq!(weights(&resumed), weights(&straight), "stopped after {stop} steps");
        assert_eq!(rest, losses[losses.len() - rest.len()..], "stopped after {stop} steps");
    }
}

#[test]
fn without_the_optimizers_state_the_result_would_differ() {
    let data = data();
    let mut straight = Run::new(config(), &Device::Cpu).unwrap();
    finish(&mut straight, &data);
    let mut run = Run::new(config(), &Device::Cpu).unwrap();
    advance(&mut run, &data, 6);
    let steps = run.optimizer.steps;
    run.optimizer = rust_sample::optimizer::AdamW::new(run.network.parameters(), config().weight_decay).unwrap();
    run.optimizer.steps = steps;
    finish(&mut run, &data);
    assert_ne!(weights(&run), weights(&straight));
}

#[test]
fn a_checkpoint_of_another_run_is_refused_with_the_reason() {
    let data = data();
    let run = Run::new(config(), &Device::Cpu).unwrap();
    let saved = state::to_bytes(&run, &data).unwrap();
    let resume = |config, data: &Dataset| match state::from_bytes(&saved, &config, data, &Device::Cpu) {
        Ok(_) => panic!("resumed"),
        Err(error) => error.to_string(),
    };
    let message = resume(TrainingConfig { seed: 1, ..config() }, &data);
    assert!(message.starts_with("the checkpoint was made with other hyperparameters"), "{message}");
    let message = resume(config(), &Dataset::new(vec![0; PIXELS], vec![0]).unwrap());
    assert!(message.starts_with("the checkpoint was made with 70 images, now there are 1"), "{message}");
}
