//! What a press on the person's own page adds to the ledger.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use jiff::Timestamp;
use koe_domain::consent::{Decision, Entry, Method, NOTICE, SALE_OR_SHARING, SURVEY_MAILS, Shown};
use koe_domain::fault::pointer_token;
use koe_domain::notice::Notice;
use koe_domain::organisation::Law;
use koe_domain::{Faults, Locale};
use koe_web::signals_gpc;

use crate::decide::PROOF;
use crate::gpc::opts_out;
use crate::own_page::held::{Decided, Held};
use crate::own_page::opened::Opened;
use crate::own_page::served;
use crate::words::Words;
use crate::words::own::OwnWords;

/// A press, and all that it is judged by.
pub(super) struct Deciding<'a> {
    pub(super) held: &'a Held,
    pub(super) decided: &'a [Decided],
    pub(super) notice: &'a Notice,
    pub(super) locale: &'a Locale,
    pub(super) decisions: &'a BTreeMap<String, bool>,
    /// The page that was pressed on; a program may send none.
    pub(super) opened: Option<&'a Opened>,
    pub(super) headers: &'a HeaderMap,
    pub(super) now: Timestamp,
}

impl Deciding<'_> {
    /// That the page was served, and each decision that changes something; nothing where none does.
    ///
    /// # Errors
    /// Every purpose about which nothing can be decided here.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, Faults> {
        let mut faults = Faults::new();
        let mut entries = Vec::new();
        for (purpose, wish) in self.decisions {
            match self.entry(purpose, *wish) {
                Ok(entry) => entries.extend(entry),
                Err(why) => faults.push(format!("/{}", pointer_token(purpose)), why),
            }
        }
        faults.into_result(|| self.with_what_was_shown(entries))
    }

    fn entry(&self, purpose: &str, wish: bool) -> Result<Option<Entry>, &'static str> {
        let held = self.held.profile.consents.get(purpose).copied();
        match purpose {
            SURVEY_MAILS => {
                let words = Words::of(self.locale);
                let text = if wish { words.take_back } else { words.stop };
                // Whoever was never asked counts as not objecting.
                Ok(self.change(purpose, held.or(Some(true)), wish, Method::PrivacyPage, text))
            }
            SALE_OR_SHARING if self.held.organisation.privacy.goes_by(Law::Ccpa) => {
                if wish && held == Some(false) {
                    // 11 CCR 7028: opting in again takes two steps.
                    return Err("cannot be allowed again here; please write to the privacy contact");
                }
                let text = OwnWords::of(self.locale).do_not_sell;
                Ok(self.change(purpose, held.or(Some(true)), wish, Method::PrivacyPage, text))
            }
            _ => {
                let decided = self.decided.iter().find(|decided| decided.purpose == purpose);
                let decided = decided.ok_or("no such consent was ever asked for")?;
                if wish && !decided.open {
                    return Err("is about sharing, which you opted out of; please write to the privacy contact");
                }
                let asked = decided.event.as_ref().map(|event| &event.entry);
                let entry = self.change(purpose, held, wish, Method::PrivacyPage, &decided.text);
                Ok(entry.map(|entry| Entry {
                    survey: asked.and_then(|asked| asked.survey.clone()),
                    version: asked.and_then(|asked| asked.version),
                    ..entry
                }))
            }
        }
    }

    fn change(&self, purpose: &str, before: Option<bool>, wish: bool, by: Method, text: &str) -> Option<Entry> {
        let decision = Decision::between(before, wish)?;
        Some(Entry::new(purpose, decision, self.now, by, self.locale.clone(), text))
    }

    /// Adds to each decision what stood on the page, before all of them that it was served, and after them the signal
    /// of the browser where it says something new.
    fn with_what_was_shown(&self, decisions: Vec<Entry>) -> Vec<Entry> {
        let (at, shown) = match self.opened {
            Some(opened) => (opened.at, opened.shown.clone()),
            None => (self.now, served(self.notice, self.held, self.decided, self.locale)),
        };
        let gpc = signals_gpc(self.headers);
        let beside = |control: String| Some(Shown { control: Some(control), ..shown.clone() });
        let said = decisions.iter().any(|entry| entry.purpose == SALE_OR_SHARING);
        let mut entries = Vec::with_capacity(decisions.len() + 2);
        if !decisions.is_empty() {
            let (page, locale) = (Method::PrivacyPage, self.locale.clone());
            let notice = Entry::new(NOTICE, Decision::Served, at, page, locale, &self.notice.summary);
            entries.push(Entry { shown: Some(shown.clone()), gpc, ..notice });
        }
        for entry in decisions {
            let shown = beside(format!("button {}", entry.purpose));
            entries.push(Entry { shown, gpc, ..entry });
        }
        if !said && opts_out(self.headers, &self.held.organisation, &self.held.profile) {
            let signal = self.change(SALE_OR_SHARING, Some(true), false, Method::Signal, "Sec-GPC: 1");
            let shown = beside("header Sec-GPC".to_owned());
            entries.extend(signal.map(|entry| Entry { shown, gpc, ..entry }));
        }
        entries
    }

    /// Until when these events are proof: as long as any survey asks for, and never shorter than before.
    pub(super) fn proof_until(&self) -> Timestamp {
        let surveys =
            self.decided.iter().filter_map(|decided| decided.retention).map(|(proof, _)| proof.after(self.now));
        let longest = surveys.chain(self.held.profile.proof_until).max();
        longest.map_or(PROOF.after(self.now), |until| until.max(PROOF.after(self.now)))
    }
}
