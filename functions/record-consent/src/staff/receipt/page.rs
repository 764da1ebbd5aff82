//! A receipt to read: the same facts in plain words, the text that was shown, and the signed document itself.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use koe_domain::Locale;
use koe_domain::consent::{ConsentEvent, sha256_hex};
use koe_store::rows::NoticeRow;
use koe_web::language::choose;
use koe_web::surveys::Setting;
use koe_web::{Page, Problem};
use serde_json::{Map, Value};

use super::words::{Fact, Words};
use crate::State;

/// What the page is made of. Not `Debug`: it is somebody's.
pub(super) struct ReceiptPage<'a> {
    pub(super) state: &'a State,
    pub(super) event: &'a ConsentEvent,
    pub(super) setting: Option<&'a Setting>,
    pub(super) signed: Map<String, Value>,
}

#[derive(Template)]
#[template(path = "staff_receipt.html")]
struct ReceiptTemplate<'a> {
    words: &'static Words,
    facts: &'a [(&'static str, String)],
    notice: Option<&'a NoticeRow>,
    signed: &'a str,
}

impl ReceiptPage<'_> {
    /// The page, in the language that the reader's program asks for. One round trip.
    pub(super) async fn response(self, headers: &HeaderMap) -> Result<Response, Problem> {
        let shown = self.event.entry.shown.as_ref();
        let notice = match shown {
            Some(shown) => self.state.store.notice(&shown.source_sha256).await?,
            None => None,
        };
        let offered = [Locale::english(), Locale::parse("ja")?];
        let fallback = self.setting.map_or(&offered[0], |setting| &setting.organisation.locale);
        let locale = choose(&offered, None, None, headers, fallback);
        let words = Words::of(&locale);
        let facts = self.facts(words);
        let signed = serde_json::to_string_pretty(&self.signed).map_err(|_| Problem::ours())?;
        let body = ReceiptTemplate { words, facts: &facts, notice: notice.as_ref(), signed: &signed }.render()?;
        Ok(Page { locale, title: words.title.to_owned(), body }.into_response(StatusCode::OK))
    }

    fn facts(&self, words: &'static Words) -> Vec<(&'static str, String)> {
        let entry = &self.event.entry;
        let mut facts = vec![
            (words.fact(Fact::Purpose), words.purpose(&entry.purpose).to_owned()),
            (words.fact(Fact::Decision), words.decision(entry.decision).to_owned()),
            (words.fact(Fact::When), entry.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
            (words.fact(Fact::How), words.method(entry.method).to_owned()),
        ];
        facts.extend(self.beside().map(|text| (words.fact(Fact::Text), text)));
        if let Some(until) = entry.valid_until {
            facts.push((words.fact(Fact::Until), until.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()));
        }
        if let Some(shown) = &entry.shown {
            facts.push((words.fact(Fact::Notice), format!("{} ({})", shown.notice, shown.notice_version)));
        }
        facts.push((words.fact(Fact::Event), self.event.seq.to_string()));
        facts.push((words.fact(Fact::Hash), self.event.hash.clone()));
        facts
    }

    /// The words beside the control, where the survey still has them: known by their hash.
    fn beside(&self) -> Option<String> {
        let entry = &self.event.entry;
        let consents = &self.setting?.version.settings.consents;
        let consent = consents.iter().find(|consent| consent.purpose == entry.purpose)?;
        let text = consent.text.get(&entry.locale);
        (sha256_hex(text) == entry.text_sha256).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn what_was_shown_is_escaped_and_marked_with_its_language() -> Outcome {
        let notice = NoticeRow {
            sha256: String::new(),
            notice: "survey/after-purchase".to_owned(),
            locale: Locale::parse("ja")?,
            text: "<b>お知らせ</b>".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let words = Words::of(&Locale::english());
        let facts = [(words.fact(Fact::Purpose), words.purpose("follow_up").to_owned())];
        let page = ReceiptTemplate { words, facts: &facts, notice: Some(&notice), signed: "{\"a\": \"<script>\"}" }
            .render()?;
        assert!(page.contains("lang=\"ja\"") && page.contains("&#60;b&#62;お知らせ"), "{page}");
        assert!(page.contains("follow_up") && !page.contains("<script"), "{page}");
        let bare = ReceiptTemplate { words, facts: &facts, notice: None, signed: "{}" }.render()?;
        assert!(bare.contains(words.no_notice), "{bare}");
        Ok(())
    }
}
