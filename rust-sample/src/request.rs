//! A request's body → images.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{ImageError, ImageFormat, ImageReader, Limits};
use sagemaker_container::serve::{Input, PredictError, rows_from_csv};
use serde_json::Value;

use crate::{PIXELS, SIDE};

/// The media types of requests.
pub const ACCEPTS: &[&str] = &["image/png", "application/json", "text/csv"];

/// A picture may not unpack to more than this on each side.
const MAX_SIDE: u32 = 4096;

/// The pixels of all images of a request, one image after another.
pub fn pixels(input: &Input) -> Result<Vec<u8>, PredictError> {
    match input.content_type {
        "image/png" => png(&input.body),
        "text/csv" => csv(&input.body),
        _ => json(&input.body),
    }
}

fn png(body: &[u8]) -> Result<Vec<u8>, PredictError> {
    let mut reader = ImageReader::with_format(Cursor::new(body), ImageFormat::Png);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        ImageError::Limits(_) => PredictError::TooLarge(format!("the image is larger than {MAX_SIDE}x{MAX_SIDE}")),
        other => PredictError::BadInput(format!("the body is not a PNG image: {other}")),
    })?;
    let side = SIDE as u32;
    let gray = picture.to_luma8();
    let fits = gray.dimensions() == (side, side);
    let gray = if fits { gray } else { image::imageops::resize(&gray, side, side, FilterType::Triangle) };
    Ok(gray.into_raw())
}

fn csv(body: &[u8]) -> Result<Vec<u8>, PredictError> {
    let rows = rows_from_csv(body, PIXELS)?;
    let cells = rows.iter().enumerate().flat_map(|(row, cells)| cells.iter().enumerate().map(move |cell| (row, cell)));
    cells
        .map(|(row, (column, number))| {
            byte(f64::from(*number)).ok_or_else(|| bad(&format!("row {}, column {}", row + 1, column + 1), number))
        })
        .collect()
}

/// One image, or `{"instances": [image, ...]}`.
fn json(body: &[u8]) -> Result<Vec<u8>, PredictError> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| PredictError::BadInput(format!("the body is not JSON: {error}")))?;
    let Some(object) = value.as_object() else {
        return json_image(&value, "the image");
    };
    match object.get("instances").and_then(Value::as_array) {
        Some(instances) if !instances.is_empty() => {
            let images = instances.iter().enumerate();
            let images = images.map(|(index, image)| json_image(image, &format!("instances[{index}]")));
            Ok(images.collect::<Result<Vec<_>, _>>()?.concat())
        }
        _ => Err(PredictError::BadInput("expected \"instances\": a list of at least one image".to_owned())),
    }
}

/// 784 numbers, or 28 rows of 28.
fn json_image(image: &Value, place: &str) -> Result<Vec<u8>, PredictError> {
    let items = image.as_array().map(Vec::as_slice).unwrap_or_default();
    if items.len() == PIXELS {
        return numbers(items, &|column| format!("{place}, number {}", column + 1));
    }
    if items.len() != SIDE {
        let message = format!("{place}: expected {PIXELS} numbers or {SIDE} rows of {SIDE}");
        return Err(PredictError::BadInput(message));
    }
    let rows = items.iter().enumerate().map(|(row, cells)| {
        let cells = cells.as_array().filter(|cells| cells.len() == SIDE);
        let cells = cells
            .ok_or_else(|| PredictError::BadInput(format!("{place}, row {}: expected {SIDE} numbers", row + 1)))?;
        numbers(cells, &|column| format!("{place}, row {}, column {}", row + 1, column + 1))
    });
    Ok(rows.collect::<Result<Vec<_>, _>>()?.concat())
}

fn numbers(values: &[Value], place: &dyn Fn(usize) -> String) -> Result<Vec<u8>, PredictError> {
    let values = values.iter().enumerate();
    values.map(|(index, value)| value.as_f64().and_then(byte).ok_or_else(|| bad(&place(index), value))).collect()
}

fn byte(number: f64) -> Option<u8> {
    (0.0..=255.0).contains(&number).then(|| number.round() as u8)
}

