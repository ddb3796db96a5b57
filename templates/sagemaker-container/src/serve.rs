mod answer;
mod csv;
mod host;
mod media;
mod predictor;
mod routes;
mod settings;
mod shutdown;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

pub use csv::rows_from_csv;
pub use host::ModelHost;
pub use predictor::{Input, Output, PredictError, Predictor};
pub use routes::router;
pub use settings::{Settings, SettingsError};

use self::shutdown::StopSignals;
use crate::{BoxError, ErrorChain, Paths};

/// The `main` of a hosting container, with settings and model directory from the environment.
///
/// Listens first and loads the model on another thread, so that `/ping` answers 503, not silence, meanwhile. A model
/// that does not load ends the process with a line on stderr and exit code 1, which the platform notices at once.
/// SIGTERM lets running requests end, for 25 seconds at most. The argument `serve` that SageMaker passes is ignored.
pub fn run<P: Predictor>() -> ExitCode {
    let outcome = Settings::from_env().map_err(BoxError::from).and_then(|settings| {
        let runtime = Runtime::new()?;
        let outcome = runtime.block_on(serve::<P>(settings, Paths::from_env().model()));
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", ErrorChain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn serve<P: Predictor>(settings: Settings, model_dir: PathBuf) -> Result<(), BoxError> {
    let mut signals = StopSignals::catch()?;
    let listener = TcpListener::bind(settings.address)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", settings.address))?;
    eprintln!("listening on http://{}", listener.local_addr()?);
    let host = Arc::new(ModelHost::<P>::new(settings));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router(Arc::clone(&host))).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    tokio::select! {
        outcome = load_then_wait(&host, model_dir) => outcome?,
        signal = signals.first() => eprintln!("{signal}: no new requests are taken"),
    }
    let limit = Instant::now() + shutdown::DRAIN_LIMIT;
    shutdown::drain(&host, limit).await;
    let _ = stop.send(());
    let _ = tokio::time::timeout_at(limit.into(), server).await;
    Ok(())
}

/// Ends only when the model does not load.
async fn load_then_wait<P: Predictor>(host: &ModelHost<P>, model_dir: PathBuf) -> Result<(), BoxError> {
    let start = Instant::now();
    let shown = model_dir.display().to_string();
    let loaded = tokio::task::spawn_blocking(move || P::load(&model_dir)).await;
    let failed = |reason: String| format!("the model in {shown} could not be loaded: {reason}");
    let model = loaded
        .map_err(|panic| failed(panic.to_string()))?
        .map_err(|error| failed(ErrorChain(error.as_ref()).to_string()))?;
    host.install(model);
    eprintln!("model loaded in {} ms", Duration::as_millis(&start.elapsed()));
    std::future::pending().await
}
