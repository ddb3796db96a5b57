//! An `/opt/ml` tree in a temporary folder, and the real programs on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rust_sample::data::Dataset;
use rust_sample::idx::Idx;
use rust_sample::{PIXELS, SIDE};
use tempfile::TempDir;

/// Its name has what names of folders have: a space, a quote, an accent.
pub struct Tree {
    _parent: TempDir,
    base: PathBuf,
}

impl Tree {
    pub fn new() -> Self {
        let parent = tempfile::tempdir().unwrap();
        let base = parent.path().join("it's a jöb");
        fs::create_dir_all(base.join("input/config")).unwrap();
        fs::create_dir_all(base.join("model")).unwrap();
        Self { _parent: parent, base }
    }

    pub fn base(&self) -> &Path {
        &self.base
    }

    pub fn config(&self, file: &str, text: &str) {
        fs::write(self.base.join("input/config").join(file), text).unwrap();
    }

    /// The last images of the shipped channel, so that a test takes a second.
    pub fn channel(&self, name: &str, images: usize) {
        let shipped = Dataset::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).unwrap();
        let dir = self.base.join("input/data").join(name);
        fs::create_dir_all(&dir).unwrap();
        let taken = shipped.len() - images..shipped.len();
        let pixels: Vec<u8> = taken.clone().flat_map(|index| shipped.image(index)).copied().collect();
        assert_eq!(pixels.len(), images * PIXELS);
        let labels = taken.map(|index| shipped.label(index)).collect();
        let pictures = Idx { shape: vec![images, SIDE, SIDE], bytes: pixels };
        fs::write(dir.join("some-images-idx3-ubyte"), pictures.to_bytes()).unwrap();
        fs::write(dir.join("some-labels-idx1-ubyte"), Idx { shape: vec![images], bytes: labels }.to_bytes()).unwrap();
    }

    /// A program of this crate as SageMaker would start it here.
    pub fn command(&self, program: &str, argument: &str) -> Command {
        let mut command = Command::new(program);
        command.arg(argument).env("SAGEMAKER_BASE_DIR", &self.base).env("RUST_BACKTRACE", "0");
        command
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.base.join(path)).unwrap()
    }

    pub fn failure(&self) -> String {
        String::from_utf8(self.read("output/failure")).unwrap()
    }
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn signal(process: &std::process::Child, name: &str) {
    let sent = Command::new("kill").arg(name).arg(process.id().to_string()).status().unwrap();
    assert!(sent.success());
}
