//! The programs of this crate from outside, as SageMaker sees them.

mod serve;
mod train;
mod tree;
