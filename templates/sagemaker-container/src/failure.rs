use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::panic;
use std::path::{Path, PathBuf};

/// SageMaker takes this much of the file into `FailureReason`.
const MAX_CHARS: usize = 1024;

/// Writes the reason why the job failed. The first writer is nearest to the cause, so an existing file is kept.
pub fn write(path: &Path, reason: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let text: String = reason.chars().take(MAX_CHARS).collect();
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes the reason and says on stderr when even that fails: nothing else can be done about it.
pub fn report(path: &Path, reason: &str) {
    if let Err(error) = write(path, reason) {
        let _ = writeln!(io::stderr(), "{} cannot be written: {error}", path.display());
    }
}

/// From here on a panic leaves its message and place in the failure file, after the usual text on stderr.
pub fn report_panics(path: PathBuf) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        usual(info);
        let message = info.payload_as_str().unwrap_or("unknown reason");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        report(&path, &format!("panicked at {place}: {message}"));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_cut_at_1024_characters_not_bytes() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("output/failure");
        write(&path, &"é".repeat(2000)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "é".repeat(1024));
    }

    #[test]
    fn the_first_reason_is_kept() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("failure");
        write(&path, "first").unwrap();
        write(&path, "second").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    }
}
