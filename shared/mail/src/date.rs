//! Dates as people write them.

use jiff::civil::Date;
use koe_domain::Locale;

/// The date in words of the language: `2026年11月22日` in Japanese, `22 November 2026` in every other language, since
/// the words around it are English then.
#[must_use]
pub fn long_date(date: Date, locale: &Locale) -> String {
    if locale.is_japanese() {
        format!("{}年{}月{}日", date.year(), date.month(), date.day())
    } else {
        date.strftime("%-d %B %Y").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use koe_domain::Faults;

    #[test]
    fn a_date_is_written_without_leading_zeros() -> Result<(), Faults> {
        let date = jiff::civil::date(2026, 3, 5);
        assert_eq!(long_date(date, &Locale::parse("ja-JP")?), "2026年3月5日");
        assert_eq!(long_date(date, &Locale::english()), "5 March 2026");
        assert_eq!(long_date(date, &Locale::parse("fr")?), "5 March 2026");
        Ok(())
    }
}
