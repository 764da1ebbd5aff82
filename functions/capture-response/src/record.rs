//! From answers to the transaction that records them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use koe_domain::consent::{Decision, Entry, LedgerHead, Method, sha256_hex};
use koe_domain::link::Target;
use koe_domain::nonce::{Nonce, ResponseKey};
use koe_domain::survey::Answers;
use koe_privacy::{DataKey, SealError, Sealed};
use koe_store::rows::{Alert, CaseRow, ConsentRow, PointerRow, ProfileRow, RESPONSE_SHARDS, ResponseRow, TextKeyRow};
use koe_store::{Answer, CaseWrite, Due, Queue};
use koe_web::Problem;
use koe_web::surveys::{Setting, day, timezone};
use sha2::{Digest as _, Sha256};

use crate::State;
use crate::look::text_place;

/// An answer that was checked, and all that it is recorded with.
pub(crate) struct Given<'a> {
    pub(crate) target: Target,
    pub(crate) nonce: &'a Nonce,
    pub(crate) setting: &'a Setting,
    pub(crate) answers: &'a Answers,
    /// The boxes shown, and whether each was ticked.
    pub(crate) consents: &'a BTreeMap<String, bool>,
    pub(crate) method: Method,
    pub(crate) now: Timestamp,
}

impl Given<'_> {
    /// The transaction.
    pub(crate) fn record(&self, state: &State) -> Result<Answer, Problem> {
        let response = self.response_key();
        let (text_key, text) = self.text(state, &response)?;
        let (consents, head) = self.consents()?;
        Ok(Answer {
            target: self.target,
            seen: self.nonce.revision,
            with: self.fingerprint(),
            at: self.now,
            edit_until: self.setting.version.settings.edit_window.after(self.now),
            response: self.response_row(&response, text),
            text_key,
            pointer: PointerRow {
                person: self.target.person,
                invitation: self.target.invitation,
                survey: self.nonce.survey.clone(),
                response,
            },
            consents,
            heads: (self.nonce.head.clone(), head),
            case: self.case(),
        })
    }

    /// Tells a repeated press (same page, same answers) from another answer.
    fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.nonce.id);
        hash.update(serde_json::to_vec(self.answers).unwrap_or_default());
        hash.update(serde_json::to_vec(self.consents).unwrap_or_default());
        URL_SAFE_NO_PAD.encode(&hash.finalize()[..16])
    }

    fn response_key(&self) -> ResponseKey {
        let settings = &self.setting.version.settings;
        self.nonce.response.clone().unwrap_or_else(|| ResponseKey {
            id: self.nonce.fresh,
            day: day(self.now, timezone(settings, &self.setting.organisation, self.nonce.store.as_ref())),
            shard: self.nonce.fresh.as_bytes()[0] % RESPONSE_SHARDS,
        })
    }

    fn text(&self, state: &State, response: &ResponseKey) -> Result<(Option<TextKeyRow>, Option<Sealed>), SealError> {
        let texts = self.answers.texts();
        if texts.is_empty() {
            return Ok((None, None));
        }
        let key = DataKey::generate(&*state.random);
        let place = ResponseRow::key(&self.nonce.survey, response).pk;
        let sealed = key.seal_json(&*state.random, &text_place(&place), &texts)?;
        let row = TextKeyRow::partition(response.id);
        let wrapped = state.master.current().wrap(&*state.random, &row, &key)?;
        Ok((Some(TextKeyRow { response: response.id, key: wrapped }), Some(sealed)))
    }

    fn response_row(&self, key: &ResponseKey, text: Option<Sealed>) -> ResponseRow {
        let settings = &self.setting.version.settings;
        let partition = ResponseRow::key(&self.nonce.survey, key).pk;
        // Due on a day, not at the moment of the answer: the row holds no exact time.
        let due = match (&text, first_moment(&key.day)) {
            (Some(_), Some(day)) => Due::at(Queue::Text, &partition, settings.retention.free_text.after(day)),
            _ => Due::NEVER,
        };
        ResponseRow {
            id: key.id,
            survey: self.nonce.survey.clone(),
            version: self.nonce.version,
            day: key.day.clone(),
            shard: key.shard,
            rev: self.nonce.revision + 1,
            answers: self.answers.without_text(),
            text,
            store: self.nonce.store.clone(),
            labels: self.nonce.labels.clone(),
            locale: self.nonce.locale.clone(),
            test: self.nonce.test,
            due,
        }
    }

    fn consents(&self) -> Result<(Vec<ConsentRow>, LedgerHead), Problem> {
        let mut head = self.nonce.head.clone();
        let mut rows = Vec::new();
        for consent in &self.setting.version.settings.consents {
            let Some(now) = self.consents.get(&consent.purpose) else { continue };
            let before = self.nonce.given.get(&consent.purpose).copied();
            let Some(decision) = Decision::between(before, *now) else { continue };
            let entry = Entry {
                purpose: consent.purpose.clone(),
                decision,
                at: self.now,
                method: self.method,
                survey: Some(self.nonce.survey.clone()),
                version: Some(self.nonce.version),
                locale: self.nonce.locale.clone(),
                text_sha256: sha256_hex(consent.text.get(&self.nonce.locale)),
            };
            let (event, next) = head.append(entry).map_err(|_| Problem::ours())?;
            rows.push(ConsentRow { person: self.target.person, event });
            head = next;
        }
        Ok((rows, head))
    }

    fn case(&self) -> CaseWrite {
        let version = &self.setting.version;
        let Some(alert) = &version.settings.alert else { return CaseWrite::None };
        let score = self.answers.scores().find(|(question, _)| *question == alert.question).map(|(_, score)| score);
        match (score, self.nonce.case) {
            (Some(score), true) => CaseWrite::Score(score),
            (Some(score), false) if score <= alert.at_most && !self.nonce.test => CaseWrite::Open(Box::new(CaseRow {
                person: self.target.person,
                invitation: self.target.invitation,
                rev: 1,
                survey: self.nonce.survey.clone(),
                version: self.nonce.version,
                question: alert.question.clone(),
                score,
                of: version.definition.scale(&alert.question).map_or(score, koe_domain::survey::Scale::max),
                store: self.nonce.store.clone(),
                state: "open".to_owned(),
                opened_at: self.now,
                deal_by: alert.due.after(self.now),
                alert: Alert::Due,
                attempts: 0,
                due: Due::at(Queue::Alert, &ProfileRow::partition(self.target.person), self.now),
            })),
            _ => CaseWrite::None,
        }
    }
}

fn first_moment(day: &str) -> Option<Timestamp> {
    let date: jiff::civil::Date = day.parse().ok()?;
    date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}
