use std::fs;

use serde::Deserialize;

use super::*;

fn given(values: &[(&str, &str)]) -> Hyperparameters {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Optimizer {
    Adam,
    Sgd { momentum: f32 },
}

#[derive(Debug, Deserialize, PartialEq)]
struct Config {
    epochs: u32,
    #[serde(default)]
    learning_rate: f64,
    #[serde(default)]
    augment: bool,
    #[serde(default)]
    layers: Vec<usize>,
    optimizer: Option<Optimizer>,
    title: Option<String>,
}

fn parse(values: &[(&str, &str)]) -> Result<Config, HyperparameterError> {
    given(values).parse()
}

fn message(values: &[(&str, &str)]) -> String {
    parse(values).unwrap_err().to_string()
}

#[test]
fn strings_become_the_types_of_the_fields() {
    let config = parse(&[
        ("epochs", "12"),
        ("learning_rate", "3e-3"),
        ("augment", "true"),
        ("layers", "[64,32]"),
        ("optimizer", "adam"),
        ("title", "a run"),
    ]);
    let expected = Config {
        epochs: 12,
        learning_rate: 0.003,
        augment: true,
        layers: vec![64, 32],
        optimizer: Some(Optimizer::Adam),
        title: Some("a run".to_owned()),
    };
    assert_eq!(config.unwrap(), expected);
}

#[test]
fn one_level_of_json_quotes_is_taken_off() {
    let config = parse(&[
        ("epochs", "\"12\""),
        ("layers", "\"[64, 32]\""),
        ("optimizer", "\"adam\""),
        ("title", "\"a \\\"run\\\"\""),
    ])
    .unwrap();
    assert_eq!((config.epochs, config.layers), (12, vec![64, 32]));
    assert_eq!(config.optimizer, Some(Optimizer::Adam));
    assert_eq!(config.title.as_deref(), Some("a \"run\""));
}

#[test]
fn text_that_looks_like_a_number_stays_text_where_text_is_expected() {
    assert_eq!(parse(&[("epochs", "1"), ("title", "007")]).unwrap().title.as_deref(), Some("007"));
}

#[test]
fn pythons_booleans_and_numbers_for_booleans_are_understood() {
    for (text, expected) in [("True", true), ("1", true), ("False", false), ("0", false)] {
        assert_eq!(parse(&[("epochs", "1"), ("augment", text)]).unwrap().augment, expected);
    }
}

#[test]
fn a_variant_with_fields_is_json() {
    let config = parse(&[("epochs", "1"), ("optimizer", r#"{"sgd": {"momentum": 0.9}}"#)]).unwrap();
    assert_eq!(config.optimizer, Some(Optimizer::Sgd { momentum: 0.9 }));
}

#[test]
fn empty_and_null_are_no_value() {
    let config = parse(&[("epochs", "1"), ("optimizer", ""), ("title", "null")]).unwrap();
    assert_eq!((config.optimizer, config.title), (None, None));
}

#[test]
fn dashes_and_underscores_are_one_character() {
    assert!((parse(&[("epochs", "1"), ("learning-rate", "0.5")]).unwrap().learning_rate - 0.5).abs() < f64::EPSILON);
}

#[test]
fn the_names_that_the_platform_adds_are_ignored() {
    let config = parse(&[("epochs", "1"), ("_tuning_objective_metric", "\"loss\""), ("sagemaker_program", "train.py")]);
    assert!(config.is_ok());
}

#[test]
fn a_wrong_value_is_named_with_what_was_expected() {
    assert_eq!(
        message(&[("epochs", "many")]),
        "hyperparameter `epochs` is `many`: expected a whole number from 0 to 4294967295"
    );
    assert_eq!(
        message(&[("epochs", "1"), ("learning-rate", "fast")]),
        "hyperparameter `learning-rate` is `fast`: expected a number"
    );
    assert_eq!(
        message(&[("epochs", "1"), ("learning-rate", "NaN")]),
        "hyperparameter `learning-rate` is `NaN`: expected a finite number"
    );
    assert_eq!(
        message(&[("epochs", "1"), ("augment", "maybe")]),
        "hyperparameter `augment` is `maybe`: expected true or false"
    );
    let list = message(&[("epochs", "1"), ("layers", "[64,")]);
    assert!(list.starts_with("hyperparameter `layers` is `[64,`: expected a list as JSON ("), "{list}");
    let variant = message(&[("epochs", "1"), ("optimizer", "adamw")]);
    assert_eq!(variant, "hyperparameter `optimizer` is `adamw`: unknown variant `adamw`, expected `adam` or `sgd`");
}

#[test]
fn a_missing_value_is_named() {
    assert_eq!(message(&[]), "hyperparameter `epochs` is missing");
}

#[test]
fn a_misspelled_name_is_an_error_that_lists_the_known_ones() {
    assert_eq!(
        message(&[("epochs", "1"), ("lerning-rate", "0.1")]),
        "hyperparameter `lerning-rate` is unknown; this program takes: \
         epochs, learning_rate, augment, layers, optimizer, title"
    );
}

#[test]
fn two_spellings_of_one_name_are_an_error() {
    assert_eq!(
        message(&[("epochs", "1"), ("learning-rate", "1"), ("learning_rate", "2")]),
        "hyperparameter `learning_rate` is given twice, with `-` and with `_`"
    );
}

#[test]
fn a_map_takes_every_name() {
    let values: BTreeMap<String, Value> = given(&[("a-b", "[1]"), ("c", "text")]).parse().unwrap();
    assert_eq!(values["a-b"], serde_json::json!([1]));
    assert_eq!(values["c"], serde_json::json!("text"));
}

#[test]
fn the_file_may_be_missing_or_hold_bare_values() {
    let root = tempfile::tempdir().unwrap();
    let paths = Paths::new(root.path());
    assert_eq!(Hyperparameters::load(&paths).unwrap(), Hyperparameters::default());
    fs::create_dir_all(paths.input_config("")).unwrap();
    fs::write(paths.input_config("hyperparameters.json"), r#"{"epochs": 3, "title": "x"}"#).unwrap();
    let loaded = Hyperparameters::load(&paths).unwrap();
    assert_eq!((loaded.get("epochs"), loaded.get("title")), (Some("3"), Some("x")));
}
