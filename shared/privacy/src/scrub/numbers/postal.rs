//! Postal codes outside Japan ([`super::postal_japan`]): by their form where it has letters, by the words or the place
//! beside them where it is five digits that might be anything.

use std::ops::Range;

use regex::Captures;

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    context::{after, before, is_head},
    place::{AREAS, CITIES, STATE_NAMES, STATES},
};

/// The rules of postal codes.
pub(crate) struct PostalCodes {
    british: Pattern,
    canadian: Pattern,
    zip: Pattern,
    small_state: Pattern,
    plus_four: Pattern,
    before_city: Pattern,
    named: Pattern,
    dwelling: Pattern,
    near: Pattern,
    home: Pattern,
    unit: Pattern,
    other: Pattern,
}

impl PostalCodes {
    pub(crate) fn new() -> Self {
        Self {
            british: Pattern::new(format!(
                r"(?i)(?-u:\b)(?:{AREAS})[0-9][0-9A-HJKMNPR-Y]?( ?)[0-9][ABD-HJLNP-UW-Z]{{2}}(?-u:\b)"
            )),
            canadian: Pattern::new(
                r"(?i)(?-u:\b)[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z]([ -]?)[0-9][ABCEGHJ-NPRSTV-Z][0-9](?-u:\b)",
            ),
            zip: Pattern::new(format!(
                r"(?-u:\b)(?:(?:{STATES})(?-u:\b)\.?,?|(?:{STATE_NAMES}|{CITIES}),?|Washington,? D\.?C\.?,?)[ ]{{1,2}}([0-9]{{5}}(?:-[0-9]{{4}})?)(?-u:\b)"
            )),
            small_state: Pattern::new(format!(r"(?i), ?(?:{STATES}),? ([0-9]{{5}}(?:-[0-9]{{4}})?)(?-u:\b)")),
            plus_four: Pattern::new(r"(?-u:\b)[0-9]{5}-[0-9]{4}(?-u:\b)"),
            before_city: Pattern::new(format!(r"(?-u:\b)(?:(?:D|F|I|E)-)?([0-9]{{5}}),? (?:{CITIES})(?-u:\b)")),
            named: Pattern::new(
                r"(?i)(?:(?-u:\b)zip(?: ?-?code)?s?|post(?:al)?[ -]?codes?|postleitzahl|(?-u:\b)plz|code postal|(?-u:\b)cap|(?-u:\b)pin ?codes?|郵便番号|郵便)(?-u:\b)?[ ]{0,2}(?:number)?[ ]{0,2}(?:is|was|to|of|ist|for|as|:|=|-|は|が|を|\()*[ ]{0,2}\(?([0-9]{3}[ ]?[0-9]{3}|[0-9]{4,5}(?:-[0-9]{4})?|[0-9]{4} ?[A-Z]{2}|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z][ -]?[0-9][A-Z][0-9])(?-u:\b)",
            ),
            dwelling: Pattern::new(
                r"(?i)(?-u:\b)(?:live|living|lives|based|located|moved|moving|reside|residing|resident|area|deliver|delivers|delivered|delivery|ship|ships|shipped|shipping|send|sent|neighbou?rhood|home|household|address|zone|anywhere)[ ](?:(?:it|them|this|here|still|now|code|is)[ ])?(?:(?:in|at|to|around|near|within|for|of)[ ])?(?:the[ ])?\(?([0-9]{5})(?-u:\b)",
            ),
            near: Pattern::new(
                r"(?i)(?-u:\b)(?:near|nearby|around|outside|within|(?:i'?m|i am|we'?re|we are) (?:in|at|from)|(?:store|branch|shop|locator|location|restaurant|clinic|courier|driver|service|cover|coverage|available|luggage|parcel|package|order|pickup|taxi|bus|nearest|local)[a-z]*(?:[ ][a-z']+){0,4}[ ](?:in|to|at|from|for))[ ]\(?([0-9]{5})(?-u:\b)",
            ),
            home: Pattern::new(
                r"(?i)(?:post ?code|postal|zip|address|(?-u:\b)(?:live|living|deliver[a-z]*|ship[a-z]*|send|sent|area|home|from|near|at|in|to)(?-u:\b)|,)[^0-9.]{0,12}$",
            ),
            unit: Pattern::new(
                r"(?i)^[ ]?(?:(?:yen|jpy|usd|eur|gbp|dollars?|euros?|pounds?|bucks|people|users|customers|items?|units?|pieces|orders|homes|houses|points?|miles|km|kg|mah|steps|views|times|words|bottles|boxes|copies|seats|guests|visitors|members|stores|shops|parcels|locations|countries|of)(?-u:\b)|円|人|個|件|名|枚)",
            ),
            other: Pattern::new(
                r"(?i)(?:model|part|sku|item|product|serial|version|firmware|coupon|promo|code|isbn|lot|jacket|type|ref|room|flight|gate|seat|channel|chip)[ .:#no]{0,6}$",
            ),
        }
    }

