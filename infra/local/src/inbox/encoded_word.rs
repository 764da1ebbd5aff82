//! Encoded words of mail headers (RFC 2047), read back for people's eyes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// `text` with its encoded words decoded. What is not understood stays as it is written.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut follows_word = false;
    while let Some((before, from)) = rest.split_once("=?") {
        let decoded = word(from);
        // Space between two encoded words belongs to neither (RFC 2047, section 6.2).
        if !(follows_word && decoded.is_some() && before.trim().is_empty()) {
            out.push_str(before);
        }
        follows_word = decoded.is_some();
        rest = if let Some((plain, after)) = decoded {
            out.push_str(&plain);
            after
        } else {
            out.push_str("=?");
            from
        };
    }
    out.push_str(rest);
    out
}

/// Reads `charset?encoding?text?=`, and gives what follows it too.
fn word(text: &str) -> Option<(String, &str)> {
    let (charset, text) = text.split_once('?')?;
    let (encoding, text) = text.split_once('?')?;
    let (payload, after) = text.split_once("?=")?;
    let bytes = match encoding {
        "B" | "b" => STANDARD.decode(payload).ok()?,
        "Q" | "q" => quoted(payload)?,
        _ => return None,
    };
    let plain = match charset.to_ascii_lowercase().as_str() {
        "utf-8" | "us-ascii" => String::from_utf8(bytes).ok()?,
        "iso-8859-1" => bytes.into_iter().map(char::from).collect(),
        _ => return None,
    };
    Some((plain, after))
}

/// Reads the `Q` encoding: `_` is a space, `=E3` a byte.
fn quoted(payload: &str) -> Option<Vec<u8>> {
    let mut bytes = payload.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'_' => b' ',
            b'=' => {
                let (high, low) = (char::from(bytes.next()?).to_digit(16)?, char::from(bytes.next()?).to_digit(16)?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read_and_all_else_stays() {
        for (sent, shown) in [
            ("How was your order?", "How was your order?"),
            ("=?UTF-8?B?44GT44GI?= <a@example.com>", "こえ <a@example.com>"),
            ("=?utf-8?q?=E3=81=93_x?=", "こ x"),
            ("=?UTF-8?B?44GT?=\r\n =?UTF-8?B?44GI?= !", "こえ !"),
            ("=?iso-8859-1?Q?caf=E9?=", "café"),
            ("a =?x-unknown?B?44GT?= b", "a =?x-unknown?B?44GT?= b"),
            ("=?UTF-8?B?%%%?=", "=?UTF-8?B?%%%?="),
            ("x =?", "x =?"),
        ] {
            assert_eq!(decode(sent), shown);
        }
    }
}
