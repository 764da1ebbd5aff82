//! Addresses of mailboxes, also as people disguise them: "kim (at) example.com", "kim★example.jp",
//! "kim at example dot com".

use std::ops::Range;

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    context::before,
};

const CUES: &str = include_str!("../cues/email.txt");

/// The rules of mail addresses.
pub(crate) struct Emails {
    plain: Pattern,
    foreign: Pattern,
    carrier: Pattern,
    disguised: Pattern,
    spoken: Pattern,
    cue: Pattern,
    dot: Pattern,
}

/// Endings of domain names that a disguised address may have; a plain one may have any.
const ENDINGS: &str = "\
    com net org edu gov info biz name io co app dev me tv cc xyz site online shop store blog cloud mail \
    email example test jp uk us ca au nz ie de fr es it pt nl be ch at se no dk fi is pl cz sk hu ro bg gr \
    tr ru ua eu in cn tw hk sg kr th vn ph my id br mx ar cl za il ae sa tokyo";

impl Emails {
    pub(crate) fn new() -> Self {
        Self {
            plain: Pattern::of(CUES, r"(?i)<local>@<label>(?:<dot><label>)+"),
            foreign: Pattern::of(CUES, r"(?i)<local>@(?:[A-ZÀ-ɏ0-9々ぁ-ヿ一-鿿-]+\.)+[a-z]{2,14}"),
            carrier: Pattern::of(CUES, r"(?i)<local>@<carrier>(?-u:\b)"),
            disguised: Pattern::of(CUES, r"(?i)<local><sign><label>(?:<dot><label>)+"),
            spoken: Pattern::of(
                CUES,
                concat!(
                    r"(?i)<local>(?:[ ]+(?:dot|underscore|dash|hyphen|plus)[ ]+<local>)*[ ]+at[ ]+<label>(?:<dot>",
                    r"<label>)+",
                ),
            ),
            cue: Pattern::new(r"(?i)(?:mail|contact|reach|write|address|reply|メール|アドレス|連絡)"),
            dot: Pattern::of(CUES, r"(?i)<dot>"),
        }
    }

    /// Adds the mail addresses of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        if text.contains('@') {
            for regex in [&self.plain, &self.carrier, &self.foreign] {
                for address in regex.find_iter(text) {
                    // A domain name of kana or kanji is sought only where no plain one was.
                    let known = found.iter().any(|find| find.range.start == address.start());
                    let end = self.end(address.as_str()).unwrap_or(address.as_str().len());
                    if !known {
                        let range = from_first_letter(text, address.start()..address.start() + end);
                        found.push(Found::new(range, Kind::Email));
                    }
                }
            }
        }
        let signs = ["@", "(", "[", "{", "<", "★", "☆", "◎", "●", "■", "◆", "♪", "#", "*", "アット", "あっと"];
        let may_hide = signs.iter().any(|sign| text.contains(sign))
            || ["-at-", "_at_", "-at_", "_at-"].iter().any(|sign| has_in_any_case(text, sign));
        let hidden = if may_hide { text } else { "" };
        let said = if has_in_any_case(text, " at ") && may_have_dot(text) { text } else { "" };
        let disguised = self.disguised.find_iter(hidden).filter(|address| is_mailbox(address.as_str()));
        let spoken =
            self.spoken.find_iter(said).filter(|address| self.is_spoken(text, address.start(), address.as_str()));
        found.extend(disguised.chain(spoken).filter_map(|address| {
            let end = self.end(address.as_str())?;
            Some(Found::new(from_first_letter(text, address.start()..address.start() + end), Kind::Email))
        }));
    }

    /// Where the address ends: after its last label that ends a domain name. What follows is the next sentence.
    fn end(&self, address: &str) -> Option<usize> {
        let mut labels = Vec::new();
        let mut dots = self.dot.find_iter(address).peekable();
        while let Some(dot) = dots.next() {
            labels.push(dot.end()..dots.peek().map_or(address.len(), |next| next.start()));
        }
        let known = |range: &Range<usize>| address.get(range.clone()).is_some_and(is_ending);
        labels.into_iter().rfind(known).map(|label| label.end)
    }

    /// "at" is a common word: "2 at example.com" is a purchase. So the dots are spoken too, or the words before speak
    /// of mail, or the name is none that a word could be.
    fn is_spoken(&self, text: &str, start: usize, address: &str) -> bool {
        let Some((local, domain)) = address.rsplit_once(" at ").or_else(|| address.rsplit_once(" AT ")) else {
            return address.to_ascii_lowercase().contains(" dot ");
        };
        let domain = domain.to_ascii_lowercase();
        let local = local.trim();
        let digits = local.bytes().filter(u8::is_ascii_digit).count();
        let letters = local.bytes().filter(u8::is_ascii_alphabetic).count();
        let named = digits >= 2 && letters >= 3 || local.split(['.', '_']).filter(|part| part.len() >= 2).count() >= 2;
        let said = domain.contains("dot") || local.contains(' ');
        !is_common(local) && (said || (letters >= 3 && (named || self.cue.is_match(before(text, start, 40)))))
    }
}

