use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Becomes set when the job is told to stop; the training loop looks at it between steps, saves and returns.
///
/// SageMaker sends SIGTERM and kills 120 seconds later. A process without a handler would not even notice: as PID 1 of a
/// container it has no default action for the signal.
#[derive(Debug, Clone, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Sets the flag on SIGTERM and SIGINT; a SIGINT while it is set ends the process at once.
    pub fn on_signals() -> io::Result<Self> {
        let stop = Self::default();
        flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&stop.0))?;
        flag::register(SIGINT, Arc::clone(&stop.0))?;
        flag::register(SIGTERM, Arc::clone(&stop.0))?;
        Ok(stop)
    }

    /// Asks for the stop as a signal would.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the job should save and end.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
