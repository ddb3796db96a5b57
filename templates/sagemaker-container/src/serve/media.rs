use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use mime::Mime;

/// The member of `known` that the request's `Content-Type` means, whatever its parameters and case.
pub fn content_type(headers: &HeaderMap, known: &'static [&'static str]) -> Result<&'static str, String> {
    let given = text(headers, CONTENT_TYPE);
    let essence = given.and_then(|given| given.parse::<Mime>().ok()).map(|mime| mime.essence_str().to_owned());
    let found = essence.and_then(|essence| known.iter().copied().find(|known| *known == essence));
    found.ok_or_else(|| {
        let given = given.map_or("no Content-Type".to_owned(), |given| format!("Content-Type `{given}`"));
        format!("the request has {given}; this model takes {}", known.join(", "))
    })
}

/// The member of `known` that the request's `Accept` likes best; no header means the first.
pub fn accept(headers: &HeaderMap, known: &'static [&'static str]) -> Result<&'static str, String> {
    let Some(given) = text(headers, ACCEPT).filter(|given| !given.trim().is_empty()) else {
        return Ok(known[0]);
    };
    let mut ranges: Vec<Mime> = given.split(',').filter_map(|range| range.trim().parse().ok()).collect();
    ranges.retain(|range| quality(range) > 0.0);
    ranges.sort_by(|left, right| quality(right).total_cmp(&quality(left)));
    ranges
        .iter()
        .find_map(|range| known.iter().copied().find(|known| matches(range, known)))
        .ok_or_else(|| format!("the request has Accept `{given}`; this model answers with {}", known.join(", ")))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn quality(range: &Mime) -> f32 {
    range.get_param("q").and_then(|quality| quality.as_str().parse().ok()).unwrap_or(1.0)
}

fn matches(range: &Mime, known: &str) -> bool {
    let (kind, _) = known.split_once('/').unwrap_or((known, ""));
    range.essence_str() == "*/*" || range.essence_str() == known || (range.subtype() == "*" && range.type_() == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["application/json", "text/csv"];

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn parameters_and_case_of_a_content_type_do_not_matter() {
        for given in ["text/csv", "Text/CSV; charset=utf-8", "text/csv;charset=\"utf-8\""] {
            assert_eq!(content_type(&headers(CONTENT_TYPE, given), KNOWN), Ok("text/csv"), "{given}");
        }
    }

    #[test]
    fn another_content_type_is_refused_with_the_known_ones() {
        assert_eq!(
            content_type(&headers(CONTENT_TYPE, "text/html"), KNOWN).unwrap_err(),
            "the request has Content-Type `text/html`; this model takes application/json, text/csv"
        );
        assert_eq!(
            content_type(&HeaderMap::new(), KNOWN).unwrap_err(),
            "the request has no Content-Type; this model takes application/json, text/csv"
        );
        assert!(content_type(&headers(CONTENT_TYPE, "csv"), KNOWN).is_err());
    }

    #[test]
    fn the_best_liked_known_type_is_the_answers() {
        for (given, expected) in [
            ("*/*", "application/json"),
            ("text/*", "text/csv"),
            ("text/html, text/csv;q=0.5, application/json;q=0.4", "text/csv"),
            ("application/json; charset=utf-8", "application/json"),
        ] {
            assert_eq!(accept(&headers(ACCEPT, given), KNOWN), Ok(expected), "{given}");
        }
        assert_eq!(accept(&HeaderMap::new(), KNOWN), Ok("application/json"));
    }

    #[test]
    fn an_accept_that_cannot_be_met_is_refused() {
        let error = accept(&headers(ACCEPT, "image/png, text/csv;q=0"), KNOWN).unwrap_err();
        assert!(error.ends_with("this model answers with application/json, text/csv"), "{error}");
    }
}
