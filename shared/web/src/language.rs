//! In which language to speak: what the reader's browser likes, and the best of what there is.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use koe_domain::Locale;

/// The best of `offered` for a reader who asked for `asked`, is known to speak `known`, and whose browser says the rest.
/// Of each wish, the exact tag goes before the primary language; where nothing fits, it is the first of `offered`.
#[must_use]
pub fn choose(
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

/// The browser's languages, dearest first (RFC 9110, section 12.5.4). What cannot be read is left out, and so is all
/// after the twentieth.
#[must_use]
pub fn browser(headers: &HeaderMap) -> Vec<Locale> {
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

/// A language's own name for itself; its tag where we do not know it.
#[must_use]
pub fn own_name(locale: &Locale) -> &str {
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

    fn accepting(languages: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(languages))])
    }

    #[test]
    fn the_link_goes_before_the_person_and_the_person_before_the_browser() -> Result<(), Faults> {
        let offered = [Locale::english(), Locale::parse("ja")?];
        let headers = accepting("fr, ja;q=0.5, en;q=0.1");
        let known = Locale::parse("en-GB")?;
        let choose = |asked, known| choose(&offered, asked, known, &headers, &Locale::english());
        assert_eq!(choose(Some("ja-JP"), Some(&known)).as_str(), "ja");
        assert_eq!(choose(Some("nonsense-"), Some(&known)).as_str(), "en");
        assert_eq!(choose(None, None).as_str(), "ja");
        Ok(())
    }

    #[test]
    fn where_nothing_fits_it_is_the_fallback_or_else_the_first_of_the_offer() -> Result<(), Faults> {
        let (headers, japanese) = (accepting("fr"), Locale::parse("ja")?);
        let offered = [Locale::parse("de")?, Locale::parse("ja-JP")?];
        assert_eq!(choose(&offered, None, None, &headers, &japanese).as_str(), "ja-JP");
        assert_eq!(choose(&offered, Some("ko"), None, &headers, &Locale::english()).as_str(), "de");
        assert_eq!(choose(&[], None, None, &headers, &japanese).as_str(), "ja");
        Ok(())
    }

    #[test]
    fn the_browser_is_read_dearest_first_and_without_what_it_does_not_want() {
        for (header, expected) in [
            ("", ""),
            ("ja", "ja"),
            ("ja;q=0.1, en-GB;q=0.9", "en-GB ja"),
            ("fr, ja;q=0.8, en;q=0.8, de", "fr de ja en"),
            ("de, ja;q=0.5, en;q=0", "de ja"),
            ("*, ja;q=0.2, en;q=2, fr;q=-1, de;q=NaN, ko;q=", "ja"),
        ] {
            let read: Vec<String> = browser(&accepting(header)).into_iter().map(String::from).collect();
            assert_eq!(read.join(" "), expected, "{header}");
        }
        assert!(browser(&HeaderMap::new()).is_empty());
    }

    #[test]
    fn a_language_names_itself() -> Result<(), Faults> {
        assert_eq!(own_name(&Locale::parse("ja-JP")?), "日本語");
        assert_eq!(own_name(&Locale::parse("pt-BR")?), "pt-BR");
        Ok(())
    }
}
