//! The notice: who asks, why, for how long, and what a person may do. It stands before the form is sent.
//!
//! GDPR art. 13, APPI art. 21(2) and CCPA 1798.100(a) ask for much the same. Whatever the organisation stated is put in
//! its own words; the rest (rights, periods) follows from the survey and the laws. The text is a function of settings
//! and language alone, so its hash names it: a consent refers to the hash, and the text is kept under it.
//!
//! Rejected: a free text that somebody types. It would be forgotten when a period changes, and nobody could check that
//! it says what it must.

mod words;

use crate::consent::{Shown, sha256_hex};
use crate::duration::Period;
use crate::id::SurveyId;
use crate::organisation::{Law, Organisation, Party};
use crate::survey::{Settings, SurveyIdentity};
use crate::text::Locale;
use words::Words;

/// One part of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// What it says, a paragraph each.
    pub lines: Vec<String>,
}

/// A notice in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Which notice, for instance `survey/after-purchase` or `own-page`.
    pub id: String,
    /// The language of its words.
    pub locale: Locale,
    /// What it says in one sentence, for beside the button.
    pub summary: String,
    /// What it says.
    pub sections: Vec<Section>,
}

impl Notice {
    /// The notice of a survey. Its words are English or Japanese; what the organisation states, in the language asked
    /// for where it has it.
    #[must_use]
    pub fn survey(organisation: &Organisation, survey: &SurveyId, settings: &Settings, locale: &Locale) -> Self {
        let words = Words::of(locale);
        let linked = settings.identity == SurveyIdentity::Confidential;
        let mut sections = head(organisation, words, locale);
        let retention = &settings.retention;
        let mut kept = Vec::new();
        if linked {
            kept.push((words.kept_link)(&words.period(retention.link)));
            kept.push((words.kept_contact)(&words.period(retention.contact)));
        }
        kept.push((words.kept_text)(&words.period(retention.free_text)));
        kept.push(words.kept_scores.to_owned());
        if linked || !settings.consents.is_empty() {
            kept.push((words.kept_proof)(&words.period(retention.proof)));
        }
        sections.push(Section { heading: words.kept.to_owned(), lines: kept });
        sections.push(Section { heading: words.tie.to_owned(), lines: words.tie_of(settings.identity) });
        tail(&mut sections, organisation, words, linked);
        let summary = (words.summary)(&organisation.legal_name, linked);
        Self { id: format!("survey/{survey}"), locale: words.locale(), summary, sections }
    }

    /// The notice of the person's own page.
    #[must_use]
    pub fn own_page(organisation: &Organisation, locale: &Locale) -> Self {
        let words = Words::of(locale);
        let mut sections = head(organisation, words, locale);
        tail(&mut sections, organisation, words, true);
        let summary = (words.summary)(&organisation.legal_name, true);
        Self { id: "own-page".to_owned(), locale: words.locale(), summary, sections }
    }

    /// The whole of it as plain text: what the hash is taken over, and what is kept.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.summary);
        for section in &self.sections {
            text.push_str(&format!("\n{}\n", section.heading));
            for line in &section.lines {
                text.push_str(&format!("{line}\n"));
            }
        }
        text
    }

    /// SHA-256 of [`Notice::text`], lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256_hex(&self.text())
    }

    /// Its version: the first 16 digits of its hash, so that another text is another version by itself.
    #[must_use]
    pub fn version(&self) -> String {
        self.sha256().chars().take(16).collect()
    }

    /// What the ledger says of it: `boxes` are the texts that stood beside controls, as this person saw them.
    #[must_use]
    pub fn shown(&self, boxes: &[&str], purposes: Vec<String>, control: Option<String>) -> Shown {
        let source = self.sha256();
        let rendered = format!("{}\n{}", self.text(), boxes.join("\n"));
        Shown {
            notice: self.id.clone(),
            notice_version: source.chars().take(16).collect(),
            rendered_sha256: sha256_hex(&rendered),
            source_sha256: source,
            purposes,
            control,
            preset: false,
        }
    }
}

fn head(organisation: &Organisation, words: &Words, locale: &Locale) -> Vec<Section> {
    let privacy = &organisation.privacy;
    let section = |heading: &str, lines: Vec<String>| Section { heading: heading.to_owned(), lines };
    let mut who = vec![
        organisation.legal_name.clone(),
        organisation.address.replace('\n', ", "),
        (words.contact)(&organisation.privacy_contact.deliverable()),
    ];
    who.extend(privacy.representative.as_ref().map(|party| (words.representative)(&named(party))));
    who.extend(privacy.officer.as_ref().map(|party| (words.officer)(&named(party))));
    let why = privacy.purposes.as_ref().map_or(words.usual_purposes, |text| text.get(locale));
    let mut sections = vec![section(words.who, who), section(words.why, vec![why.to_owned()])];
    if let Some(basis) = &privacy.legal_basis {
        sections.push(section(words.basis, vec![basis.get(locale).to_owned()]));
    }
    let mut others: Vec<String> = privacy.recipients.iter().map(named).collect();
    if others.is_empty() {
        others.push(words.usual_recipients.to_owned());
    }
    sections.push(section(words.recipients, others));
    let mut places = Vec::new();
    if !privacy.storage_countries.is_empty() {
        places.push((words.stored_in)(&privacy.storage_countries.join(", ")));
    }
    places.extend(privacy.transfers.as_ref().map(|text| text.get(locale).to_owned()));
    if !places.is_empty() {
        sections.push(section(words.places, places));
    }
    sections
}

fn tail(sections: &mut Vec<Section>, organisation: &Organisation, words: &Words, linked: bool) {
    let privacy = &organisation.privacy;
    let mut rights = vec![if linked { words.rights_linked } else { words.rights_unlinked }.to_owned()];
    rights.push(words.voluntary.to_owned());
    if privacy.goes_by(Law::Gdpr) {
        rights.push(words.gdpr.to_owned());
    }
    if privacy.goes_by(Law::Ccpa) {
        rights.push(if privacy.sells_or_shares { words.ccpa_sells } else { words.ccpa }.to_owned());
    }
    rights.extend(privacy.authority.as_ref().map(|party| (words.authority)(&named(party))));
    rights.extend(privacy.policy_url.as_ref().map(|url| (words.policy)(url)));
    sections.push(Section { heading: words.rights.to_owned(), lines: rights });
}

fn named(party: &Party) -> String {
    let parts =
        [Some(&party.name), party.address.as_ref(), party.country.as_ref(), party.contact.as_ref(), party.url.as_ref()];
    parts.into_iter().flatten().map(|part| part.replace('\n', ", ")).collect::<Vec<_>>().join(", ")
}

/// A period in days or hours, for words.
pub(crate) fn days_or_hours(period: Period) -> (i64, bool) {
    let epoch = jiff::Timestamp::UNIX_EPOCH;
    let hours = period.after(epoch).duration_since(epoch).as_hours();
    if hours % 24 == 0 { (hours / 24, true) } else { (hours, false) }
}

#[cfg(test)]
mod tests;
