//! Recording an answer: one transaction over all four tables, and one round trip even when it is stopped.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use koe_domain::PersonId;
use koe_domain::consent::{LedgerHead, SALE_OR_SHARING};
use koe_domain::invitation::State;
use koe_domain::link::Target;

use crate::client::Store;
use crate::error::StoreError;
use crate::row::{Due, Queue, number, text, whole_seconds};
use crate::rows::{CaseRow, ConsentRow, InvitationRow, PointerRow, ProfileRow, ResponseRow, TextKeyRow};
use crate::transaction::{Change, Committed, Transaction};

/// What an answer does to the case of its invitation.
#[derive(Clone, Debug)]
pub enum CaseWrite {
    /// Nothing.
    None,
    /// Opens it.
    Open(Box<CaseRow>),
    /// There is one; its score changes.
    Score(i64),
}

/// An answer to record.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whose, to which invitation.
    pub target: Target,
    /// The invitation's answer revision that the page showed; 0 for the first answer.
    pub seen: u64,
    /// What tells a repeated press from another answer.
    pub with: String,
    /// Now.
    pub at: Timestamp,
    /// Until when it may be changed; the first answer decides.
    pub edit_until: Timestamp,
    /// The response, at revision `seen + 1`.
    pub response: ResponseRow,
    /// The key of its free text; none destroys an earlier one.
    pub text_key: Option<TextKeyRow>,
    /// The pointer; written with the first answer, required afterwards.
    pub pointer: PointerRow,
    /// New events of the person's ledger.
    pub consents: Vec<ConsentRow>,
    /// What the ledger's head must be, and what it becomes.
    pub heads: (LedgerHead, LedgerHead),
    /// Until when new events of the ledger are kept as proof.
    pub proof_until: Timestamp,
    /// The case.
    pub case: CaseWrite,
}

/// How recording ended.
#[derive(Clone, Debug)]
pub enum AnswerOutcome {
    /// Recorded.
    Done,
    /// This very answer was recorded before; nothing was written.
    Repeated {
        /// Its revision.
        revision: u64,
    },
    /// The invitation does not take answers any more; nothing was written.
    Closed(Box<InvitationRow>),
    /// The person or the invitation is gone; nothing was written.
    Gone,
    /// Something changed since the page was shown; nothing was written.
    Stale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Invitation,
    Profile,
    Pointer,
    Other,
}

impl Store {
    /// Records an answer. One round trip.
    ///
    /// # Errors
    /// As any write.
    pub async fn record_answer(&self, answer: &Answer) -> Result<AnswerOutcome, StoreError> {
        let mut transaction = Transaction::new();
        let (person, id) = (answer.target.person, answer.target.invitation);
        transaction.update(self, Check::Invitation, &InvitationRow::key(person, id), invitation_change(answer))?;
        self.add_response(&mut transaction, answer)?;
        self.add_profile(&mut transaction, answer)?;
        match &answer.case {
            CaseWrite::None => {}
            CaseWrite::Open(case) => transaction.create(self, Check::Other, &**case)?,
            CaseWrite::Score(score) => {
                let change = Change::new("SET score = :score, rev = rev + :one")
                    .only_if("attribute_exists(pk)")
                    .value(":score", number(*score))
                    .value(":one", number(1));
                transaction.update(self, Check::Other, &CaseRow::key(person, id), change)?;
            }
        }
        match transaction.commit(self).await? {
            Committed::Done => Ok(AnswerOutcome::Done),
            Committed::Stopped(failed) => judge(answer, &failed),
        }
    }

    fn add_response(&self, transaction: &mut Transaction<Check>, answer: &Answer) -> Result<(), StoreError> {
        let first = answer.seen == 0;
        transaction.write(self, Check::Other, &answer.response, (!first).then_some(answer.seen))?;
        match &answer.text_key {
            Some(key) => transaction.overwrite(self, Check::Other, key)?,
            None if first => {}
            None => {
                transaction.delete(self, Check::Other, &TextKeyRow::row_key_of(answer.response.id), None)?;
            }
        }
        if first {
            transaction.create(self, Check::Pointer, &answer.pointer)
        } else {
            let key = PointerRow::key(answer.target.person, answer.target.invitation);
            transaction.require(self, Check::Pointer, &key, "attribute_exists(pk)")
        }
    }

    fn add_profile(&self, transaction: &mut Transaction<Check>, answer: &Answer) -> Result<(), StoreError> {
        let key = ProfileRow::key(answer.target.person);
        if answer.consents.is_empty() {
            let condition = "attribute_exists(pk) AND attribute_not_exists(tombstone)";
            return transaction.require(self, Check::Profile, &key, condition);
        }
        for consent in &answer.consents {
            transaction.create(self, Check::Other, consent)?;
        }
        let moved = LedgerMove {
            person: answer.target.person,
            events: &answer.consents,
            before: &answer.heads.0,
            after: &answer.heads.1,
            at: answer.at,
            proof_until: answer.proof_until,
        };
        transaction.update(self, Check::Profile, &key, moved.change())
    }
}

