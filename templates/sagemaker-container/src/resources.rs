use serde::Deserialize;

use crate::Paths;
use crate::config_file::{self, ConfigFileError};

/// The hosts of a training job and this one's place among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resources {
    /// This host.
    pub current_host: String,
    /// All hosts, sorted as text, so that every host sees the same order; `algo-10` comes before `algo-2`.
    pub hosts: Vec<String>,
    /// The network interface that reaches the other hosts.
    pub network_interface: String,
    /// Absent where SageMaker does not say, as in the Python SDK's local mode.
    pub instance_type: Option<String>,
}

/// `resourceconfig.json` cannot be true.
#[derive(Debug, thiserror::Error)]
pub enum ResourcesError {
    /// The file cannot be read or parsed.
    #[error(transparent)]
    File(#[from] ConfigFileError),
    /// The file names a current host that is not among the hosts.
    #[error("resourceconfig.json: current_host `{0}` is not one of its hosts")]
    Stranger(String),
}

#[derive(Deserialize)]
struct ResourceConfig {
    current_host: String,
    hosts: Vec<String>,
    network_interface_name: Option<String>,
    current_instance_type: Option<String>,
}

impl Resources {
    /// Reads `resourceconfig.json`; without one, this host is alone.
    pub fn load(paths: &Paths) -> Result<Self, ResourcesError> {
        let Some(config) = config_file::read::<ResourceConfig>(&paths.input_config("resourceconfig.json"))? else {
            return Ok(Self::alone());
        };
        if !config.hosts.contains(&config.current_host) {
            return Err(ResourcesError::Stranger(config.current_host));
        }
        let mut hosts = config.hosts;
        hosts.sort();
        Ok(Self {
            current_host: config.current_host,
            hosts,
            network_interface: config.network_interface_name.unwrap_or_else(|| "eth0".to_owned()),
            instance_type: config.current_instance_type,
        })
    }

    fn alone() -> Self {
        Self {
            current_host: "algo-1".to_owned(),
            hosts: vec!["algo-1".to_owned()],
            network_interface: "eth0".to_owned(),
            instance_type: None,
        }
    }

    /// The index of this host in the sorted hosts, never the number in its name.
    pub fn rank(&self) -> usize {
        self.hosts.iter().take_while(|host| **host != self.current_host).count()
    }

    /// The number of hosts.
    pub fn world_size(&self) -> usize {
        self.hosts.len()
    }

    /// Whether this host writes what only one may write: model, checkpoints, metrics.
    pub fn is_leader(&self) -> bool {
        self.rank() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn load(text: Option<&str>) -> Result<Resources, ResourcesError> {
        let root = tempfile::tempdir().unwrap();
        let paths = Paths::new(root.path());
        fs::create_dir_all(paths.input_config("")).unwrap();
        if let Some(text) = text {
            fs::write(paths.input_config("resourceconfig.json"), text).unwrap();
        }
        Resources::load(&paths)
    }

    #[test]
    fn the_rank_follows_the_sorted_names_not_their_numbers() {
        let resources = load(Some(
            r#"{"current_host": "algo-2", "hosts": ["algo-2", "algo-10", "algo-1"], "network_interface_name": "eth1",
                "current_instance_type": "ml.g5.xlarge", "topology": null, "instance_groups": []}"#,
        ))
        .unwrap();
        assert_eq!(resources.hosts, ["algo-1", "algo-10", "algo-2"]);
        assert_eq!((resources.rank(), resources.world_size(), resources.is_leader()), (2, 3, false));
        assert_eq!(resources.network_interface, "eth1");
        assert_eq!(resources.instance_type.as_deref(), Some("ml.g5.xlarge"));
    }

    #[test]
    fn without_a_description_the_host_is_alone_and_leads() {
        let resources = load(None).unwrap();
        assert_eq!((resources.rank(), resources.world_size(), resources.is_leader()), (0, 1, true));
    }

    #[test]
    fn a_host_that_is_not_in_the_list_is_refused() {
        let error = load(Some(r#"{"current_host": "algo-3", "hosts": ["algo-1"]}"#)).unwrap_err();
        assert_eq!(error.to_string(), "resourceconfig.json: current_host `algo-3` is not one of its hosts");
    }
}
