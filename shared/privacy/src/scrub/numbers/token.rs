//! Whether a link is personal: whether it holds a token that only one person was given.
//!
//! A token is told from a word by its letters. A random text changes between digits, capitals and small letters every
//! other letter; the words of a path, a campaign or a product seldom do. Where a name (`token=`, `/invite/`) promises a
//! token, less is asked of it.

/// Parameters whose value is a token, however it looks, once it is longer than a word of a menu.
const TOKENS: &str = "\
    token access_token id_token refresh_token auth authkey auth_token key apikey api_key sig signature sign \
    session sessionid session_id sid phpsessid jwt secret otp nonce hash hmac code invite invitation ticket \
    magic verify verification confirm confirmation reset password pw t k s h";

/// Parameters whose value is a person, by number or by name.
const PEOPLE: &str = "\
    uid user user_id userid username customer customer_id cid member member_id memberid account account_id \
    email mail e phone tel name";

/// Parameters that say where a reader came from, the same for everybody.
const CAMPAIGN: &str = "utm_source utm_medium utm_campaign utm_term utm_content";

/// Segments of a path after which a token or the number of one person's matter follows.
const DOORS: &str = "\
    invite invitation invitations inv r s t u p q c k i l reset password pw pw-reset password-reset \
    reset-password join confirm verify activate activation unsubscribe optout opt-out survey surveys \
    feedback answer respond response token auth login signin magic referral refer ref share claim ticket \
    tickets order orders booking bookings reservation reservations track tracking enquete anketo";

/// Hosts whose paths are random by habit and lead everybody to the same place.
const PUBLIC: &str = "\
    youtube.com youtu.be goo.gl google.com bit.ly amazon.com amazon.co.jp amzn.to instagram.com twitter.com \
    x.com t.co tiktok.com wikipedia.org";

/// Whether `link`, with or without its scheme, is personal.
pub(crate) fn is_personal(link: &str) -> bool {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let (host, rest) = match rest.find(['/', '?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (path, query) = rest.find(['?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let public = PUBLIC.split(' ').any(|known| is_within(host, known));
    host.contains('@') || has_token_in_query(query, public) || (!public && has_token_in_path(path))
}

fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}

fn is_within(host: &str, domain: &str) -> bool {
    host.to_ascii_lowercase().strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn has_token_in_query(query: &str, public: bool) -> bool {
    query.split(['?', '&', '#', ';', '/']).any(|part| {
        let (name, value) = part.split_once('=').unwrap_or(("", part));
        let name = name.to_ascii_lowercase();
        if is_in(CAMPAIGN, &name) || (public && value.len() <= 12) {
            return false;
        }
        let given = is_in(TOKENS, &name)
            && (value.len() >= 20 || (value.len() >= 6 && Looks::of(value).is_code() && !is_coupon(&name, value)));
        let person = is_in(PEOPLE, &name) && value.len() >= 4;
        given || person || value.contains('@') || value.contains("%40") || Looks::of(value).is_random()
    })
}

/// SUMMER20 is for everybody.
fn is_coupon(name: &str, value: &str) -> bool {
    let word = value.trim_end_matches(|letter: char| letter.is_ascii_digit());
    name == "code" && value.len() <= 12 && word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn has_token_in_path(path: &str) -> bool {
    let mut door = false;
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let looks = Looks::of(segment);
        let is_file = segment.rsplit_once('.').is_some_and(|(_, ending)| (2..=5).contains(&ending.len()));
        let numeric = segment.len() >= 6 && segment.bytes().all(|byte| byte.is_ascii_digit());
        if !is_file && (looks.is_random() || (door && (numeric || (segment.len() >= 5 && looks.is_code())))) {
            return true;
        }
        door = is_in(DOORS, &segment.to_ascii_lowercase());
    }
    false
}

/// What can be counted in a text to tell a token from words.
struct Looks {
    length: usize,
    digits: usize,
    capitals: usize,
    small: usize,
    /// Changes between a digit and a letter.
    mixed: usize,
    /// Changes between capital and small letters, apart from the first letter of a word.
    cases: usize,
    /// The longest row of letters without a vowel.
    mute: usize,
    hexadecimal: bool,
}

impl Looks {
    /// Of the longest part between hyphens and the like: words are joined by them. A UUID is taken as one.
    fn of(text: &str) -> Self {
        let joined: String = text.chars().filter(|letter| *letter != '-').collect();
        if joined.len() >= 32 && joined.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Self::of_part(&joined);
        }
        let parts = text.split(['-', '_', '.', '+', '%', ',', '~', ':', '=']);
        Self::of_part(parts.max_by_key(|part| part.len()).unwrap_or_default())
    }

    fn of_part(part: &str) -> Self {
        let bytes = part.as_bytes();
        let pairs = || bytes.iter().zip(bytes.iter().skip(1));
        let letter_rows = part.split(|letter: char| !letter.is_ascii_alphabetic() || "aeiouyAEIOUY".contains(letter));
        Self {
            length: part.len(),
            digits: bytes.iter().filter(|byte| byte.is_ascii_digit()).count(),
            capitals: bytes.iter().filter(|byte| byte.is_ascii_uppercase()).count(),
            small: bytes.iter().filter(|byte| byte.is_ascii_lowercase()).count(),
            mixed: pairs().filter(|(a, b)| a.is_ascii_digit() != b.is_ascii_digit()).count(),
            cases: pairs().filter(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase()).count(),
            mute: letter_rows.map(str::len).max().unwrap_or_default(),
            hexadecimal: bytes.iter().all(u8::is_ascii_hexdigit),
        }
    }

    /// Random beyond doubt, wherever it stands.
    fn is_random(&self) -> bool {
        let letters = self.capitals + self.small;
        let mixed_case = self.capitals >= 2 && self.small >= 2;
        (self.length >= 10 && mixed_case && self.digits >= 2 && self.mixed >= 3 && self.cases >= 1)
            || (self.length >= 16 && mixed_case && self.cases >= 3 && (self.digits >= 1 || self.mute >= 4))
            || (self.length >= 16 && self.digits >= 3 && letters >= 3 && self.mixed >= 5)
            || (self.length >= 20 && self.hexadecimal && self.digits >= 4)
            || (self.length >= 20 && self.mute >= 6)
    }

    /// No word, where a token is promised.
    fn is_code(&self) -> bool {
        let letters = self.capitals + self.small;
        (self.digits >= 1 && letters >= 1)
            || self.digits >= 6
            || (self.cases >= 1 && self.capitals >= 2 && self.small >= 2)
            || (self.length >= 8 && (self.mute >= 5 || self.small == 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_words() {
        for (text, random) in [
            ("Q8lNRgWP3X58UC89gu", true),
            ("5MQCjTYNWljTjaKaB2F2I3RfLlQl", true),
            ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", true),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", true),
            ("wireless-headphones-black-2024", false),
            ("how-to-return-an-item", false),
            ("TermsAndConditions", false),
            ("summer2025sale", false),
            ("internationalization", false),
            ("4912345678904", false),
            ("", false),
        ] {
            assert_eq!(Looks::of(text).is_random(), random, "{text}");
        }
    }
}
