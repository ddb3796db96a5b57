//! The model as an endpoint gets it: weights, and beside them what is needed to use them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::CLASSES;
use crate::network::Network;

const WEIGHTS: &str = "model.safetensors";
const DESCRIPTION: &str = "model.json";
const FORMAT: u32 = 1;

/// What the weights mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Description {
    /// Raised when the network changes, so that an old model is refused with a reason.
    format: u32,
    classes: Vec<String>,
}

/// Writes the model into its directory, which is made where it does not exist.
pub fn save(network: &Network, dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("{}", dir.display()))?;
    let weights = network.parameters().iter().map(|(name, value)| (name.clone(), value.as_tensor().clone()));
    fs::write(dir.join(WEIGHTS), safetensors::serialize(weights, None)?)?;
    let description = Description { format: FORMAT, classes: CLASSES.map(str::to_owned).to_vec() };
    fs::write(dir.join(DESCRIPTION), serde_json::to_string_pretty(&description)?)?;
    Ok(())
}

/// Reads the model of a directory.
pub fn load(dir: &Path, device: &Device) -> Result<Network> {
    let path = dir.join(DESCRIPTION);
    let text = fs::read(&path).with_context(|| format!("{}", path.display()))?;
    let description: Description = serde_json::from_slice(&text).with_context(|| format!("{}", path.display()))?;
    let found = description.format;
    ensure!(found == FORMAT, "{}: format {found}, this program reads format {FORMAT}", path.display());
    ensure!(description.classes == CLASSES, "{}: other classes than this program's", path.display());
    let path = dir.join(WEIGHTS);
    let weights = fs::read(&path).with_context(|| format!("{}", path.display()))?;
    let tensors = candle_core::safetensors::load_buffer(&weights, device);
    let tensors: BTreeMap<String, Tensor> =
        tensors.with_context(|| format!("{}", path.display()))?.into_iter().collect();
    Network::from_tensors(&tensors).with_context(|| format!("{}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        save(&Network::random(1, &Device::Cpu).unwrap(), dir.path()).unwrap();
        dir
    }

    fn message(dir: &Path) -> String {
        format!("{:#}", load(dir, &Device::Cpu).unwrap_err())
    }

    #[test]
    fn a_saved_model_comes_back_as_it_was() {
        let dir = saved();
        let (loaded, original) = (load(dir.path(), &Device::Cpu).unwrap(), Network::random(1, &Device::Cpu).unwrap());
        for (name, value) in original.parameters() {
            let values = |tensor: &Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            assert_eq!(values(loaded.parameters()[name].as_tensor()), values(value.as_tensor()), "{name}");
        }
    }

    #[test]
    fn an_empty_directory_a_damaged_file_and_another_format_are_named() {
        let dir = saved();
        fs::write(dir.path().join(WEIGHTS), b"not weights").unwrap();
        assert!(message(dir.path()).contains("model.safetensors: "), "{}", message(dir.path()));
        fs::write(dir.path().join(DESCRIPTION), r#"{"format": 7, "classes": []}"#).unwrap();
        assert!(message(dir.path()).ends_with("model.json: format 7, this program reads format 1"));
        let empty = tempfile::tempdir().unwrap();
        assert!(message(empty.path()).contains("model.json: No such file"), "{}", message(empty.path()));
    }
}
