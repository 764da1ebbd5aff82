//! In which language the dashboard speaks: the one asked for, else the browser's, else the organisation's.

use axum::http::HeaderMap;
use koe_domain::Locale;
use koe_web::language::browser;

/// The languages there are, each with its own name for itself.
pub(crate) const OFFERED: [(&str, &str); 2] = [("en", "English"), ("ja", "日本語")];

/// The one of our languages that `?lang=` asks for.
pub(crate) fn asked(lang: Option<&str>) -> Option<&'static str> {
    offered(&Locale::parse(lang?).ok()?)
}

/// The best language for a reader.
pub(crate) fn choose(asked: Option<&str>, headers: &HeaderMap, organisation: Option<&Locale>) -> Locale {
    let liked = || browser(headers).iter().find_map(offered);
    let tag = asked.or_else(liked).or_else(|| organisation.and_then(offered));
    tag.and_then(|tag| Locale::parse(tag).ok()).unwrap_or_else(Locale::english)
}

fn offered(locale: &Locale) -> Option<&'static str> {
    OFFERED.iter().map(|(tag, _)| *tag).find(|tag| *tag == locale.language())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::ACCEPT_LANGUAGE;
    use koe_domain::Faults;

    use super::*;

    #[test]
    fn who_asks_goes_before_the_browser_and_that_before_the_organisation() -> Result<(), Faults> {
        let (mut headers, japanese) = (HeaderMap::new(), Locale::parse("ja-JP")?);
        assert_eq!(choose(None, &headers, None), Locale::english());
        assert_eq!(choose(None, &headers, Some(&japanese)).as_str(), "ja");
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("fr, ja;q=0.5, en-GB;q=0.8, en;q=0"));
        assert_eq!(choose(None, &headers, Some(&japanese)).as_str(), "en");
        assert_eq!(choose(asked(Some("JA")), &headers, None).as_str(), "ja");
        assert_eq!(asked(Some("fr")), None);
        Ok(())
    }
}
