use super::PredictError;

/// The rows of a `text/csv` body without a header, each of exactly `columns` numbers; empty lines are passed over.
pub fn rows_from_csv(body: &[u8], columns: usize) -> Result<Vec<Vec<f32>>, PredictError> {
    let text =
        str::from_utf8(body).map_err(|error| PredictError::BadInput(format!("the CSV is not UTF-8: {error}")))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows = lines.map(|(index, line)| row(index + 1, line, columns)).collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Err(PredictError::BadInput("the CSV has no rows".to_owned()));
    }
    Ok(rows)
}

fn row(number: usize, line: &str, columns: usize) -> Result<Vec<f32>, PredictError> {
    let cells = line.split(',').enumerate();
    let row = cells.map(|(index, cell)| value(number, index + 1, cell)).collect::<Result<Vec<_>, _>>()?;
    if row.len() == columns {
        return Ok(row);
    }
    let found = row.len();
    Err(PredictError::BadInput(format!("row {number} has {found} columns, expected {columns}")))
}

fn value(row: usize, column: usize, cell: &str) -> Result<f32, PredictError> {
    match cell.trim().parse() {
        Ok(number) if f32::is_finite(number) => Ok(number),
        _ => {
            let shown: String = cell.trim().chars().take(40).collect();
            Err(PredictError::BadInput(format!("row {row}, column {column}: `{shown}` is not a number")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &[u8]) -> String {
        rows_from_csv(body, 3).unwrap_err().to_string()
    }

    #[test]
    fn rows_may_end_in_any_way() {
        let rows = rows_from_csv(b"1, 2.5,3e1\r\n\n4,5,6", 3).unwrap();
        assert_eq!(rows, [[1.0, 2.5, 30.0], [4.0, 5.0, 6.0]]);
    }

    #[test]
    fn what_is_wrong_is_named_by_row_and_column() {
        assert_eq!(message(b"1,2,3\n4,abc,6"), "row 2, column 2: `abc` is not a number");
        assert_eq!(message(b"1,2,3\n4,NaN,6"), "row 2, column 2: `NaN` is not a number");
        assert_eq!(message(b"1,2,3\n\n4,5"), "row 3 has 2 columns, expected 3");
        assert_eq!(message(b"1,,3"), "row 1, column 2: `` is not a number");
        assert_eq!(message(b"\n"), "the CSV has no rows");
        assert!(message(b"\xff").starts_with("the CSV is not UTF-8"));
    }
}
