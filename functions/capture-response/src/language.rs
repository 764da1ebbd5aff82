//! In which language to speak: the one asked for, else the person's, else the browser's, else the survey's first.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use koe_domain::Locale;

/// The best of `offered` for a reader who asked for `asked`, is known to speak `known`, and whose browser says the rest.
pub(crate) fn choose(
    offered: &[Locale],
    asked: Option<&str>,
    known: Option<&Locale>,
    headers: &HeaderMap,
    fallback: &Locale,
) -> Locale {
    let asked = asked.and_then(|tag| Locale::parse(tag).ok());
    let browser = browser(headers);
    let wanted = asked.iter().chain(known).chain(&browser).chain(std::iter::once(fallback));
    for locale in wanted {
        let exact = offered.iter().find(|offer| *offer == locale);
        let near = || offered.iter().find(|offer| offer.language() == locale.language());
        if let Some(found) = exact.or_else(near) {
            return found.clone();
        }
    }
    offered.first().unwrap_or(fallback).clone()
}

/// The browser's languages, dearest first (RFC 9110, section 12.5.4).
pub(crate) fn browser(headers: &HeaderMap) -> Vec<Locale> {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut weighted: Vec<(u16, Locale)> = header
        .split(',')
        .take(20)
        .filter_map(|part| {
            let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
            let quality: f32 = quality.trim().parse().ok().filter(|q| (0.0..=1.0).contains(q))?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
            let weight = (quality * 1000.0) as u16;
            Some((weight, Locale::parse(tag).ok()?))
        })
        .filter(|(weight, _)| *weight > 0)
        .collect();
    weighted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    weighted.into_iter().map(|(_, locale)| locale).collect()
}

/// A language's own name for itself.
pub(crate) fn own_name(locale: &Locale) -> &str {
    match locale.language() {
        "ja" => "日本語",
        "en" => "English",
        "de" => "Deutsch",
        "fr" => "Français",
        "es" => "Español",
        "zh" => "中文",
        "ko" => "한국어",
        _ => locale.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use koe_domain::Faults;

    use super::*;

    #[test]
    fn the_link_goes_before_the_person_and_the_person_before_the_browser() -> Result<(), Faults> {
        let offered = [Locale::english(), Locale::parse("ja")?];
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("fr, ja;q=0.5, en;q=0.1"));
        let known = Locale::parse("en-GB")?;
        let choose = |asked, known| choose(&offered, asked, known, &headers, &Locale::english());
        assert_eq!(choose(Some("ja-JP"), Some(&known)).as_str(), "ja");
        assert_eq!(choose(Some("nonsense-"), Some(&known)).as_str(), "en");
        assert_eq!(choose(None, None).as_str(), "ja");
        Ok(())
    }
}
