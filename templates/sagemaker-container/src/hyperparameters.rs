mod error;
mod leaf;
mod map;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use error::HyperparameterError;

use crate::Paths;
use crate::config_file::{self, ConfigFileError};

/// A job's hyperparameters as SageMaker hands them over: every value is a string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hyperparameters {
    by_name: BTreeMap<String, String>,
}

impl Hyperparameters {
    /// Reads `hyperparameters.json`; without one there are none.
    pub fn load(paths: &Paths) -> Result<Self, ConfigFileError> {
        let values: Option<Map<String, Value>> = config_file::read(&paths.input_config("hyperparameters.json"))?;
        Ok(values.unwrap_or_default().into_iter().map(|(name, value)| (name, as_text(value))).collect())
    }

    /// The value as it arrived.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }

    /// Checked, typed values.
    ///
    /// Numbers, booleans (`true`, `True`, `1`), text with or without JSON quotes, unit variants, and JSON text for lists
    /// and structs. A name matches a field with `-` and `_` taken as one character. A name that no field takes is an
    /// error, so that a misspelled one does not train for hours with a default, except for the names that SageMaker and
    /// its SDKs add themselves (`sagemaker_*`, `_tuning_objective_metric`).
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, HyperparameterError> {
        let own = self.by_name.iter().filter(|(name, _)| !added_by_platform(name));
        T::deserialize(map::HyperparameterMap::new(own))
    }
}

impl FromIterator<(String, String)> for Hyperparameters {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Self {
        let by_name = values.into_iter().collect();
        Self { by_name }
    }
}

/// The contract says strings; a tree written by hand may say `3` all the same.
fn as_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn added_by_platform(name: &str) -> bool {
    name.starts_with("sagemaker_") || name == "_tuning_objective_metric"
}

#[cfg(test)]
mod tests;
