use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"SMCKPT01";
const UNFINISHED: &str = ".part";
const HEADER: usize = 8 + 8 + 4;

/// The state of a training run at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// How far training was.
    pub step: u64,
    /// What the program saved.
    pub state: Vec<u8>,
}

/// Checkpoints in a directory that SageMaker copies to S3 while the job runs, at any moment.
///
/// A checkpoint appears under its name only when it is whole and on disk, and is checked when it is read, so what
/// [`Checkpoints::latest`] gives is never half of one. On a job with several hosts only the leader should save.
#[derive(Debug, Clone)]
pub struct Checkpoints {
    dir: PathBuf,
    keep: usize,
}

impl Checkpoints {
    /// Keeps the newest `keep` checkpoints, at least one, in the directory.
    pub fn new(dir: impl Into<PathBuf>, keep: usize) -> Self {
        Self { dir: dir.into(), keep: keep.max(1) }
    }

    /// Saves the state of a step and then removes the checkpoints that are too many.
    ///
    /// Those of later steps go as well: this save is newer, they are damaged or of a run that is over.
    pub fn save(&self, step: u64, state: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        self.remove_unfinished()?;
        let unfinished = self.dir.join(format!(".checkpoint-{step:012}{UNFINISHED}"));
        if let Err(error) = self.write(step, state, &unfinished) {
            // It would be copied to S3 and take the room that is missing; the first error is the one to tell.
            let _ = fs::remove_file(&unfinished);
            return Err(error);
        }
        self.remove_all_but(step)
    }

    fn write(&self, step: u64, state: &[u8], unfinished: &Path) -> io::Result<()> {
        let mut file = File::create(unfinished)?;
        file.write_all(&header(state))?;
        file.write_all(state)?;
        file.sync_all()?;
        fs::rename(unfinished, self.path(step))?;
        File::open(&self.dir)?.sync_all()
    }

    /// The newest checkpoint that is whole; one that is damaged or cannot be read is named on stderr and passed over.
    ///
    /// When none is whole and one cannot be read, that is an error: a run from the beginning would remove it.
    pub fn latest(&self) -> io::Result<Option<Checkpoint>> {
        let mut unreadable = None;
        for step in self.steps()?.into_iter().rev() {
            match self.read(step) {
                Ok(Some(checkpoint)) => return Ok(Some(checkpoint)),
                Ok(None) => eprintln!("checkpoint {} is damaged and is passed over", self.path(step).display()),
                Err(error) => {
                    eprintln!("{error}; it is passed over");
                    unreadable = Some(error);
                }
            }
        }
        unreadable.map_or(Ok(None), Err)
    }

    /// `None` when it is damaged.
    fn read(&self, step: u64) -> io::Result<Option<Checkpoint>> {
        let path = self.path(step);
        let file = fs::read(&path).map_err(|error| {
            io::Error::new(error.kind(), format!("checkpoint {} cannot be read: {error}", path.display()))
        })?;
        Ok(whole(&file).map(|state| Checkpoint { step, state: state.to_vec() }))
    }

    fn path(&self, step: u64) -> PathBuf {
        self.dir.join(format!("checkpoint-{step:012}"))
    }

    /// In ascending order.
    fn steps(&self) -> io::Result<Vec<u64>> {
        let files = self.files()?;
        // Other programs use such names, too, for directories and without the zeros.
        let own = |file: &PathBuf| step_of(file).filter(|step| self.path(*step) == *file);
        let mut steps: Vec<u64> = files.iter().filter_map(own).collect();
        steps.sort_unstable();
        Ok(steps)
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        match fs::read_dir(&self.dir) {
            Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// What a process left that was killed while it saved.
    fn remove_unfinished(&self) -> io::Result<()> {
        let files = self.files()?;
        files.iter().filter(|file| is_unfinished(file)).try_for_each(fs::remove_file)
    }

    /// Leaves the checkpoint of the step just saved and the `keep - 1` before it.
    fn remove_all_but(&self, saved: u64) -> io::Result<()> {
        let (earlier, later): (Vec<u64>, Vec<u64>) = self.steps()?.into_iter().partition(|step| *step <= saved);
        let old = earlier.len().saturating_sub(self.keep);
        later.iter().chain(&earlier[..old]).try_for_each(|step| fs::remove_file(self.path(*step)))
    }
}

fn step_of(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.strip_prefix("checkpoint-")?.parse().ok()
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| name.starts_with(".checkpoint-") && name.ends_with(UNFINISHED))
}

fn header(state: &[u8]) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&(state.len() as u64).to_le_bytes());
    header.extend_from_slice(&crc32fast::hash(state).to_le_bytes());
    header
}

