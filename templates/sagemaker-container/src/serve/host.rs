use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use super::{Input, Output, PredictError, Predictor, Settings};

/// What `/ping` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// The model is not there yet.
    Loading,
    /// Requests are answered.
    Ready,
    /// The process was told to stop and finishes what it has.
    Draining,
}

/// A model on its way from loading to draining, and the limits on its use.
pub struct ModelHost<P> {
    model: OnceLock<Arc<P>>,
    draining: AtomicBool,
    settings: Settings,
    /// Requests under way, waiting ones included.
    admission: Arc<Semaphore>,
    /// Predictions that compute.
    workers: Arc<Semaphore>,
}

impl<P: Predictor> ModelHost<P> {
    /// Without a model yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            model: OnceLock::new(),
            draining: AtomicBool::new(false),
            settings,
            admission: Arc::new(Semaphore::new(admitted(&settings))),
            workers: Arc::new(Semaphore::new(settings.workers)),
        }
    }

    /// From here on requests are answered. A second model is ignored.
    pub fn install(&self, model: P) {
        let _ = self.model.set(Arc::new(model));
    }

    /// From here on requests are refused; those under way go on.
    pub fn start_draining(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub(super) fn settings(&self) -> Settings {
        self.settings
    }

    pub(super) fn health(&self) -> Health {
        if self.draining.load(Ordering::Relaxed) {
            return Health::Draining;
        }
        self.model.get().map_or(Health::Loading, |_| Health::Ready)
    }

    /// A place for one request, or `None` when too many wait already.
    pub(super) fn admit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.admission).try_acquire_owned().ok()
    }

    /// Ends when no request is under way.
    pub(super) async fn idle(&self) -> Result<(), AcquireError> {
        let all = u32::try_from(admitted(&self.settings)).unwrap_or(u32::MAX);
        self.admission.acquire_many(all).await.map(drop)
    }

    /// Predicts off the async threads. The worker's place is free again when the computation ends, not when the caller
    /// goes away, so callers that give up cannot pile work up.
    pub(super) async fn predict(&self, input: Input) -> Result<Output, PredictError> {
        let Some(model) = self.model.get().map(Arc::clone) else {
            return Err(PredictError::Internal("the model is not loaded".into()));
        };
        let worker = Arc::clone(&self.workers).acquire_owned().await.map_err(internal)?;
        let prediction = tokio::task::spawn_blocking(move || {
            let _worker = worker;
            model.predict(&input)
        });
        prediction.await.unwrap_or_else(|panic| Err(internal(panic)))
    }
}

fn admitted(settings: &Settings) -> usize {
    settings.workers.saturating_add(settings.waiting).min(Semaphore::MAX_PERMITS)
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> PredictError {
    PredictError::Internal(Box::new(error))
}
