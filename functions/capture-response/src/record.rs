//! From answers to the transaction that records them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use koe_domain::consent::Method;
use koe_domain::link::Target;
use koe_domain::nonce::{Nonce, ResponseKey};
use koe_domain::notice::Notice;
use koe_domain::survey::{Answers, Texts};
use koe_privacy::{DataKey, Scrubber, SealError, Sealed};
use koe_store::rows::{CaseRow, Opening, PointerRow, RESPONSE_SHARDS, ResponseRow, TextKeyRow};
use koe_store::{Answer, CaseWrite, Due, Queue};
use koe_web::Problem;
use koe_web::surveys::{Setting, day, timezone};
use sha2::{Digest as _, Sha256};

use crate::State;
use crate::consent::{Decided, honours_signal};
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
    /// The notice that stood on the page.
    pub(crate) notice: &'a Notice,
    /// Whether the browser signals `Sec-GPC: 1`.
    pub(crate) gpc: bool,
    pub(crate) now: Timestamp,
}

impl Given<'_> {
    /// The transaction.
    pub(crate) fn record(&self, state: &State) -> Result<Answer, Problem> {
        let body =
            Body { nonce: self.nonce, setting: self.setting, answers: self.answers, gpc: self.gpc, now: self.now };
        let response = body.key();
        let (text_key, row, kept) = body.rows(state, &response)?;
        let (consents, head) = self.decided().events()?;
        Ok(Answer {
            target: self.target,
            seen: self.nonce.revision,
            with: fingerprint(self.nonce, &kept, self.consents),
            at: self.now,
            edit_until: self.setting.version.settings.edit_window.after(self.now),
            response: row,
            text_key,
            pointer: PointerRow {
                person: self.target.person,
                invitation: self.target.invitation,
                survey: self.nonce.survey.clone(),
                response,
            },
            consents,
            heads: (self.nonce.head.clone(), head),
            proof_until: self.proof_until(),
            case: self.case(),
        })
    }

    /// Until when the ledger is proof: never shorter than it was.
    fn proof_until(&self) -> Timestamp {
        let until = self.setting.version.settings.retention.proof.after(self.now);
        self.nonce.proof_until.map_or(until, |held| held.max(until))
    }

    fn decided(&self) -> Decided<'_> {
        Decided {
            person: self.target.person,
            nonce: self.nonce,
            setting: self.setting,
            notice: self.notice,
            consents: self.consents,
            method: self.method,
            gpc: self.gpc,
            now: self.now,
        }
    }

    fn case(&self) -> CaseWrite {
        let version = &self.setting.version;
        let Some(alert) = &version.settings.alert else { return CaseWrite::None };
        let score = self.answers.scores().find(|(question, _)| *question == alert.question).map(|(_, score)| score);
        match (score, self.nonce.case) {
            (Some(score), true) => CaseWrite::Score(score),
            (Some(score), false) if score <= alert.at_most && !self.nonce.test => {
                CaseWrite::Open(Box::new(CaseRow::open(Opening {
                    person: self.target.person,
                    invitation: self.target.invitation,
                    survey: self.nonce.survey.clone(),
                    version: self.nonce.version,
                    question: alert.question.clone(),
                    score,
                    of: version.definition.scale(&alert.question).map_or(score, koe_domain::survey::Scale::max),
                    store: self.nonce.store.clone(),
                    at: self.now,
                    deal_by: alert.due.after(self.now),
                })))
            }
            _ => CaseWrite::None,
        }
    }
}

/// What becomes of answers alone, whoever gave them.
struct Body<'a> {
    nonce: &'a Nonce,
    setting: &'a Setting,
    answers: &'a Answers,
    gpc: bool,
    now: Timestamp,
}

impl Body<'_> {
    fn key(&self) -> ResponseKey {
        let settings = &self.setting.version.settings;
        self.nonce.response.clone().unwrap_or_else(|| ResponseKey {
            id: self.nonce.fresh,
            day: day(self.now, timezone(settings, &self.setting.organisation, self.nonce.store.as_ref())),
            shard: self.nonce.fresh.as_bytes()[0] % RESPONSE_SHARDS,
        })
    }

    /// The response, the key of its free text, and the answers as they are kept: what was scrubbed is not even hashed.
    fn rows(&self, state: &State, key: &ResponseKey) -> Result<(Option<TextKeyRow>, ResponseRow, Answers), SealError> {
        let (texts, unscrubbed) = self.scrubbed();
        let (text_key, text) = self.text(state, key, &texts)?;
        let kept = self.answers.without_text().merge(texts.into());
        Ok((text_key, self.response_row(key, text, unscrubbed), kept))
    }

    /// What was written, without what names somebody; and whether some of it is in a language without rules for that.
    fn scrubbed(&self) -> (Texts, bool) {
        let scrubber = Scrubber::shared();
        let mut unscrubbed = false;
        let mut texts = self.answers.texts();
        for text in texts.0.values_mut() {
            let scrubbed = scrubber.scrub(text);
            unscrubbed |= !scrubbed.covered;
            *text = scrubbed.text;
        }
        (texts, unscrubbed)
    }

    fn text(
        &self,
        state: &State,
        response: &ResponseKey,
        texts: &Texts,
    ) -> Result<(Option<TextKeyRow>, Option<Sealed>), SealError> {
        if texts.is_empty() {
            return Ok((None, None));
        }
        let key = DataKey::generate(&*state.random);
        let place = ResponseRow::key(&self.nonce.survey, response).pk;
        let sealed = key.seal_json(&*state.random, &text_place(&place), texts)?;
        let row = TextKeyRow::partition(response.id);
        let wrapped = state.master.current().wrap(&*state.random, &row, &key)?;
        Ok((Some(TextKeyRow::new(response.id, wrapped)), Some(sealed)))
    }

    fn response_row(&self, key: &ResponseKey, text: Option<Sealed>, unscrubbed: bool) -> ResponseRow {
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
            unscrubbed,
            with: None,
            gpc: self.gpc && honours_signal(self.setting),
            due,
        }
    }
}

/// An answer of nobody in particular.
pub(crate) struct Anonymous<'a> {
    pub(crate) nonce: &'a Nonce,
    pub(crate) setting: &'a Setting,
    pub(crate) answers: &'a Answers,
    /// Whether the browser signals `Sec-GPC: 1`.
    pub(crate) gpc: bool,
    pub(crate) now: Timestamp,
}

impl Anonymous<'_> {
    /// What is written: the response, and the key of its free text.
    pub(crate) fn record(&self, state: &State) -> Result<(ResponseRow, Option<TextKeyRow>), Problem> {
        let body =
            Body { nonce: self.nonce, setting: self.setting, answers: self.answers, gpc: self.gpc, now: self.now };
        let key = body.key();
        let (text_key, mut row, kept) = body.rows(state, &key)?;
        row.with = Some(fingerprint(self.nonce, &kept, &BTreeMap::new()));
        Ok((row, text_key))
    }
}

/// Tells a repeated press (same page, same answers) from another answer.
fn fingerprint(nonce: &Nonce, answers: &Answers, consents: &BTreeMap<String, bool>) -> String {
    let mut hash = Sha256::new();
    hash.update(nonce.id);
    hash.update(serde_json::to_vec(answers).unwrap_or_default());
    hash.update(serde_json::to_vec(consents).unwrap_or_default());
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..16])
}

fn first_moment(day: &str) -> Option<Timestamp> {
    let date: jiff::civil::Date = day.parse().ok()?;
    date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}
