//! Makes the data that this folder ships from the full Fashion-MNIST:
//! `cargo run --release --example subset -- FOLDER-OF-THE-FULL-SET TARGET-FOLDER`.
//!
//! The first 600 images of each class of the training set for training, the first 100 of each class of the test set for
//! validation, and of each class one later image of the test set as an example request.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use image::GrayImage;
use rust_sample::data::Dataset;
use rust_sample::idx::Idx;
use rust_sample::{CLASSES, SIDE};

const TRAINING_PER_CLASS: usize = 600;
const VALIDATION_PER_CLASS: usize = 100;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (source, target) = (arguments.next(), arguments.next());
    let (source, target) = source.zip(target).context("usage: subset FOLDER-OF-THE-FULL-SET TARGET-FOLDER")?;
    let train = full_set(&source, "train")?;
    let test = full_set(&source, "t10k")?;
    write_set(&train, &first_of_each_class(&train, 0, TRAINING_PER_CLASS), &target.join("data/training"), "train")?;
    write_set(&test, &first_of_each_class(&test, 0, VALIDATION_PER_CLASS), &target.join("data/validation"), "t10k")?;
    write_examples(&test, &first_of_each_class(&test, VALIDATION_PER_CLASS, 1), &target.join("examples"))
}

fn full_set(source: &Path, name: &str) -> Result<Dataset> {
    let images = Idx::read(&source.join(format!("{name}-images-idx3-ubyte.gz")))?;
    let labels = Idx::read(&source.join(format!("{name}-labels-idx1-ubyte.gz")))?;
    Dataset::new(images.bytes, labels.bytes)
}

/// In the order of the set.
fn first_of_each_class(set: &Dataset, skipped: usize, taken: usize) -> Vec<usize> {
    let mut seen = [0; CLASSES.len()];
    let wanted = |index: &usize| {
        let count = &mut seen[usize::from(set.label(*index))];
        *count += 1;
        (skipped + 1..=skipped + taken).contains(count)
    };
    (0..set.len()).filter(wanted).collect()
}

fn write_set(set: &Dataset, indices: &[usize], dir: &Path, name: &str) -> Result<()> {
    fs::create_dir_all(dir)?;
    let pixels = indices.iter().flat_map(|index| set.image(*index)).copied().collect();
    let labels = indices.iter().map(|index| set.label(*index)).collect();
    let images = Idx { shape: vec![indices.len(), SIDE, SIDE], bytes: pixels };
    let labels = Idx { shape: vec![indices.len()], bytes: labels };
    compress(&dir.join(format!("{name}-images-idx3-ubyte.gz")), &images)?;
    compress(&dir.join(format!("{name}-labels-idx1-ubyte.gz")), &labels)
}

/// Without a time in the header, so that the same images give the same file.
fn compress(path: &Path, idx: &Idx) -> Result<()> {
    let mut encoder = GzBuilder::new().mtime(0).write(fs::File::create(path)?, Compression::best());
    encoder.write_all(&idx.to_bytes())?;
    encoder.finish()?;
    Ok(())
}

fn write_examples(set: &Dataset, indices: &[usize], dir: &Path) -> Result<()> {
    fs::create_dir_all(dir)?;
    for index in indices {
        let label = CLASSES[usize::from(set.label(*index))].to_lowercase().replace([' ', '/'], "-");
        let picture = GrayImage::from_raw(SIDE as u32, SIDE as u32, set.image(*index).to_vec()).context("an image")?;
        picture.save(dir.join(format!("{label}.png")))?;
    }
    let image = |index: &usize| -> Vec<&[u8]> { set.image(*index).chunks(SIDE).collect() };
    let instances: Vec<_> = indices.iter().take(2).map(image).collect();
    fs::write(dir.join("two-images.json"), serde_json::json!({ "instances": instances }).to_string())?;
    let row = |index: &usize| set.image(*index).iter().map(u8::to_string).collect::<Vec<_>>().join(",");
    let rows: Vec<_> = indices.iter().take(2).map(row).collect();
    fs::write(dir.join("two-images.csv"), rows.join("\n") + "\n")?;
    Ok(())
}
