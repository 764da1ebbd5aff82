//! IPv4 and IPv6 addresses.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::{
    super::{found::Found, kind::Kind, pattern::Pattern},
    context::{after, before, nearest},
};

const CUES: &str = include_str!("../cues/ip.txt");

/// The rules of IP addresses.
pub(crate) struct Addresses {
    four: Pattern,
    six: Pattern,
    version: Pattern,
    address: Pattern,
    version_after: Pattern,
}

impl Addresses {
    pub(crate) fn new() -> Self {
        Self {
            four: Pattern::new(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"),
            six: Pattern::new(r"(?i)[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f:.]*"),
            version: Pattern::of(CUES, r"(?i)<version>"),
            address: Pattern::of(CUES, r"(?i)<address>"),
            version_after: Pattern::of(CUES, r"(?i)^[ ]?<version after>"),
        }
    }

    /// Adds the addresses of `text`.
    pub(crate) fn find(&self, text: &str, found: &mut Vec<Found>) {
        for candidate in self.four.find_iter(text) {
            if is_four(text, candidate.range()) && !self.is_version(text, candidate.range()) {
                found.push(Found::new(candidate.range(), Kind::IpAddress));
            }
        }
        for candidate in self.six.find_iter(text) {
            let end = candidate.start() + candidate.as_str().trim_end_matches(is_stop).len();
            let end = if candidate.as_str().ends_with("::") { candidate.end() } else { end };
            // The colon of "IP:" is no part of what follows it.
            let after_colon = candidate.as_str().find(':').map_or(end, |colon| candidate.start() + colon + 1);
            let ranges = [candidate.start()..end, after_colon.min(end)..end];
            found.extend(
                ranges
                    .into_iter()
                    .find(|range| is_six(text, range.clone()))
                    .map(|range| Found::new(range, Kind::IpAddress)),
            );
        }
    }

    /// Whether the words beside it say that four numbers are a version: of two words, the nearer one counts.
    fn is_version(&self, text: &str, range: Range<usize>) -> bool {
        let head = before(text, range.start, 24);
        let version = nearest(&self.version, head);
        let address = nearest(&self.address, head);
        if version > address {
            return true;
        }
        let counts_up = text.get(range.clone()).is_some_and(|part| part.split('.').all(|number| number.len() == 1));
        address.is_none() && (counts_up || self.version_after.is_match(after(text, range.end, 12)))
    }
}

fn is_stop(letter: char) -> bool {
    matches!(letter, ':' | '.')
}

fn is_four(text: &str, range: Range<usize>) -> bool {
    let part = text.get(range.clone()).unwrap_or_default();
    let bounded = {
        let mut head = text.get(..range.start).unwrap_or_default().chars().rev();
        let mut tail = text.get(range.end..).unwrap_or_default().chars();
        let (before, before_that) = (head.next(), head.next());
        let (next, after_next) = (tail.next(), tail.next());
        let led = match before {
            Some(letter) if letter.is_ascii_digit() => true,
            Some(letter) if letter.is_ascii_alphabetic() => !matches!(letter, 'P' | 'p'),
            Some('.' | '-') => before_that.is_some_and(|letter| letter.is_ascii_alphanumeric()),
            _ => false,
        };
        let followed = match next {
            Some(letter) if letter.is_ascii_alphanumeric() => true,
            Some('.') => after_next.is_some_and(|letter| letter.is_ascii_digit()),
            _ => false,
        };
        !led && !followed
    };
    let numbers = part.split('.').map(|number| number.parse::<u16>().unwrap_or(u16::MAX));
    let octets: Vec<u8> = numbers.filter_map(|number| u8::try_from(number).ok()).collect();
    let address = <[u8; 4]>::try_from(octets).ok().map(Ipv4Addr::from);
    bounded && address.is_some_and(|address| !address.is_loopback() && !address.is_unspecified())
}

fn is_six(text: &str, range: Range<usize>) -> bool {
    let part = text.get(range.clone()).unwrap_or_default();
    let touched = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let before = text.get(..range.start).unwrap_or_default().chars().next_back();
    let next = text.get(range.end..).unwrap_or_default().chars().next();
    let written = part.bytes().filter(u8::is_ascii_hexdigit).count();
    let numeric = part.bytes().any(|byte| byte.is_ascii_digit());
    written >= 4 && numeric && !touched(before) && !touched(next) && part.parse::<Ipv6Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use crate::scrub::marked::check;

    #[test]
    fn addresses() {
        check(&[
            "Failed login attempts came from ‹IP_ADDRESS:203.0.113.226›, please block it.",
            "‹IP_ADDRESS:203.0.113.153›からの不正アクセス",
            "IP：‹IP_ADDRESS:２０３．０．１１３．５›です",
            "‹IP_ADDRESS:2001:db8::9b0:286a›というアドレス",
            "It shows ‹IP_ADDRESS:2001:db8:79fc::fe5a›.",
            "after the update my IP ‹IP_ADDRESS:198.51.100.7› was blocked",
            "http timeouts to ‹IP_ADDRESS:192.0.2.44›:8080",
        ]);
    }

    #[test]
    fn versions_and_times() {
        check(&[
            "firmware 1.2.3.4 keeps crashing",
            "Version 10.12.3.44 is fine, v2.10.11.12 was not",
            "ファームウェア4.18.0.3に更新したら落ちます",
            "see section 3.1.2.4",
            "10.12.3.44にアップデートしたら遅くなりました",
            "from 10:30:15 to 11:00:20",
            "std::vec and a::b",
            "192.168.300.1 has a typo, 1.2.3.4.5 too",
        ]);
    }
}
