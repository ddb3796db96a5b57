//! The programs of this crate from outside, as SageMaker sees them.

#![allow(clippy::unwrap_used)]

mod serve;
mod train;
mod tree;
