//! Text that stands in a header: on one line, and in ASCII where the header asks for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use koe_domain::EmailAddress;

/// Bytes of text per encoded word: 45 bytes are 60 characters of base64, and 72 with the 12 around them. RFC 2047
/// (section 2) allows 75.
const BYTES_PER_WORD: usize = 45;

/// The text on one line: line breaks and other control characters end a header or hide what it says, so each run of
/// them becomes one space.
pub(crate) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let parts: Vec<&str> = text.split(breaks).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// A name and an address as `From` holds them: quoted (RFC 5322, section 3.4), or as encoded words (RFC 2047) where the
/// name is not ASCII, as SES asks for. The address alone where the name is empty.
pub(crate) fn mailbox(name: &str, address: &EmailAddress) -> String {
    let name = one_line(name);
    let address = address.deliverable();
    if name.is_empty() {
        address
    } else if name.is_ascii() {
        format!("\"{}\" <{address}>", name.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("{} <{address}>", encoded_words(&name))
    }
}

/// The text as encoded words with one space between them, no character split (RFC 2047, section 5).
fn encoded_words(text: &str) -> String {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, tail) = rest.split_at(rest.floor_char_boundary(BYTES_PER_WORD));
        words.push(format!("=?UTF-8?B?{}?=", STANDARD.encode(word)));
        rest = tail;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use koe_domain::Faults;

    #[test]
    fn a_header_cannot_be_ended_from_inside() {
        assert_eq!(one_line("Your order\r\nBcc: all@example.com"), "Your order Bcc: all@example.com");
        assert_eq!(one_line(" \u{2028}\t"), "");
    }

    #[test]
    fn a_name_is_quoted_or_encoded() -> Result<(), Faults> {
        let address = EmailAddress::parse("feedback@example.com")?;
        assert_eq!(mailbox("", &address), "feedback@example.com");
        assert_eq!(mailbox("A \"B\" \\ C", &address), r#""A \"B\" \\ C" <feedback@example.com>"#);
        assert_eq!(mailbox("声", &address), "=?UTF-8?B?5aOw?= <feedback@example.com>");
        Ok(())
    }

    #[test]
    fn no_encoded_word_is_too_long_and_none_splits_a_character() -> Result<(), Box<dyn std::error::Error>> {
        let name = "あ株式会社見本の店お客様相談室".repeat(4);
        let encoded = encoded_words(&name);
        assert!(encoded.split(' ').count() > 1);
        let mut read = String::new();
        for word in encoded.split(' ') {
            assert!(word.len() <= 75, "{word}");
            let inner = word.trim_start_matches("=?UTF-8?B?").trim_end_matches("?=");
            read.push_str(std::str::from_utf8(&STANDARD.decode(inner)?)?);
        }
        assert_eq!(read, name);
        Ok(())
    }
}