fn whole(file: &[u8]) -> Option<&[u8]> {
    let (found, state) = file.split_at_checked(HEADER)?;
    (found == header(state)).then_some(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_newest_checkpoint_comes_back_and_old_ones_go() {
        let root = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(root.path().join("checkpoints"), 2);
        assert_eq!(checkpoints.latest().unwrap(), None);
        for step in [9, 10, 100] {
            checkpoints.save(step, format!("state {step}").as_bytes()).unwrap();
        }
        let latest = checkpoints.latest().unwrap();
        assert_eq!(latest, Some(Checkpoint { step: 100, state: b"state 100".to_vec() }));
        let kept = ["checkpoint-000000000010", "checkpoint-000000000100"];
        assert_eq!(names(&root.path().join("checkpoints")), kept);
    }

    #[test]
    fn a_torn_or_changed_file_is_passed_over() {
        let root = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(root.path(), 5);
        for step in 1..=4 {
            checkpoints.save(step, b"good state").unwrap();
        }
        let whole = fs::read(checkpoints.path(4)).unwrap();
        fs::write(checkpoints.path(4), &whole[..whole.len() - 3]).unwrap();
        fs::write(checkpoints.path(3), b"").unwrap();
        let mut changed = whole;
        changed[HEADER] ^= 1;
        fs::write(checkpoints.path(2), changed).unwrap();
        assert_eq!(checkpoints.latest().unwrap().map(|checkpoint| checkpoint.step), Some(1));
    }

    #[test]
    fn the_newest_save_stays_though_a_damaged_checkpoint_has_a_later_step() {
        let root = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(root.path(), 1);
        fs::write(checkpoints.path(100), b"damaged").unwrap();
        checkpoints.save(95, b"state").unwrap();
        assert_eq!(names(root.path()), ["checkpoint-000000000095"]);
        assert_eq!(checkpoints.latest().unwrap().map(|checkpoint| checkpoint.step), Some(95));
    }

    #[test]
    fn one_that_cannot_be_read_is_passed_over_while_another_is_whole() {
        let root = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(root.path(), 5);
        fs::create_dir(checkpoints.path(2)).unwrap();
        let message = checkpoints.latest().unwrap_err().to_string();
        assert!(message.contains("checkpoint-000000000002 cannot be read: "), "{message}");
        checkpoints.save(3, b"state").unwrap();
        fs::remove_dir(checkpoints.path(2)).unwrap();
        fs::create_dir(checkpoints.path(4)).unwrap();
        assert_eq!(checkpoints.latest().unwrap().map(|checkpoint| checkpoint.step), Some(3));
    }

    #[test]
    fn what_other_programs_keep_beside_them_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(root.path(), 1);
        fs::create_dir(root.path().join("checkpoint-500")).unwrap();
        checkpoints.save(1, b"state").unwrap();
        assert_eq!(checkpoints.latest().unwrap().map(|checkpoint| checkpoint.step), Some(1));
        assert_eq!(names(root.path()), ["checkpoint-000000000001", "checkpoint-500"]);
    }

    #[test]
    fn a_save_that_fails_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(root.path(), 1);
        fs::create_dir(checkpoints.path(2)).unwrap();
        checkpoints.save(2, b"state").unwrap_err();
        assert_eq!(names(root.path()), ["checkpoint-000000000002"]);
    }

    #[test]
    fn what_a_killed_process_left_half_written_is_not_a_checkpoint() {
        let root = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(root.path(), 5);
        checkpoints.save(1, b"state").unwrap();
        fs::write(root.path().join(".checkpoint-000000000002.part"), b"SMCK").unwrap();
        assert_eq!(checkpoints.latest().unwrap().map(|checkpoint| checkpoint.step), Some(1));
        checkpoints.save(3, b"state").unwrap();
        assert_eq!(checkpoints.latest().unwrap().map(|checkpoint| checkpoint.step), Some(3));
        assert_eq!(names(root.path()), ["checkpoint-000000000001", "checkpoint-000000000003"]);
    }
}
