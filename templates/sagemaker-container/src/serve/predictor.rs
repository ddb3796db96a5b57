use std::path::Path;

use axum::body::Bytes;

use crate::BoxError;

/// A model that answers requests.
pub trait Predictor: Send + Sync + Sized + 'static {
    /// The media types of requests that [`Predictor::predict`] understands.
    const ACCEPTS: &'static [&'static str];

    /// The media types of answers, the preferred one first.
    const PRODUCES: &'static [&'static str] = &["application/json"];

    /// Reads what training left in its model directory, which is read-only.
    fn load(model_dir: &Path) -> Result<Self, BoxError>;

    /// Answers one request, on a thread of its own where it may compute for long.
    fn predict(&self, input: &Input) -> Result<Output, PredictError>;
}

/// A request.
#[derive(Debug, Clone)]
pub struct Input {
    /// One of [`Predictor::ACCEPTS`]: without parameters, in lower case.
    pub content_type: &'static str,
    /// The one of [`Predictor::PRODUCES`] that the caller wants.
    pub accept: &'static str,
    /// As it was sent.
    pub body: Bytes,
}

/// An answer, of the media type that [`Input::accept`] asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Sent as it is.
    pub body: Vec<u8>,
}

impl From<Vec<u8>> for Output {
    fn from(body: Vec<u8>) -> Self {
        Self { body }
    }
}

/// Why there is no prediction.
#[derive(Debug, thiserror::Error)]
pub enum PredictError {
    /// The caller's fault; the text says what to change. Answered with 400.
    #[error("{0}")]
    BadInput(String),
    /// More than the model takes at once. Answered with 413.
    #[error("{0}")]
    TooLarge(String),
    /// The model's fault. Answered with 500; the causes go to the log.
    #[error(transparent)]
    Internal(BoxError),
}
