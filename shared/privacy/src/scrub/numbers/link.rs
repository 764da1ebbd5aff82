//! Links, and which of them are personal.

use std::ops::Range;

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    token::is_personal,
};

/// The rules of links.
pub(crate) struct Links {
    link: Pattern,
}

impl Links {
    pub(crate) fn new() -> Self {
        // A host without a scheme counts when a path or a query follows. Brackets are no part of one: they stand around
        // it.
        Self {
            link: Pattern::new(concat!(
                r"(?i)(?:[a-z][a-z0-9+]{1,14}://[a-z0-9._~:@%-]+|",
                r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,14}(?::[0-9]{2,5})?[/?#])",
                r"(?:[/?#][a-z0-9._~:/?#@!$&*+,;=%'-]*|[a-z0-9._~:/?#@!$&*+,;=%'-]*)"
            )),
        }
    }

    /// Adds the links of `text` that carry a personal token.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let personal = self.links(text).filter(|range| text.get(range.clone()).is_some_and(is_personal));
        found.extend(personal.map(|range| Found::new(range, Kind::UrlToken)));
    }

    /// The links of `text` that are the same for everybody.
    pub(crate) fn plain(&self, text: &str) -> Vec<Range<usize>> {
        self.links(text).filter(|range| !text.get(range.clone()).is_some_and(is_personal)).collect()
    }

    fn links<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let worth = text.contains("://") || text.contains('/') || text.contains('?') || text.contains('#');
        let text = if worth { text } else { "" };
        self.link.find_iter(text).filter(|link| !is_mail(text, link.start())).map(|link| {
            let whole = without_stops(link.as_str());
            link.start() + word_before_scheme(whole)..link.start() + whole.len()
        })
    }
}

fn is_mail(text: &str, start: usize) -> bool {
    text.get(..start).is_some_and(|head| head.ends_with('@'))
}

/// Bytes of a word that runs into the scheme: "seehttps://".
fn word_before_scheme(link: &str) -> usize {
    let scheme = link.split_once("://").map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
    let known = ["https", "http"].iter().find(|known| scheme.ends_with(*known));
    known.map_or(0, |known| scheme.len() - known.len())
}

/// The link without the full stops and quotes of the sentence around it.
fn without_stops(link: &str) -> &str {
    link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '~'])
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn personal_links() {
        check(&[
            "招待用→‹URL_TOKEN:https://survey.example.jp/invite/Q8lNRgWP3X58UC89gu›",
            "(‹URL_TOKEN:https://feedback.example.org/r/Pr0akShZ5P?t=FyhPQF0zBzCvLROOJwRIMGdN›) said \"expired\".",
            "reset ‹URL_TOKEN:https://feedback.example.org/password/5MQCjTYNWljTjaKaB2F2I3RfLlQl› still works",
            "このリンク‹URL_TOKEN:http://enquete.example.co.jp/pw-reset?key=cpmQS0Vg3NrJLtgbye2K8mRz›が有効でした。",
            "‹URL_TOKEN:https://enquete.example.co.jp/a?id=421811&sig=TVWQMqjT6pcAzJtOmVITOW3oslxnuWV5›、期限切れ",
            "referral: ‹URL_TOKEN:https://survey.example.com/join?code=yoS6saRb1W3OIcxcPLlB&ref=u267069›!",
            "‹URL_TOKEN:survey.example.jp/invite/Q8lNRgWP3X58UC89gu›（招待）",
            "リンクはこれhere‹URL_TOKEN:https://example.jp/invite/Q8lNRgWP3X58UC89gu›です",
            "open ‹URL_TOKEN:ttps://example.jp/s/3f2504e0-4f89-11d3-9a0c-0305e82c3301›",
            "「‹URL_TOKEN:https://example.jp/unsubscribe/aZ3kQ9›」を押した",
            "it is ‹URL_TOKEN:https://example.com/account?email=kim@example.com›",
            "＜‹URL_TOKEN:ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｊｐ／ｌｏｇｉｎ？ｔｏｋｅｎ＝ａ８Ｋ３ｚｚ９１›＞",
        ]);
    }

    #[test]
    fn plain_links() {
        check(&[
            "Please use https://www.example.org/contact instead.",
            "https://www.example.or.jp/contact を見ても分かりませんでした。",
            "www.example.com/products/wireless-headphones-black-2024",
            "https://shop.example.jp/items/4912345678904?utm_source=mail&utm_campaign=summer2025sale",
            "https://www.example.com/help/how-to-return-an-item-you-bought-online",
            "https://youtu.be/dQw4w9WgXcQ and https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "http://example.com/faq?lang=en&page=2#returns",
            "https://shop.example.com/sale?code=SUMMER20",
            "km/h and/or 24/7, see example.com.",
        ]);
    }
}
