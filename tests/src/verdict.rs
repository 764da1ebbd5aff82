//! What an answer amounts to, in one line that a test compares.

use crate::Answer;

impl Answer {
    /// Status, kind of problem and every pointer, sorted: `422 invalid /answers/nps /answers/why`. The body as a whole is
    /// `(body)`. An answer that is no problem as RFC 9457 has it, or that says another status than it has, is its status
    /// alone.
    #[must_use]
    pub fn verdict(&self) -> String {
        let status = self.status.as_u16();
        let mut words = vec![status.to_string()];
        let kind = self.body["type"].as_str().and_then(|kind| kind.strip_prefix("urn:koe:problem:"));
        if self.header("content-type") == "application/problem+json" && self.body["status"] == status {
            words.extend(kind.map(str::to_owned));
            let mut places = self.pointers();
            places.sort_unstable();
            words.extend(places.into_iter().map(|place| if place.is_empty() { "(body)" } else { place }.to_owned()));
        }
        words.join(" ")
    }

    /// A header as text; empty where it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
