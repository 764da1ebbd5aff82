//! References of orders, bookings, tickets, parcels and cases: known by the words beside them, some by their form.

use std::ops::Range;

use super::latin::{Late, pattern};
use crate::scrub::{found::Found, kind::Kind};

/// The finder of references.
pub(super) struct Order {
    reference: Late,
    groups: Late,
    form: Late,
    labelled: Late,
    direct: Late,
    again: Late,
    behind: Late,
    locator: Late,
    short: Late,
    never: Late,
    unit: Late,
    asked: Late,
}

/// What a reference is of.
const THING: &str = "orders?|ord|bkg|trk|bookings?|reservations?|tickets?|tracking|track|trace|confirmation|conf|\
reference|references|ref|refs|invoices?|inv|cases?|parcels?|packages?|pkg|shipments?|consignments?|transactions?|txn|\
claims?|complaints?|incidents?|pnr|record locator|locator|rma|awb|waybill|itinerary|purchase|enquiry|inquiry|quote|\
job|dispatch|docket|despatch|po|p\\.o\\.|royal mail|dhl|fedex|ups|usps|dpd|hermes|evri|yodel|gls|order-?id|\
booking-?id|e-?ticket|repair|sr|wo|work order|service request|report|bill|receipt|return|returns|refund|delivery|\
deliveries|label|request|voucher|appointment|application|policy|contract|account|acct|membership|member|customer|\
client|loyalty|subscription|registration|file|passenger|guest|student|patient|employee|warranty";

impl Order {
    /// Compiles the patterns.
    pub(super) fn new() -> Self {
        let fill = "(?:[\\s:#=(\"'\\[-]|nr\\b|is\\b|was\\b|are\\b|were\\b|it's\\b|as\\b|says\\b|shows\\b|reads\\b|\
            being\\b|called\\b)*";
        let mark = "(?:numbers?|nos?\\.?|nums?\\.?|#|n[º°]|ids?|codes?|refs?\\.?|references?|reference numbers?|\
            locator|nbr)";
        Self {
            reference: pattern(r"[A-Za-z0-9]+(?:[-/_][A-Za-z0-9]+)*"),
            groups: pattern(r"^(?: \d{3,}(?-u:\b))+"),
            form: pattern(
                "^(?:\\d{3}-\\d{7}-\\d{7}|1Z[0-9A-Z]{16}|[A-Z]{2}\\d{9}[A-Z]{2}|(?:ORD|ORDER|INV|REF|RMA|TKT|BKG|BK|\
                RES|CASE|INC|PNR|TRK|CNF|CONF|SHP|PO|SO|REQ|RITM|TICKET|BOOKING|WEB|CLM|RET|JJD|JD|TBA|PKG|AWB|CUST|\
                TRX|TXN)[-_/]?(?:[A-Z]{1,4}[-_/]?)?\\d[\\dA-Z]{3,}(?:[-_/][A-Z\\d]+)*|(?:ORD|INV|REF|BK|TKT|RES|CNF|\
                BKG|SO|PO)[-_/][A-Z\\d]{3,}(?:[-_/][A-Z\\d]+)*)$",
            ),
            labelled: pattern(format!(
                "(?:^|[^a-z])(?:{THING})(?:'s|s'|)[\\s.:-]*(?:(?:order|booking|tracking|confirmation|reference|ref|\
                case|id|number|shipment|no)[\\s.:-]+)?(?:\\([a-z ]*)?\\s?{mark}{fill}(?:under |of |with |for |\
                to be )?(?:the |your |my )?(?:{mark})?{fill}$"
            )),
            direct: pattern(format!(
                "(?:^|[^a-z])(?:orders?|ord|bkg|trk|delivery note|despatch note|dispatch note|packing slip|\
                purchase order|bookings?|reservations?|tickets?|tracking|confirmation|conf|reference|ref|refs|\
                invoices?|inv|cases?|parcels?|packages?|shipments?|consignments?|transactions?|claims?|complaints?|\
                incidents?|pnr|locator|rma|awb|waybill|itinerary|purchase|enquiry|inquiry|docket|royal mail|dhl|fedex|\
                ups|usps|dpd|evri|yodel|gls|e-?ticket|job|repair|receipt|return|delivery|request|track|e-?mail|\
                dispatch|policy|account|acct|membership)(?:'s)?[.]?(?:\\s(?:is|was|are|were|says|shows|said|reads|\
                under|ref\\.?|it's|with|number|that's|being|again|details|itself|quoted|quoting|status of|in question|\
                concerned|below|above|from (?:last|this) (?:week|month|monday|friday|weekend|year)|today|\
                yesterday))*[\\s:#=(\\x22'\\[,-]*$|(?:^|[^a-z])(?:re|fwd|regarding|concerning|quoting|quote)[\\s:#]*$"
            )),
            again: pattern(r"^\s*(?:,|and|&|or|/|\+|not|,\s?and|instead of|plus)\s*(?:#\s?|no\.?\s?)?$"),
            behind: pattern(format!(
                "^[\"')\\]]*\\s*(?:,|-)?\\s*(?:is|was|being|=)\\s+(?:(?:my|the|our|your|this|that|\
                an?)\\s+)?(?:[a-z]+\\s)?(?:{THING})(?-u:\\b)|^[\"')\\]]*\\s*[(,]\\s?(?:my|the|our)?\\s?(?:order|\
                booking|ticket|tracking|case|reference|invoice)(?: no\\.?| number| ref| id|)\\)?"
            )),
            locator: pattern(
                "(?:^|[^a-z])(?:booking|reservation|confirmation|pnr|locator|reference|ref|flight|\
                itinerary|record)[\\s.]*(?:reference|ref|code|number|no\\.?|locator|id)?[\\s.:#(-]*(?:is|was|\
                :)?[\\s:#(\\x22'-]*$",
            ),
            short: pattern(
                "(?:order|booking|reservation|invoice|case|parcel)(?-u:\\b)[^a-z]*(?:number|no|nr|id|ref|\
                #)[^a-z]*(?:is|was)?[^a-z]*$",
            ),
            never: pattern(
                "^(?:\\d+x\\d+(?:x\\d+)?|\\d{1,2}[-/]\\d{1,2}(?:[-/]\\d{2,4})?|\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}|\
                \\d{1,2}(?:am|pm|AM|PM|h|hrs)|(?:19|20)\\d\\d|\\d+(?:st|nd|rd|th|x|ml|cl|kg|g|cm|mm|m|km|gb|GB|TB|mb|\
                MB|W|w|V|v|in|ft|lb|lbs|oz|k|K|p|pm|min|mins|hr|days?|s)|24/7|\\d{1,2}/\\d{1,3}|[A-Za-z]+)$",
            ),
            unit: pattern(
                "^(?:[.,]\\d|%|\\s?(?:yen|usd|gbp|eur|euros?|dollars?|pounds?|quid|bucks|pieces|pcs|units|items|x|\
                copies|boxes|packs|people|times|minutes|mins|hours|days|weeks|months|years|miles|km|metres|meters|\
                of (?:them|these|those)|pm|am|stars?|points|calories|bottles|pairs|bags|sheets)(?-u:\\b))",
            ),
            asked: pattern(
                "(?:^|\\s)(?:to|can|could|did|i|we|you|please|would|cannot|can't|will|they|must|should|\
                let's|not|always|often|who)\\s(?:order|book|track|return|claim|report|purchase|request|quote|ticket|\
                dispatch)\\s*$",
            ),
        }
    }