fn invitation_change(answer: &Answer) -> Change {
    // The states of which `State::takes_answers` says no; a test keeps the two alike.
    let condition = "answers = :seen AND NOT #state IN (:revoked, :expired)";
    let row = InvitationRow::key(answer.target.person, answer.target.invitation);
    // Only the partition of the queue matters here: the time is the row's own `retain_until`.
    let due_pk = due_partition(&row.pk, answer.at);
    let steps = if answer.seen == 0 { ", history = list_append(history, :step)" } else { "" };
    let mut change = Change::new(format!(
        "SET #state = :answered, rev = rev + :one, answers = :now, answered_with = :with, \
         edit_until = if_not_exists(edit_until, :edit), due_pk = :due, due_at = retain_until{steps}"
    ))
    .only_if(condition)
    .name("#state", "state")
    .value(":answered", text(State::Answered.as_str()))
    .value(":one", number(1))
    .value(":seen", number(answer.seen))
    .value(":now", number(answer.seen + 1))
    .value(":with", text(&answer.with))
    .value(":edit", text(&whole_seconds(answer.edit_until).to_string()))
    .value(":due", text(&due_pk));
    if answer.seen == 0 {
        let step = AttributeValue::M(
            [
                ("state".to_owned(), text(State::Answered.as_str())),
                ("at".to_owned(), text(&whole_seconds(answer.at).to_string())),
            ]
            .into(),
        );
        change = change.value(":step", AttributeValue::L(vec![step]));
    }
    for state in CLOSED {
        change = change.value(&format!(":{state}"), text(state.as_str()));
    }
    change
}

/// The states in which an invitation takes no answer.
const CLOSED: [State; 2] = [State::Revoked, State::Expired];

/// New events of a person's ledger, as they change the profile.
pub(crate) struct LedgerMove<'a> {
    pub(crate) person: PersonId,
    pub(crate) events: &'a [ConsentRow],
    pub(crate) before: &'a LedgerHead,
    pub(crate) after: &'a LedgerHead,
    pub(crate) at: Timestamp,
    pub(crate) proof_until: Timestamp,
}

impl LedgerMove<'_> {
    /// What is agreed now, the head, how long it is proof, and the day under which the head is listed.
    pub(crate) fn change(&self) -> Change {
        let at = whole_seconds(self.at).to_string();
        let day = at.get(..10).unwrap_or_default();
        let proof = whole_seconds(self.proof_until);
        let partition = ProfileRow::partition(self.person);
        let mut expression =
            "SET head = :head, rev = rev + :one, proof_until = :proof, list_pk = :list, list_at = :at, \
                              due_pk = if_not_exists(due_pk, :due), due_at = if_not_exists(due_at, :proof)"
                .to_owned();
        let mut change = Change::default()
            .only_if("attribute_not_exists(tombstone) AND head.seq = :seen")
            .value(":seen", number(self.before.seq))
            .value(":one", number(1))
            .value(":proof", text(&proof.to_string()))
            .value(":at", text(&at))
            .value(":list", text(&ProfileRow::ledger_list(day, ProfileRow::ledger_shard(self.person))))
            .value(":due", text(&due_partition(&partition, proof)));
        let mut decided: BTreeMap<&str, bool> = BTreeMap::new();
        for row in self.events {
            let entry = &row.event.entry;
            if let Some(permits) = entry.decision.permits() {
                decided.insert(&entry.purpose, permits);
            }
        }
        for (i, (purpose, permits)) in decided.iter().enumerate() {
            expression.push_str(&format!(", consents.#p{i} = :p{i}"));
            change = change.name(&format!("#p{i}"), purpose).value(&format!(":p{i}"), AttributeValue::Bool(*permits));
        }
        match decided.get(SALE_OR_SHARING) {
            Some(false) => expression.push_str(", opted_out = :at"),
            Some(true) => expression.push_str(" REMOVE opted_out"),
            None => {}
        }
        change.expression = expression;
        let head = [("seq".to_owned(), number(self.after.seq)), ("hash".to_owned(), text(&self.after.hash))];
        change.value(":head", AttributeValue::M(head.into()))
    }
}

/// The partition of the queue `retain` for a row; the time plays no part in it.
fn due_partition(pk: &str, at: Timestamp) -> String {
    let due = serde_json::to_value(Due::at(Queue::Retain, pk, at)).unwrap_or_default();
    due.get("due_pk").and_then(|pk| pk.as_str()).unwrap_or_default().to_owned()
}

fn judge(answer: &Answer, failed: &[crate::transaction::Failed<Check>]) -> Result<AnswerOutcome, StoreError> {
    let mut outcome = AnswerOutcome::Stale;
    for failed in failed {
        match failed.label {
            Check::Invitation => match failed.row::<InvitationRow>()? {
                None => return Ok(AnswerOutcome::Gone),
                Some(row) if row.answered_with.as_deref() == Some(&answer.with) => {
                    return Ok(AnswerOutcome::Repeated { revision: row.answers });
                }
                Some(row) if !row.state.takes_answers() => return Ok(AnswerOutcome::Closed(Box::new(row))),
                Some(_) => {}
            },
            Check::Profile => {
                let profile = failed.row::<ProfileRow>()?;
                if profile.is_none_or(|profile| profile.tombstone.is_some()) {
                    return Ok(AnswerOutcome::Gone);
                }
            }
            Check::Pointer if answer.seen > 0 => outcome = AnswerOutcome::Gone,
            Check::Pointer | Check::Other => {}
        }
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_condition_names_the_states_that_take_no_answers() {
        for state in CLOSED {
            assert!(!state.takes_answers(), "{state}");
        }
        for state in [State::Scheduled, State::Sent, State::Answered, State::Failed, State::Suppressed] {
            assert!(state.takes_answers(), "{state}");
        }
    }
}
