use std::io;
use std::time::{Duration, Instant};

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{ModelHost, Predictor};

/// SageMaker kills 30 seconds after SIGTERM.
pub const DRAIN_LIMIT: Duration = Duration::from_secs(25);

/// SIGTERM and SIGINT, caught from the moment this is made; before it they end a process and pass by PID 1.
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    pub fn catch() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// The name of the first that comes, or that came meanwhile.
    pub async fn first(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// Refuses new requests and waits for those under way, until the limit.
pub async fn drain<P: Predictor>(host: &ModelHost<P>, limit: Instant) {
    host.start_draining();
    if tokio::time::timeout_at(limit.into(), host.idle()).await.is_err() {
        eprintln!("requests were still under way after {} s and are dropped", DRAIN_LIMIT.as_secs());
    }
}
