use std::fmt::Display;

use serde::de;

/// What is wrong with a job's hyperparameters, in words for the person who launched it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HyperparameterError {
    /// A value is not of the type that the program expects.
    #[error("hyperparameter `{name}` is `{value}`: {problem}")]
    Invalid {
        /// As the job spells it.
        name: String,
        /// As the job gives it.
        value: String,
        /// What was expected.
        problem: String,
    },
    /// A value without a default is not given.
    #[error("hyperparameter `{0}` is missing")]
    Missing(String),
    /// A name is given in two spellings.
    #[error("hyperparameter `{0}` is given twice, with `-` and with `_`")]
    Twice(String),
    /// A name is given that the program does not take.
    #[error("hyperparameter `{name}` is unknown; this program takes: {}", known.join(", "))]
    Unknown {
        /// As the job spells it.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A problem that serde reports without a name.
    #[error("hyperparameters: {0}")]
    Other(String),
}

impl HyperparameterError {
    /// A problem found inside one value belongs to the name of that value.
    pub(super) fn at(self, name: &str, value: &str) -> Self {
        let problem = match self {
            Self::Other(problem) => problem,
            Self::Missing(field) => format!("field `{field}` is missing"),
            Self::Twice(field) => format!("field `{field}` is given twice"),
            other => return other,
        };
        Self::Invalid { name: name.to_owned(), value: value.to_owned(), problem }
    }
}

impl de::Error for HyperparameterError {
    fn custom<T: Display>(problem: T) -> Self {
        Self::Other(problem.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field.to_owned())
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Twice(field.to_owned())
    }
}
