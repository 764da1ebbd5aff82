//! The Global Privacy Control signal of a browser.

use axum::http::HeaderMap;

/// Whether the request carries `Sec-GPC: 1`. Only exactly `1` counts; of several headers, one that says so is enough (W3C
/// Global Privacy Control, "The Sec-GPC header field for HTTP requests"). API Gateway joins repeated headers by commas.
#[must_use]
pub fn signals_gpc(headers: &HeaderMap) -> bool {
    let values = headers.get_all("sec-gpc").iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|value| value.trim_matches([' ', '\t']) == "1")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_exactly_one_counts() {
        let signals = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("sec-gpc", HeaderValue::from_static(value));
            }
            signals_gpc(&headers)
        };
        for yes in [&["1"][..], &["0", "1"], &["0,1"], &[" 1 "]] {
            assert!(signals(yes), "{yes:?}");
        }
        for no in [&[][..], &["0"], &["true"], &["01"], &["1.0"], &["11"], &[""], &["1;q=1"]] {
            assert!(!signals(no), "{no:?}");
        }
    }
}