/// Whether a full stop stands inside a word, or something in the place of one.
fn may_have_dot(text: &str) -> bool {
    let inside = text.as_bytes().windows(2).any(|pair| {
        pair.first() == Some(&b'.') && pair.last().is_some_and(|next| !next.is_ascii_whitespace() && *next != b'.')
    });
    inside
        || [" . ", "ドット", "どっと", "点", "。", "・"].iter().any(|dot| text.contains(dot))
        || has_in_any_case(text, "dot")
}

fn has_in_any_case(text: &str, small: &str) -> bool {
    text.as_bytes().windows(small.len()).any(|part| part.eq_ignore_ascii_case(small.as_bytes()))
}

fn is_ending(label: &str) -> bool {
    ENDINGS.split(' ').any(|ending| ending.eq_ignore_ascii_case(label))
}

fn is_common(local: &str) -> bool {
    let words = "address bought contact deal form found it item items look me one online order ordered page price \
        prices \
        product service shop site store stuff support them these things this us website you";
    words.split_whitespace().any(|word| word.eq_ignore_ascii_case(local))
}

/// Whether the sign in an address may stand for "@": a star between a rating and a shop does not.
fn is_mailbox(address: &str) -> bool {
    let local: Vec<char> =
        address.chars().take_while(|letter| letter.is_alphanumeric() || "._%+~=-'".contains(*letter)).collect();
    local.len() >= 2 && local.iter().any(|letter| letter.is_alphabetic())
}

/// The range without full stops and dashes in front.
fn from_first_letter(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    range.end - part.trim_start_matches(['.', '-', '=', '~', '%']).len()..range.end
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn plain_addresses() {
        check(&[
            "Mail ‹EMAIL:katya52+survey@mail.example.net›. Thanks",
            "‹EMAIL:sora2525@mail.example.ne.jp› に返信を",
            "メールを‹EMAIL:taka.ito49＠example.com›に直して",
            "‹EMAIL:ＴＡＲＯ．１２＠ＥＸＡＭＰＬＥ．ＣＯ．ＪＰ›まで",
            "<‹EMAIL:kim@example.com›>, '‹EMAIL:lee@example.org›'",
            "mailto:‹EMAIL:o'hara_1@example.co.uk›!",
            "‹EMAIL:abc..def.@docomo.example.jp›",
            "‹EMAIL:taro@例え.jp›です",
            "会社の‹EMAIL:daikon77@example.co.jp›じゃなくて‹EMAIL:umi.no@mail.example.jp›に",
            "‹EMAIL:sora99@gmail›です",
            "‹EMAIL:kim@example.com›.Please answer",
        ]);
    }

    #[test]
    fn disguised_addresses() {
        check(&[
            "my mail is ‹EMAIL:grace9927 (at) uni.example.edu›.",
            "‹EMAIL:grace[at]example[dot]com›",
            "‹EMAIL:taro★example.co.jp›（★を@に）",
            "‹EMAIL:taro_y☆example.jp›まで",
            "連絡は‹EMAIL:hana（アット）example.com›へ",
            "‹EMAIL:hana アットマーク example ドット jp›",
            "write to ‹EMAIL:john dot smith at example dot co dot uk› please",
            "email me: ‹EMAIL:maria at example.com›",
            "‹EMAIL:kim.lee at example.com› is mine",
            "‹EMAIL:kim @ example.com›",
        ]);
    }

    #[test]
    fn talk_about_mail() {
        check(&[
            "Too many emails @ work",
            "I bought 2 at example.com and look at example.org",
            "found it at example dot com",
            "5★example.com is great",
            "Meet me @ the café",
            "follow @shop_official",
            "何でも@500円",
            "I was at home. Dot matrix printers are loud",
        ]);
    }
}