    /// Whether it is worth looking: there is a digit, or six capitals that may locate a booking.
    pub(super) fn may_be_in(text: &str) -> bool {
        let is_locator = |word: &str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        text.bytes().any(|byte| byte.is_ascii_digit())
            || text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_locator)
    }

    /// Adds the references in `text` to `found`.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let lower = text.to_ascii_lowercase();
        let mut last: Option<Range<usize>> = None;
        for reference in self.reference.find_iter(text) {
            let range = self.grouped(text, &lower, reference.range());
            let inside = last.as_ref().is_some_and(|last| range.start < last.end);
            let Some(part) = text.get(range.clone()).filter(|_| !inside) else { continue };
            if !is_apart(text, &range) {
                continue;
            }
            let from = floor(&lower, range.start.saturating_sub(72));
            let before = lower.get(from..range.start).unwrap_or_default();
            let after = lower.get(range.end..).unwrap_or_default();
            let listed = last.as_ref().is_some_and(|last| {
                text.get(last.end..range.start)
                    .is_some_and(|gap| self.again.is_match(gap.to_ascii_lowercase().as_str()))
                    && part.bytes().filter(u8::is_ascii_digit).count() > 3
            });
            if listed || self.is_reference(part, before, after) {
                found.push(Found::new(range.clone(), Kind::OrderNumber));
                last = Some(range);
            }
        }
    }

    fn is_reference(&self, part: &str, before: &str, after: &str) -> bool {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
        if self.form.is_match(part) && digits > 2 {
            return true;
        }
        if digits == 0 {
            return part.len() == 6 && part.bytes().all(|b| b.is_ascii_uppercase()) && self.locator.is_match(before);
        }
        if self.never.is_match(part)
            || before.ends_with(['$', '£', '€', '¥', '@'])
            || before.ends_with('.') && !["no.", "ref."].iter().any(|short| before.ends_with(short))
        {
            return false;
        }
        if self.unit.is_match(after) && !(letters > 0 && digits > 3) {
            return false;
        }
        if self.labelled.is_match(before) {
            // Three digits alone are a seat, a queue or a table as often as an order.
            return digits > 3
                || letters > 0 && digits > 0 && part.len() > 3
                || digits > 2 && self.short.is_match(before);
        }
        if self.direct.is_match(before) {
            let verb = self.asked.is_match(before);
            return if letters == 0 {
                digits > 4 && !verb || digits == 4 && !verb && part.len() == 4
            } else {
                digits + letters > 4 && !verb && (digits > 1 || part.len() == 6) && (is_capital(part) || is_woven(part))
                    || digits > 4 && !verb
            };
        }
        if before.ends_with('#') && (digits > 4 || letters > 0 && digits > 3) {
            return !before.ends_with("color #") && !part.bytes().all(|b| part.as_bytes().first() == Some(&b));
        }
        (digits > 4 || letters > 0 && digits > 1 && part.len() > 5) && self.behind.is_match(after)
    }

    /// The reference with the groups of digits behind it: "9400 1000 0000".
    fn grouped(&self, text: &str, lower: &str, range: Range<usize>) -> Range<usize> {
        let first = text.get(range.clone()).unwrap_or_default();
        let more = self.groups.find(text.get(range.end..).unwrap_or_default()).map_or(0, |more| more.end());
        if more == 0 || first.len() < 3 || !first.bytes().any(|byte| byte.is_ascii_digit()) || !is_capital(first) {
            return range;
        }
        let from = floor(lower, range.start.saturating_sub(40));
        let before = lower.get(from..range.start).unwrap_or_default();
        if self.labelled.is_match(before) || self.direct.is_match(before) {
            range.start..range.end + more
        } else {
            range
        }
    }
}

