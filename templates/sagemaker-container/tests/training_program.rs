//! A training program from outside, as SageMaker starts and stops it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

fn job(hyperparameters: &str) -> TempDir {
    let base = tempfile::tempdir().unwrap();
    fs::create_dir_all(base.path().join("input/config")).unwrap();
    fs::write(base.path().join("input/config/hyperparameters.json"), hyperparameters).unwrap();
    base
}

/// Cargo builds examples beside the tests.
fn program() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("examples/count")
}

fn command(base: &Path) -> Command {
    let mut command = Command::new(program());
    command.arg("train").env("SAGEMAKER_BASE_DIR", base).env("RUST_BACKTRACE", "0");
    command
}

fn run(base: &Path) -> Output {
    command(base).output().unwrap()
}

fn failure(base: &Path) -> String {
    fs::read_to_string(base.join("output/failure")).unwrap()
}

fn running(base: &Path) -> Child {
    let mut child = command(base).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "[metric] step=1");
    std::thread::spawn(move || lines.for_each(drop));
    child
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").arg(name).arg(child.id().to_string()).status().unwrap().success());
}

#[test]
fn success_is_exit_code_0_without_a_failure_file() {
    let base = job(r#"{"steps": "3"}"#);
    let output = run(base.path());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "[metric] step=1\n[metric] step=2\n[metric] step=3\n");
    assert_eq!(fs::read_to_string(base.path().join("model/count")).unwrap(), "3");
    assert!(!base.path().join("output/failure").exists());
}

#[test]
fn an_error_is_exit_code_1_with_its_text_in_the_failure_file() {
    let base = job(r#"{"steps": "3", "fail-at": "2"}"#);
    let output = run(base.path());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(failure(base.path()), "step 2 was told to fail");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "error: step 2 was told to fail\n");
}

#[test]
fn an_error_is_told_in_the_failure_file_even_when_nobody_reads_stderr() {
    let base = job(r#"{"steps": "3", "fail-at": "2"}"#);
    let (reader, stderr) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(command(base.path()).stdout(Stdio::null()).stderr(stderr).status().unwrap().code(), Some(1));
    assert_eq!(failure(base.path()), "step 2 was told to fail");
}

#[test]
fn a_panic_leaves_its_message_and_place() {
    let base = job(r#"{"steps": "3", "panic-at": "2"}"#);
    assert_eq!(run(base.path()).status.code(), Some(101));
    let failure = failure(base.path());
    assert!(failure.starts_with("panicked at examples/count.rs:"), "{failure}");
    assert!(failure.ends_with(": step 2 was told to panic"), "{failure}");
}

#[test]
fn a_failure_file_that_is_there_is_kept() {
    let base = job(r#"{"steps": "3", "fail_at": "1"}"#);
    fs::create_dir_all(base.path().join("output")).unwrap();
    fs::write(base.path().join("output/failure"), "the disk was full before").unwrap();
    assert_eq!(run(base.path()).status.code(), Some(1));
    assert_eq!(failure(base.path()), "the disk was full before");
}

#[test]
fn told_to_stop_it_saves_and_exits_with_0() {
    for name in ["-TERM", "-INT"] {
        let base = job(r#"{"steps": "100000"}"#);
        let mut child = running(base.path());
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(0), "{name}");
        assert!(base.path().join("model/count").exists(), "{name}");
        assert!(!base.path().join("output/failure").exists(), "{name}");
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_from_a_whole_checkpoint() {
    let base = job(r#"{"steps": "200"}"#);
    let mut kills = 0;
    while !base.path().join("model/count").exists() {
        let mut child = command(base.path()).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(kills * 13 % 47));
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        assert!(kills <= 200, "every start brings at least one step");
    }
    assert!(kills > 1, "it was never interrupted");
    assert_eq!(fs::read_to_string(base.path().join("model/count")).unwrap(), "200");
}
