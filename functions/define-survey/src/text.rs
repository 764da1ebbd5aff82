//! Rules of short texts, as `validator` calls them. A text of spaces alone is no text.

use std::borrow::Cow;

use validator::ValidationError;

/// A name: 1 to 100 characters on one line.
pub(crate) fn check_name(text: &str) -> Result<(), ValidationError> {
    check(text, 100, char::is_control, "1 to 100 characters on one line are expected")
}

/// A line of 1 to 200 characters.
pub(crate) fn check_line(text: &str) -> Result<(), ValidationError> {
    check(text, 200, char::is_control, "1 to 200 characters on one line are expected")
}

/// One or more lines, 1 to 500 characters in all.
pub(crate) fn check_lines(text: &str) -> Result<(), ValidationError> {
    check(text, 500, |c| c.is_control() && c != '\n', "1 to 500 characters without control characters are expected")
}

fn check(
    text: &str,
    longest: usize,
    unwanted: fn(char) -> bool,
    expected: &'static str,
) -> Result<(), ValidationError> {
    if (1..=longest).contains(&text.trim().chars().count()) && !text.contains(unwanted) {
        Ok(())
    } else {
        Err(ValidationError::new("text").with_message(Cow::Borrowed(expected)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_words_and_an_end() {
        for fine in ["a", " Example Shop K.K. ", "声", &"声".repeat(100)] {
            assert!(check_name(fine).is_ok(), "{fine}");
        }
        for bad in ["", "  ", "a\nb", "a\u{7f}", &"声".repeat(101)] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
        assert!(check_line(&"a".repeat(200)).is_ok());
        assert!(check_line(&"a".repeat(201)).is_err());
        assert!(check_lines("1-1-1 Example\nTokyo").is_ok());
        assert!(check_lines("1-1-1 Example\r\nTokyo").is_err());
    }
}