fn bad(place: &str, found: impl std::fmt::Display) -> PredictError {
    let shown: String = found.to_string().chars().take(40).collect();
    PredictError::BadInput(format!("{place}: {shown} is not a number from 0 to 255"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(content_type: &'static str, body: impl Into<Vec<u8>>) -> Result<Vec<u8>, String> {
        let input = Input { content_type, accept: "application/json", body: body.into().into() };
        pixels(&input).map_err(|error| error.to_string())
    }

    fn png_of(picture: impl Into<image::DynamicImage>) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.into().write_to(&mut file, ImageFormat::Png).unwrap();
        file.into_inner()
    }

    fn one_bad(bad: Value) -> Value {
        let mut rows = vec![vec![Value::from(7); SIDE]; SIDE];
        rows[2][4] = bad;
        rows.into()
    }

    #[test]
    fn a_gray_image_of_the_right_size_is_taken_as_it_is() {
        let picture = image::GrayImage::from_fn(28, 28, |x, y| image::Luma([(x + 5 * y) as u8]));
        assert_eq!(decode("image/png", png_of(picture.clone())), Ok(picture.into_raw()));
    }

    #[test]
    fn a_colour_image_of_another_size_becomes_gray_and_small() {
        let picture = image::RgbImage::from_pixel(100, 60, image::Rgb([200, 200, 200]));
        assert_eq!(decode("image/png", png_of(picture)), Ok(vec![200; PIXELS]));
    }

    #[test]
    fn a_huge_image_is_refused_before_it_is_unpacked() {
        let picture = image::GrayImage::new(5000, 1);
        assert_eq!(decode("image/png", png_of(picture)).unwrap_err(), "the image is larger than 4096x4096");
        let message = decode("image/png", "GIF89a").unwrap_err();
        assert!(message.starts_with("the body is not a PNG image: "), "{message}");
    }

    #[test]
    fn json_is_an_image_flat_or_in_rows_or_several_of_them() {
        let flat = serde_json::json!(vec![7; PIXELS]);
        let rows = serde_json::json!(vec![vec![7.2; SIDE]; SIDE]);
        assert_eq!(decode("application/json", flat.to_string()), Ok(vec![7; PIXELS]));
        assert_eq!(decode("application/json", rows.to_string()), Ok(vec![7; PIXELS]));
        let both = serde_json::json!({ "instances": [flat, rows] });
        assert_eq!(decode("application/json", both.to_string()), Ok(vec![7; 2 * PIXELS]));
    }

    #[test]
    fn what_is_wrong_in_json_is_named_by_its_place() {
        let message = |value: Value| decode("application/json", value.to_string()).unwrap_err();
        assert_eq!(message(one_bad("x".into())), "the image, row 3, column 5: \"x\" is not a number from 0 to 255");
        let instances = serde_json::json!({ "instances": [one_bad(1.into()), one_bad(256.into())] });
        assert_eq!(message(instances), "instances[1], row 3, column 5: 256 is not a number from 0 to 255");
        assert_eq!(message(serde_json::json!([1, 2])), "the image: expected 784 numbers or 28 rows of 28");
        let short = serde_json::json!(vec![vec![1; 27]; SIDE]);
        assert_eq!(message(short), "the image, row 1: expected 28 numbers");
        let none = "expected \"instances\": a list of at least one image";
        assert_eq!(message(serde_json::json!({ "instances": [] })), none);
        assert_eq!(message(serde_json::json!({ "data": [] })), none);
        assert!(decode("application/json", "{").unwrap_err().starts_with("the body is not JSON: "));
    }

    #[test]
    fn csv_has_an_image_in_each_row() {
        let row = vec!["7"; PIXELS].join(",");
        assert_eq!(decode("text/csv", format!("{row}\n{row}\n")), Ok(vec![7; 2 * PIXELS]));
        let message = decode("text/csv", format!("{row}\n{}", row.replacen('7', "-1", 1))).unwrap_err();
        assert_eq!(message, "row 2, column 1: -1 is not a number from 0 to 255");
    }
}
