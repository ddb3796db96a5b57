use std::io;
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal as stream};

use super::{ModelHost, Predictor};

/// SageMaker kills 30 seconds after SIGTERM.
pub const DRAIN_LIMIT: Duration = Duration::from_secs(25);

/// Ends with the name of the first signal that asks for an end.
pub async fn signal() -> io::Result<&'static str> {
    let (mut terminate, mut interrupt) = (stream(SignalKind::terminate())?, stream(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => Ok("SIGTERM"),
        _ = interrupt.recv() => Ok("SIGINT"),
    }
}

/// Refuses new requests and waits for those under way, until the limit.
pub async fn drain<P: Predictor>(host: &ModelHost<P>, limit: Instant) {
    host.start_draining();
    if tokio::time::timeout_at(limit.into(), host.idle()).await.is_err() {
        eprintln!("requests were still under way after {} s and are dropped", DRAIN_LIMIT.as_secs());
    }
}
