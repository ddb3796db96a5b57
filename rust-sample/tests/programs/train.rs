//! The `train` program as SageMaker starts it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::tree::{Tree, signal, stdout};
use regex::Regex;
use serde_json::Value;

const TRAIN: &str = env!("CARGO_BIN_EXE_train");

/// Small enough for a second or two.
fn tree() -> Tree {
    let tree = Tree::new();
    tree.channel("training", 320);
    tree.channel("validation", 60);
    tree.config("hyperparameters.json", r#"{"epochs": "4", "batch-size": "16", "seed": "\"5\""}"#);
    tree.config("inputdataconfig.json", r#"{"training": {"TrainingInputMode": "File"}, "validation": {}}"#);
    tree
}

fn train(tree: &Tree) -> std::process::Output {
    tree.command(TRAIN, "train").output().unwrap()
}

/// Starts it and comes back when it has printed a line with this text.
fn train_until(tree: &Tree, text: &str) -> Child {
    let mut child = tree.command(TRAIN, "train").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains(text)), "no line has {text}");
    std::thread::spawn(move || lines.for_each(drop));
    child
}

fn definitions() -> Value {
    let printed = Command::new(TRAIN).args(["train", "--print-metric-definitions"]).output().unwrap();
    assert!(printed.status.success());
    serde_json::from_slice(&printed.stdout).unwrap()
}

#[test]
fn a_job_leaves_a_model_and_metrics_that_its_definitions_find() {
    let tree = tree();
    let output = train(&tree);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let model = rust_sample::artifact::load(&tree.base().join("model"), &candle_core::Device::Cpu);
    assert!(model.is_ok());
    assert!(!tree.base().join("output/failure").exists());
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("[metric]")).collect();
    assert_eq!(lines.len(), 4);
    for definition in definitions().as_array().unwrap() {
        let regex = Regex::new(definition["Regex"].as_str().unwrap()).unwrap();
        let values = lines.iter().map(|line| regex.captures(line).unwrap()[1].parse::<f64>().unwrap());
        assert!(values.into_iter().all(f64::is_finite), "{definition}");
    }
}

#[test]
fn the_project_file_lists_the_metrics_that_are_printed() {
    let text = include_str!("../../sagemaker.json");
    let json: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let project: Value = serde_json::from_str(&json).unwrap();
    let listed = project["training"]["metrics"].as_array().unwrap();
    let listed: Vec<_> = listed.iter().map(|metric| (&metric["name"], &metric["regex"])).collect();
    let printed = definitions();
    let printed: Vec<_> =
        printed.as_array().unwrap().iter().map(|metric| (&metric["Name"], &metric["Regex"])).collect();
    assert_eq!(listed, printed);
}

#[test]
fn a_job_that_was_killed_goes_on_and_ends_in_the_same_model() {
    let (killed, whole) = (tree(), tree());
    let mut child = train_until(&killed, "epoch 3/4: batch");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!killed.base().join("model/model.safetensors").exists());
    let output = train(&killed);
    assert!(output.status.success());
    assert!(stdout(&output).contains("resuming after step 40 (epoch 3)"), "{}", stdout(&output));
    assert!(train(&whole).status.success());
    assert_eq!(killed.read("model/model.safetensors"), whole.read("model/model.safetensors"));
}

#[test]
fn a_job_that_is_told_to_stop_saves_its_model_exits_with_0_and_can_go_on() {
    let (stopped, whole) = (tree(), tree());
    let mut child = train_until(&stopped, "epoch 2/4: batch");
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(stopped.base().join("model/model.safetensors").exists());
    assert!(!stopped.base().join("output/failure").exists());
    assert!(train(&stopped).status.success());
    assert!(train(&whole).status.success());
    assert_eq!(stopped.read("model/model.safetensors"), whole.read("model/model.safetensors"));
}

#[test]
fn what_is_wrong_with_a_job_is_its_failure_reason() {
    let fails = |break_it: &dyn Fn(&Tree), reason: &str| {
        let tree = tree();
        break_it(&tree);
        let output = train(&tree);
        assert_eq!(output.status.code(), Some(1));
        assert!(tree.failure().contains(reason), "{}", tree.failure());
        assert!(String::from_utf8_lossy(&output.stderr).contains(reason));
    };
    let hyperparameters = |text: &'static str| move |tree: &Tree| tree.config("hyperparameters.json", text);
    fails(&hyperparameters(r#"{"epochs": "many"}"#), "hyperparameter `epochs` is `many`: expected a whole number");
    fails(&hyperparameters(r#"{"epoch": "3"}"#), "hyperparameter `epoch` is unknown; this program takes: epochs,");
    fails(&hyperparameters(r#"{"batch-size": "0"}"#), "hyperparameter `batch-size` is 0: expected 1 to 4096");
    fails(&hyperparameters("{"), "hyperparameters.json is malformed: EOF while parsing");
    let channels = |tree: &Tree| tree.config("inputdataconfig.json", r#"{"train": {}}"#);
    fails(&channels, "the job has no channel `training`; its channels are: train");
    let hosts = |tree: &Tree| tree.config("resourceconfig.json", r#"{"current_host": "a", "hosts": ["a", "b"]}"#);
    fails(&hosts, "this program trains on one instance, the job has 2");
    let damaged = |tree: &Tree| {
        std::fs::write(tree.base().join("input/data/training/some-labels-idx1-ubyte"), b"junk").unwrap();
    };
    fails(&damaged, "some-labels-idx1-ubyte: not an IDX file");
}
