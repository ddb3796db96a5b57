//! A convolutional network that tells ten kinds of clothing apart, trained and served with Amazon SageMaker.
//!
//! `train` is [`job::train`]: channels become a [`data::Dataset`], a [`run::Run`] goes through it batch by batch and can
//! be stopped and resumed at any of them, and an [`artifact`] is what it leaves. `serve` is [`classifier::Classifier`]:
//! a [`request`] becomes images, images become predictions.

pub mod artifact;
pub mod classifier;
pub mod config;
pub mod data;
pub mod idx;
pub mod job;
pub mod network;
pub mod optimizer;
pub mod random;
pub mod request;
pub mod run;
pub mod state;
pub mod workers;

/// Width and height of every image.
pub const SIDE: usize = 28;

/// Pixels of one image.
pub const PIXELS: usize = SIDE * SIDE;

/// The classes of Fashion-MNIST, in the order of their labels.
pub const CLASSES: [&str; 10] =
    ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
