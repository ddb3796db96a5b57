use std::fmt::Write as _;
use std::io::{self, Write as _};

use serde::Serialize;

/// One entry of a training job's `MetricDefinitions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDefinition {
    /// The metric's name in CloudWatch.
    pub name: String,
    /// Finds the value in a log line; its first group is the number.
    pub regex: String,
}

/// The definitions that find the values printed by [`print_metrics`] under these names.
pub fn metric_definitions(names: &[&str]) -> Vec<MetricDefinition> {
    let definition = |name: &&str| MetricDefinition {
        name: (*name).to_owned(),
        regex: format!(r"\[metric\].*\b{name}=([-+0-9.eE]+)"),
    };
    names.iter().map(definition).collect()
}

/// The line for these values, without those that are not finite; `None` when nothing is left.
///
/// CloudWatch takes finite numbers only, and a NaN in the line would be cut to something that is none.
pub fn metric_line(values: &[(&str, f64)]) -> Option<String> {
    let mut line = String::from("[metric]");
    for (name, value) in values.iter().filter(|(_, value)| value.is_finite()) {
        let _ = write!(line, " {name}={value}");
    }
    (line.len() > "[metric]".len()).then_some(line)
}

/// Prints the values as one line on stdout and flushes it, so that SageMaker sees it now; names the values left out on stderr.
pub fn print_metrics(values: &[(&str, f64)]) -> io::Result<()> {
    for (name, value) in values.iter().filter(|(_, value)| !value.is_finite()) {
        eprintln!("metric {name} is {value} and is left out");
    }
    let Some(line) = metric_line(values) else {
        return Ok(());
    };
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_all_values_in_order() {
        let line = metric_line(&[("epoch", 1.0), ("train_loss", 0.5312), ("gain", -2.5e-9)]);
        assert_eq!(line.as_deref(), Some("[metric] epoch=1 train_loss=0.5312 gain=-0.0000000025"));
    }

    #[test]
    fn values_that_are_not_finite_are_left_out() {
        let line = metric_line(&[("epoch", 2.0), ("train_loss", f64::NAN), ("rate", f64::INFINITY)]);
        assert_eq!(line.as_deref(), Some("[metric] epoch=2"));
        assert_eq!(metric_line(&[("train_loss", f64::NAN)]), None);
    }

    #[test]
    fn each_definition_finds_its_own_value_and_no_other() {
        let line = metric_line(&[("epoch", 3.0), ("val_loss", 0.25), ("loss", 1e-7)]).unwrap();
        let found: Vec<_> = metric_definitions(&["epoch", "val_loss", "loss"])
            .iter()
            .map(|definition| regex::Regex::new(&definition.regex).unwrap())
            .map(|regex| regex.captures(&line).unwrap()[1].to_owned())
            .collect();
        assert_eq!(found, ["3", "0.25", "0.0000001"]);
    }

    #[test]
    fn definitions_are_written_as_sagemaker_reads_them() {
        let json = serde_json::to_string(&metric_definitions(&["epoch"])).unwrap();
        assert_eq!(json, r#"[{"Name":"epoch","Regex":"\\[metric\\].*\\bepoch=([-+0-9.eE]+)"}]"#);
    }
}
