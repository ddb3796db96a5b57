use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};

use super::answer::{Refusal, success};
use super::host::Health;
use super::{Input, ModelHost, Predictor, media};

const CUSTOM_ATTRIBUTES: HeaderName = HeaderName::from_static("x-amzn-sagemaker-custom-attributes");
const MAX_CUSTOM_ATTRIBUTES: usize = 1024;

/// `GET /ping` and `POST /invocations` for a host; needs no socket, so tests call it directly.
pub fn router<P: Predictor>(host: Arc<ModelHost<P>>) -> Router {
    Router::new()
        .route("/invocations", post(invoke::<P>))
        .layer(DefaultBodyLimit::max(host.settings().max_payload))
        .layer(from_fn_with_state(Arc::clone(&host), admit::<P>))
        .layer(from_fn(echo_custom_attributes))
        .route("/ping", get(ping::<P>))
        .with_state(host)
}

async fn ping<P: Predictor>(State(host): State<Arc<ModelHost<P>>>) -> StatusCode {
    match host.health() {
        Health::Ready => StatusCode::OK,
        Health::Loading | Health::Draining => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Before the body is read: a refused request costs nothing, an accepted one is counted until its answer is ready.
async fn admit<P: Predictor>(
    State(host): State<Arc<ModelHost<P>>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    match host.health() {
        Health::Loading => return Err(unavailable("the model is still loading")),
        Health::Draining => return Err(unavailable("the endpoint is shutting down")),
        Health::Ready => {}
    }
    let Some(_place) = host.admit() else {
        return Err(unavailable("too many requests are waiting"));
    };
    Ok(next.run(request).await)
}

async fn invoke<P: Predictor>(
    State(host): State<Arc<ModelHost<P>>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let content_type = media::content_type(&headers, P::ACCEPTS)
        .map_err(|message| Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message))?;
    let accept =
        media::accept(&headers, P::PRODUCES).map_err(|message| Refusal::new(StatusCode::NOT_ACCEPTABLE, message))?;
    let body = body.map_err(|rejection| unreadable(&rejection, host.settings().max_payload))?;
    let output = host.predict(Input { content_type, accept, body }).await?;
    Ok(success(accept, output))
}

fn unreadable(rejection: &BytesRejection, max_payload: usize) -> Refusal {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("the request body is larger than {max_payload} bytes");
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message)
        }
        status => Refusal::new(status, rejection.body_text()),
    }
}

fn unavailable(message: &str) -> Refusal {
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message)
}

/// SageMaker hands this header back to the caller only when the container does.
async fn echo_custom_attributes(request: Request, next: Next) -> Response {
    let attributes = request.headers().get(&CUSTOM_ATTRIBUTES).cloned();
    let mut response = next.run(request).await;
    if let Some(value) = attributes.filter(|value| value.len() <= MAX_CUSTOM_ATTRIBUTES && value.to_str().is_ok()) {
        response.headers_mut().insert(CUSTOM_ATTRIBUTES, value);
    }
    response
}

#[cfg(test)]
mod tests;
