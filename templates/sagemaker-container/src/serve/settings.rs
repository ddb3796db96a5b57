use std::env;
use std::net::SocketAddr;
use std::num::{NonZeroU16, NonZeroUsize};
use std::str::FromStr;
use std::thread;

const MIB: usize = 1024 * 1024;

/// How a hosting container listens and what it accepts at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// `SAGEMAKER_BIND_ADDRESS` and `SAGEMAKER_BIND_TO_PORT`, by default `0.0.0.0:8080`.
    pub address: SocketAddr,
    /// `SAGEMAKER_MAX_PAYLOAD_IN_MB` in bytes, by default 25 MiB: no less than SageMaker lets through to a real-time
    /// endpoint (6 MiB by its service model, 25 MB by its FAQ), as every request admitted holds its body in memory.
    pub max_payload: usize,
    /// `SAGEMAKER_MODEL_SERVER_WORKERS`: predictions that run at once, by default one per core.
    pub workers: usize,
    /// Requests that may wait for a worker; one more is answered 503.
    pub waiting: usize,
}

/// A variable of the environment that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("environment variable {name} is `{value}`: expected {expected}")]
pub struct SettingsError {
    name: &'static str,
    value: String,
    expected: &'static str,
}

impl Settings {
    /// Reads the variables named above.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_variables(|name| env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let defaults = Self::default();
        let ip = read(&variable, "SAGEMAKER_BIND_ADDRESS", "an IP address")?.unwrap_or(defaults.address.ip());
        let port = read(&variable, "SAGEMAKER_BIND_TO_PORT", "a port")?.unwrap_or(defaults.address.port());
        let megabytes: Option<usize> = read(&variable, "SAGEMAKER_MAX_PAYLOAD_IN_MB", "a number of MB")?;
        let workers: Option<NonZeroU16> =
            read(&variable, "SAGEMAKER_MODEL_SERVER_WORKERS", "a number of workers from 1 to 65535")?;
        Ok(Self {
            address: SocketAddr::new(ip, port),
            // Batch transform says 0 for "stream without limit"; a body held in memory keeps the default instead.
            max_payload: megabytes
                .filter(|limit| *limit > 0)
                .map_or(defaults.max_payload, |limit| limit.saturating_mul(MIB)),
            workers: workers.map_or(defaults.workers, |workers| usize::from(workers.get())),
            waiting: defaults.waiting,
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([0, 0, 0, 0], 8080)),
            max_payload: 25 * MIB,
            workers: thread::available_parallelism().map_or(1, NonZeroUsize::get),
            waiting: 64,
        }
    }
}

fn read<T: FromStr>(
    variable: impl Fn(&str) -> Option<String>,
    name: &'static str,
    expected: &'static str,
) -> Result<Option<T>, SettingsError> {
    let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    value.parse().map(Some).map_err(|_| SettingsError { name, value, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::from_variables(|asked| {
            variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_variables_the_contract_holds() {
        let settings = settings(&[]).unwrap();
        assert_eq!(settings.address.to_string(), "0.0.0.0:8080");
        assert_eq!(settings.max_payload, 26_214_400);
    }

    #[test]
    fn the_variables_are_used() {
        let settings = settings(&[
            ("SAGEMAKER_BIND_ADDRESS", "127.0.0.1"),
            ("SAGEMAKER_BIND_TO_PORT", "9000"),
            ("SAGEMAKER_MAX_PAYLOAD_IN_MB", "6"),
            ("SAGEMAKER_MODEL_SERVER_WORKERS", "3"),
        ])
        .unwrap();
        assert_eq!(settings.address.to_string(), "127.0.0.1:9000");
        assert_eq!((settings.max_payload, settings.workers), (6_291_456, 3));
    }

    #[test]
    fn a_value_that_cannot_be_used_is_named() {
        let error = settings(&[("SAGEMAKER_BIND_TO_PORT", "http")]).unwrap_err();
        assert_eq!(error.to_string(), "environment variable SAGEMAKER_BIND_TO_PORT is `http`: expected a port");
        for workers in ["0", "9223372036854775807"] {
            let error = settings(&[("SAGEMAKER_MODEL_SERVER_WORKERS", workers)]).unwrap_err().to_string();
            assert!(
                error.ends_with(&format!("is `{workers}`: expected a number of workers from 1 to 65535")),
                "{error}"
            );
        }
    }

    #[test]
    fn a_batch_transform_may_ask_for_more_and_without_limit_means_the_default() {
        let limit = |megabytes| settings(&[("SAGEMAKER_MAX_PAYLOAD_IN_MB", megabytes)]).unwrap().max_payload;
        assert_eq!(limit("100"), 104_857_600);
        assert_eq!(limit("0"), 26_214_400);
    }
}
