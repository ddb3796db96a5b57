"""Prints as JSON what AWS's own training toolkit reads from the /opt/ml tree that SAGEMAKER_BASE_DIR names."""

import json

from sagemaker_training import environment

env = environment.Environment()
names = [
    "hyperparameters",
    "channel_input_dirs",
    "input_data_config",
    "hosts",
    "current_host",
    "current_instance_type",
    "current_instance_group",
    "network_interface_name",
    "model_dir",
    "output_data_dir",
    "job_name",
]
print(json.dumps({name: getattr(env, name) for name in names}))