fn is_capital(part: &str) -> bool {
    !part.bytes().any(|b| b.is_ascii_lowercase()) || part.bytes().filter(u8::is_ascii_digit).count() > 2
}

/// Letters and digits in turn, as in "y8xbf4".
fn is_woven(part: &str) -> bool {
    let turns = part
        .as_bytes()
        .windows(2)
        .filter(|pair| pair.first().map(u8::is_ascii_digit) != pair.last().map(u8::is_ascii_digit));
    part.len() == 6 && turns.count() > 2
}

/// Whether neither letters, digits, decimals nor a mail address touch the range.
fn is_apart(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let mut ahead = after.chars();
    let (next, second) = (ahead.next().unwrap_or(' '), ahead.next().unwrap_or(' '));
    let mut back = before.chars().rev();
    let (last, prior) = (back.next().unwrap_or(' '), back.next().unwrap_or(' '));
    let point = |sign: char, digit: char| matches!(sign, '.' | ',' | ':') && digit.is_ascii_digit();
    !(next.is_alphanumeric() && next.is_ascii())
        && next != '@'
        && !point(next, second)
        && last != '@'
        && last != '/'
        && last != '+'
        && !point(last, prior)
        && !(last == '.'
            && prior.is_alphanumeric()
            && !before.ends_with("o.")
            && !before.ends_with("f.")
            && !before.ends_with("r."))
        && !(next == '.' && second.is_alphabetic())
}

/// The nearest boundary of a letter at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn references_with_a_cue_or_a_form() {
        check(&[
            "Order ‹ORDER_NUMBER:SO63200382› was short.",
            "Booking ‹ORDER_NUMBER:L59ZTD› shows the wrong date.",
            "my order number is ‹ORDER_NUMBER:AB-12345›.",
            "order #‹ORDER_NUMBER:4521› and ‹ORDER_NUMBER:4522› never came",
            "Still waiting for ‹ORDER_NUMBER:112-1234567-1234567›!",
            "Tracking says ‹ORDER_NUMBER:902203657105› is lost.",
            "‹ORDER_NUMBER:483920› is my booking reference.",
            "Confirmation code ‹ORDER_NUMBER:QXKRTA›",
            "invoice no. ‹ORDER_NUMBER:2024/0193›, ticket ‹ORDER_NUMBER:88213›",
        ]);
    }

    #[test]
    fn other_numbers() {
        check(&[
            "I want to order XR-55A80L in size 42.",
            "Table 14 and room 1203 were cold.",
            "I ordered 12 boxes for 12000 yen.",
            "Order 10000 units a year? No.",
            "The case of 24 bottles broke on 2025-11-02.",
            "Ticket price 25.50, gate A7, seat 22A.",
        ]);
    }
}