    /// Adds the postal codes of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let mut add = |range: Range<usize>| found.push(Found::new(range, Kind::PostalCode));
        self.british.captures_iter(text).filter_map(|code| self.british(text, &code)).for_each(&mut add);
        self.canadian.captures_iter(text).filter_map(|code| self.canadian(text, &code)).for_each(&mut add);
        for regex in [&self.zip, &self.small_state, &self.before_city, &self.named] {
            let codes = regex.captures_iter(text).filter_map(|code| code.get(1));
            let codes = codes.filter(|code| !code.as_str().ends_with("0000")).map(|code| code.range());
            codes.filter(|range| self.is_bare(text, range)).for_each(&mut add);
        }
        for regex in [&self.dwelling, &self.near] {
            let codes = regex.captures_iter(text).filter_map(|code| code.get(1)).map(|code| code.range());
            let codes =
                codes.filter(|range| self.is_bare(text, range) && !text.get(range.clone()).is_some_and(is_round));
            codes.for_each(&mut add);
        }
        let codes = self.plus_four.find_iter(text).map(|code| code.range());
        codes.filter(|range| self.is_bare(text, range) && !self.is_other(text, range.start)).for_each(&mut add);
    }

    fn british(&self, text: &str, code: &Captures<'_>) -> Option<Range<usize>> {
        let whole = code.get(0)?;
        let spaced = code.get(1).is_some_and(|gap| !gap.is_empty());
        let written = whole.as_str();
        let tail = written.get(written.len() - 2..)?.to_ascii_lowercase();
        let capital = !written.bytes().any(|byte| byte.is_ascii_lowercase());
        let home = self.home.is_match(before(text, whole.start(), 30));
        // "M2 8GB" is a chip and "l8 3rd" a day; both could be a code as well.
        let doubtful = matches!(tail.as_str(), "gb" | "tb" | "hz" | "st" | "nd" | "rd" | "th" | "ah") || !capital;
        let accepted = match (spaced, doubtful) {
            (true, false) => !self.is_other(text, whole.start()),
            (true, true) => home && !matches!(tail.as_str(), "st" | "nd" | "rd" | "th" | "gb" | "tb"),
            (false, _) => home && !self.is_other(text, whole.start()),
        };
        (accepted && !touches(text, whole.range())).then(|| whole.range())
    }

    fn canadian(&self, text: &str, code: &Captures<'_>) -> Option<Range<usize>> {
        let whole = code.get(0)?;
        let spaced = code.get(1).is_some_and(|gap| gap.as_str() == " ");
        let capital = !whole.as_str().bytes().any(|byte| byte.is_ascii_lowercase());
        let home = self.home.is_match(before(text, whole.start(), 30));
        let accepted = ((spaced && capital) || home) && !self.is_other(text, whole.start());
        (accepted && !touches(text, whole.range())).then(|| whole.range())
    }

    /// Whether a number stands alone and counts nothing.
    fn is_bare(&self, text: &str, range: &Range<usize>) -> bool {
        !touches(text, range.clone()) && !is_head(text, range.end) && !self.unit.is_match(after(text, range.end, 12))
    }

    fn is_other(&self, text: &str, start: usize) -> bool {
        self.other.is_match(before(text, start, 20))
    }
}

fn touches(text: &str, range: Range<usize>) -> bool {
    let head = text.get(..range.start).unwrap_or_default();
    let tail = text.get(range.end..).unwrap_or_default();
    head.ends_with(|letter: char| letter.is_ascii_alphanumeric() || "/_$€£¥#".contains(letter))
        || (head.ends_with('-') && !head.ends_with("D-"))
        || tail.starts_with(|letter: char| letter.is_ascii_alphanumeric() || "_/".contains(letter))
        || tail.strip_prefix('-').is_some_and(|tail| tail.starts_with(|letter: char| letter.is_ascii_alphanumeric()))
}

fn is_round(digits: &str) -> bool {
    digits.ends_with("000")
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn codes() {
        check(&[
            "I live at ‹POSTAL_CODE:LS6 5AT› so the ten minute promise is nonsense.",
            "deliver to ‹POSTAL_CODE:SW1A1AA› please, or to ‹POSTAL_CODE:ls6 5at›",
            "Austin, TX ‹POSTAL_CODE:78701› and Columbus, OH, ‹POSTAL_CODE:82497-1234›",
            "my zip code is ‹POSTAL_CODE:60614›",
            "ZIP: ‹POSTAL_CODE:60614-3310›",
            "You do not deliver to ‹POSTAL_CODE:60614›.",
            "ships to ‹POSTAL_CODE:K1A 0B1› in a week",
            "‹POSTAL_CODE:10115› Berlin is too far",
            "New York, NY ‹POSTAL_CODE:10001›",
            "postcode ‹POSTAL_CODE:2000› in Sydney",
        ]);
    }

    #[test]
    fn other_codes() {
        check(&[
            "the MacBook M2 8GB is fast",
            "You deliver to 10000 homes and ship 15000 units",
            "I paid 12345 yen, OK 20000 is too much",
            "Gate A7, row 31, no air.",
            "model XR5 5AT",
            "Post codes should be optional",
            "It took 20251 steps",
        ]);
    }
}
