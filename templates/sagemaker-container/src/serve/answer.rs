use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{Output, PredictError};
use crate::ErrorChain;

/// Why a request gets no prediction; its text is for the caller, who sees it inside SageMaker's `ModelError`.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    pub message: String,
}

impl Refusal {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }
}

impl From<PredictError> for Refusal {
    fn from(error: PredictError) -> Self {
        match error {
            PredictError::BadInput(message) => Self::new(StatusCode::BAD_REQUEST, message),
            PredictError::TooLarge(message) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, message),
            PredictError::Internal(cause) => {
                eprintln!("error: prediction failed: {}", ErrorChain(cause.as_ref()));
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the prediction failed; the log says why")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.message }).to_string();
        let mut response = (self.status, [(CONTENT_TYPE, "application/json")], body).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// An answer of one of the predictor's media types.
pub fn success(content_type: &'static str, output: Output) -> Response {
    ([(CONTENT_TYPE, content_type)], output.body).into_response()
}
