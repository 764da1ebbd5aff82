//! In which language the page speaks: the one asked for, the person's, the browser's, or the organisation's.

use axum::http::HeaderMap;
use koe_domain::Locale;
use koe_web::language::browser;

use crate::words::Words;

/// The first of them in which there are words of ours. Where there is none, the first of all: the page then has English
/// words, marked as such.
pub(crate) fn choose(
    asked: Option<&Locale>,
    known: Option<&Locale>,
    headers: &HeaderMap,
    organisation: Option<&Locale>,
) -> Locale {
    let browser = browser(headers);
    let wanted: Vec<&Locale> = asked.into_iter().chain(known).chain(&browser).chain(organisation).collect();
    let spoken = wanted.iter().find(|locale| Words::of(locale).mark(locale).is_empty());
    spoken.or(wanted.first()).map_or_else(Locale::english, |locale| (*locale).clone())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::ACCEPT_LANGUAGE;
    use koe_domain::Faults;

    use super::*;

    #[test]
    fn the_address_goes_before_the_person_the_browser_and_the_organisation() -> Result<(), Faults> {
        let (english, japanese) = (Locale::english(), Locale::parse("ja")?);
        let mut headers = HeaderMap::new();
        assert_eq!(choose(None, None, &headers, None).as_str(), "en");
        assert_eq!(choose(None, None, &headers, Some(&japanese)).as_str(), "ja");
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("ja;q=0.1, en-GB;q=0.9"));
        assert_eq!(choose(None, None, &headers, Some(&japanese)).as_str(), "en-GB");
        assert_eq!(choose(None, Some(&japanese), &headers, None).as_str(), "ja");
        assert_eq!(choose(Some(&english), Some(&japanese), &headers, None).as_str(), "en");
        Ok(())
    }

    #[test]
    fn a_language_that_is_spoken_here_goes_before_one_that_is_not() -> Result<(), Faults> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("de, ja;q=0.5, en;q=0"));
        assert_eq!(choose(None, None, &headers, None).as_str(), "ja");
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("fr, *;q=0.5"));
        assert_eq!(choose(None, Some(&Locale::parse("de-AT")?), &headers, None).as_str(), "de-AT");
        Ok(())
    }
}
