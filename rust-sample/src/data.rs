//! A channel's directory → images and labels.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use candle_core::{Device, Tensor};

use crate::idx::Idx;
use crate::{CLASSES, PIXELS, SIDE};

/// Mean and deviation of the pixels of Fashion-MNIST's training set, between 0 and 1.
const MEAN: f64 = 0.2860;
const DEVIATION: f64 = 0.3530;

/// Labelled images, as bytes: a quarter of the memory of floats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

impl Dataset {
    /// Reads the one `*-images-idx3-ubyte` and the one `*-labels-idx1-ubyte` of a directory, with or without `.gz`.
    pub fn read(dir: &Path) -> Result<Self> {
        let images_path = only_file(dir, "images-idx3-ubyte")?;
        let images = Idx::read(&images_path)?;
        let labels = Idx::read(&only_file(dir, "labels-idx1-ubyte")?)?;
        let is_images = matches!(images.shape[..], [_, SIDE, SIDE]);
        ensure!(is_images, "{}: expected images of {SIDE}x{SIDE}, found {:?}", images_path.display(), images.shape);
        Self::new(images.bytes, labels.bytes).with_context(|| format!("{}", dir.display()))
    }

    /// Images one after another and a label for each.
    pub fn new(pixels: Vec<u8>, labels: Vec<u8>) -> Result<Self> {
        let images = pixels.len() / PIXELS;
        ensure!(images == labels.len(), "{images} images, but {} labels", labels.len());
        ensure!(images > 0, "no images");
        let stranger = labels.iter().find(|label| usize::from(**label) >= CLASSES.len());
        ensure!(stranger.is_none(), "label {} is not one of the {} classes", stranger.unwrap_or(&0), CLASSES.len());
        Ok(Self { pixels, labels })
    }

    /// The number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Never true of a dataset that was read.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The pixels of one image.
    pub fn image(&self, index: usize) -> &[u8] {
        &self.pixels[index * PIXELS..][..PIXELS]
    }

    /// The class of one image.
    pub fn label(&self, index: usize) -> u8 {
        self.labels[index]
    }

    /// These images as the network takes them, and their labels.
    pub fn batch(&self, indices: &[u32], device: &Device) -> Result<(Tensor, Tensor)> {
        let pixels: Vec<u8> = indices.iter().flat_map(|index| self.image(*index as usize)).copied().collect();
        let labels: Vec<u32> = indices.iter().map(|index| u32::from(self.label(*index as usize))).collect();
        Ok((images(&pixels, device)?, Tensor::from_vec(labels, indices.len(), device)?))
    }
}

/// Bytes of whole images → the network's input.
pub fn images(pixels: &[u8], device: &Device) -> Result<Tensor> {
    let shape = (pixels.len() / PIXELS, 1, SIDE, SIDE);
    let bytes = Tensor::from_slice(pixels, shape, device)?.to_dtype(candle_core::DType::F32)?;
    Ok(bytes.affine(1.0 / 255.0 / DEVIATION, -MEAN / DEVIATION)?)
}

fn only_file(dir: &Path, part: &str) -> Result<PathBuf> {
    let entries = fs::read_dir(dir).with_context(|| format!("channel directory {}", dir.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().contains(part)) {
            found.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(found) {
        Ok([file]) => Ok(file),
        Err(found) => bail!("{} has {} files named *{part}*, expected one", dir.display(), found.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, name: &str, shape: &[usize], bytes: Vec<u8>) {
        fs::write(dir.join(name), Idx { shape: shape.to_vec(), bytes }.to_bytes()).unwrap();
    }

    #[test]
    fn a_directory_of_two_files_is_a_dataset() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "t-images-idx3-ubyte", &[2, SIDE, SIDE], [[0; PIXELS], [255; PIXELS]].concat());
        write(dir.path(), "t-labels-idx1-ubyte", &[2], vec![9, 3]);
        let dataset = Dataset::read(dir.path()).unwrap();
        let (images, labels) = dataset.batch(&[1, 0], &Device::Cpu).unwrap();
        assert_eq!(images.dims(), [2, 1, SIDE, SIDE]);
        assert_eq!(labels.to_vec1::<u32>().unwrap(), [3, 9]);
        let first = images.flatten_all().unwrap().to_vec1::<f32>().unwrap()[0];
        assert!((first - 2.0227).abs() < 1e-3, "{first}");
    }

    #[test]
    fn what_does_not_fit_together_is_refused_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        let message = || format!("{:#}", Dataset::read(dir.path()).unwrap_err());
        assert!(message().ends_with("has 0 files named *images-idx3-ubyte*, expected one"), "{}", message());
        write(dir.path(), "t-images-idx3-ubyte", &[1, 2, 2], vec![0; 4]);
        write(dir.path(), "t-labels-idx1-ubyte", &[2], vec![9, 3]);
        assert!(message().ends_with("expected images of 28x28, found [1, 2, 2]"), "{}", message());
        write(dir.path(), "t-images-idx3-ubyte", &[1, SIDE, SIDE], vec![0; PIXELS]);
        assert!(message().ends_with("1 images, but 2 labels"), "{}", message());
        write(dir.path(), "t-labels-idx1-ubyte", &[1], vec![10]);
        assert!(message().ends_with("label 10 is not one of the 10 classes"), "{}", message());
    }

    #[test]
    fn a_missing_directory_is_named() {
        let error = Dataset::read(Path::new("/nowhere/training")).unwrap_err();
        assert!(format!("{error:#}").starts_with("channel directory /nowhere/training: "), "{error:#}");
    }
}
