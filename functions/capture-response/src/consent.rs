//! What of an answer goes into the person's ledger: first what stood on the page, then each decision.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use koe_domain::PersonId;
use koe_domain::consent::{Decision, Entry, LedgerHead, Method, NOTICE, SALE_OR_SHARING, Shown};
use koe_domain::nonce::Nonce;
use koe_domain::notice::Notice;
use koe_domain::organisation::Law;
use koe_domain::survey::Consent;
use koe_store::rows::ConsentRow;
use koe_web::Problem;
use koe_web::surveys::Setting;

/// For how long somebody who opted out of sale and sharing is not asked for it again: 12 months (Civil Code
/// 1798.135(c)(4)).
const LEFT_ALONE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Whether an objection to sale and sharing still keeps us from asking again.
pub(crate) fn left_alone(opted_out: Option<Timestamp>, now: Timestamp) -> bool {
    opted_out.is_some_and(|at| now.duration_since(at) < LEFT_ALONE)
}

/// Whether the organisation goes by the CCPA, so that a browser's signal is honoured and shown as honoured.
pub(crate) fn honours_signal(setting: &Setting) -> bool {
    setting.organisation.privacy.goes_by(Law::Ccpa)
}

/// The boxes that may be shown: those about sharing not to somebody who opted out, nor while the browser signals it.
pub(crate) fn offered(setting: &Setting, opted_out: bool, gpc: bool) -> Vec<Consent> {
    let hidden = opted_out || (gpc && honours_signal(setting));
    let consents = setting.version.settings.consents.iter();
    consents.filter(|consent| !(consent.sharing && hidden)).cloned().collect()
}

/// What was decided on a page, and how.
pub(crate) struct Decided<'a> {
    pub(crate) person: PersonId,
    pub(crate) nonce: &'a Nonce,
    pub(crate) setting: &'a Setting,
    pub(crate) notice: &'a Notice,
    /// The boxes shown, and whether each was ticked.
    pub(crate) consents: &'a BTreeMap<String, bool>,
    pub(crate) method: Method,
    pub(crate) gpc: bool,
    pub(crate) now: Timestamp,
}

impl Decided<'_> {
    /// The events, and the head after them. Nothing decided: no event, and what was served is not worth one either.
    pub(crate) fn events(&self) -> Result<(Vec<ConsentRow>, LedgerHead), Problem> {
        let mut entries = Vec::new();
        for consent in &self.setting.version.settings.consents {
            let Some(now) = self.consents.get(&consent.purpose) else { continue };
            let before = self.nonce.given.get(&consent.purpose).copied();
            let Some(decision) = Decision::between(before, *now) else { continue };
            let text = consent.text.get(&self.nonce.locale);
            let control = match self.method {
                Method::Api => format!("field consents.{}", consent.purpose),
                _ => format!("checkbox c.{}", consent.purpose),
            };
            entries.push(self.entry(&consent.purpose, decision, self.method, text, self.shown(Some(control))));
        }
        if !entries.is_empty() {
            let served = self.entry(NOTICE, Decision::Served, self.method, &self.notice.summary, self.shown(None));
            entries.insert(0, Entry { at: self.nonce.issued_at, ..served });
        }
        if self.gpc && honours_signal(self.setting) && !self.nonce.opted_out {
            let shown = self.shown(Some("header Sec-GPC".to_owned()));
            entries.push(self.entry(SALE_OR_SHARING, Decision::Withdrawn, Method::Signal, "Sec-GPC: 1", shown));
        }
        let (events, head) = self.nonce.head.append_all(entries).map_err(|_| Problem::ours())?;
        Ok((events.into_iter().map(|event| ConsentRow { person: self.person, event }).collect(), head))
    }

    fn entry(&self, purpose: &str, decision: Decision, method: Method, text: &str, shown: Shown) -> Entry {
        Entry {
            survey: Some(self.nonce.survey.clone()),
            version: Some(self.nonce.version),
            shown: Some(shown),
            gpc: self.gpc,
            ..Entry::new(purpose, decision, self.now, method, self.nonce.locale.clone(), text)
        }
    }

    fn shown(&self, control: Option<String>) -> Shown {
        let stood = offered(self.setting, self.nonce.opted_out, self.gpc);
        let boxes: Vec<&str> = stood.iter().map(|consent| consent.text.get(&self.nonce.locale)).collect();
        self.notice.shown(&boxes, stood.iter().map(|consent| consent.purpose.clone()).collect(), control)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objection_holds_for_twelve_months() -> Result<(), jiff::Error> {
        let at: Timestamp = "2026-01-01T00:00:00Z".parse()?;
        assert!(left_alone(Some(at), "2026-12-31T23:59:59Z".parse()?));
        assert!(!left_alone(Some(at), "2027-01-01T00:00:00Z".parse()?));
        assert!(!left_alone(None, at));
        Ok(())
    }
}
