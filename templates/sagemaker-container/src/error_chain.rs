use std::error::Error;
use std::fmt;

/// Shows an error with its causes on one line: `loading the data: images.gz: file not found`.
pub struct ErrorChain<'a>(pub &'a (dyn Error + 'static));

impl fmt::Display for ErrorChain<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("loading the data")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn causes_follow_on_the_same_line() {
        let error = Outer(std::io::Error::other("disk on fire"));
        assert_eq!(ErrorChain(&error).to_string(), "loading the data: disk on fire");
    }
}
