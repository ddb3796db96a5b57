//! The sample is copied to begin a project with it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// What Cargo reads of a crate to know what it needs: the manifest, the lock file and the sources' names.
fn copy(crate_dir: &Path, target: &Path) {
    for dir in ["src/bin", "tools", "examples"] {
        fs::create_dir_all(target.join(dir)).unwrap();
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(crate_dir.join(file), target.join(file)).unwrap();
    }
    for source in ["src/lib.rs", "src/bin/train.rs", "tools/subset.rs", "examples/shout.rs"] {
        fs::write(target.join(source), "").unwrap();
    }
}

fn resolve(dir: &Path) -> Output {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["tree", "--offline", "--locked", "--depth", "1", "--edges", "normal"])
        .current_dir(dir)
        .output()
        .unwrap()
}

#[test]
fn below_a_foreign_workspace_it_needs_only_the_contracts_crate_beside_it() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("Cargo.toml"), "[workspace]\nmembers = []\n").unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = root.path().join("my project");
    copy(own, &project.join("rust-sample"));
    let alone = String::from_utf8(resolve(&project.join("rust-sample")).stderr).unwrap();
    assert!(alone.contains("templates/sagemaker-container"), "{alone}");
    copy(&own.join("../templates/sagemaker-container"), &project.join("templates/sagemaker-container"));
    let both = resolve(&project.join("rust-sample"));
    assert!(both.status.success(), "{}", String::from_utf8_lossy(&both.stderr));
}
