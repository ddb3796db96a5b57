//! The smallest hosting program: answers text in capitals. The model says how long it takes to load and to answer.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use sagemaker_container::BoxError;
use sagemaker_container::serve::{Input, Output, PredictError, Predictor, run};

struct Shouter {
    pause: Duration,
}

impl Predictor for Shouter {
    const ACCEPTS: &'static [&'static str] = &["text/plain"];
    const PRODUCES: &'static [&'static str] = &["text/plain"];

    fn load(model_dir: &Path) -> Result<Self, BoxError> {
        let milliseconds = fs::read_to_string(model_dir.join("milliseconds"))?.trim().parse()?;
        let pause = Duration::from_millis(milliseconds);
        sleep(pause);
        Ok(Self { pause })
    }

    fn predict(&self, input: &Input) -> Result<Output, PredictError> {
        sleep(self.pause);
        Ok(input.body.to_ascii_uppercase().into())
    }
}

fn main() -> ExitCode {
    run::<Shouter>()
}
