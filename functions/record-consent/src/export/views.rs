//! Rows as the document shows them. The names are the document's own; `the_names_stay` pins them.

use koe_domain::Organisation;
use koe_store::rows::{
    CaseRow, InvitationRow, LetterRow, LookRow, NoticeRow, OrderRow, Origin, OutboxRow, RequestRow, SuppressedRow,
};
use serde_json::{Value, json};

pub(super) fn organisation(organisation: &Organisation) -> Value {
    json!({
        "legal_name": organisation.legal_name,
        "address": organisation.address,
        "privacy_contact": organisation.privacy_contact,
        "officer": organisation.privacy.officer,
        "representative": organisation.privacy.representative,
        "authority": organisation.privacy.authority,
        "privacy_policy": organisation.privacy.policy_url,
        "purposes": organisation.privacy.purposes,
        "storage_countries": organisation.privacy.storage_countries,
    })
}

pub(super) fn invitation(row: &InvitationRow, id: &str, order: Option<Value>, answer: Option<&Value>) -> Value {
    json!({
        "id": id,
        "survey": row.survey,
        "survey_version": row.version,
        "source": match &row.origin { Origin::Source(source) => source.as_str(), Origin::Api => "api" },
        "basis": row.basis,
        "order": order,
        "store": row.store,
        "labels": row.labels,
        "state": row.state,
        "history": row.history,
        "send_at": row.send_at,
        "answer_until": row.expires_at,
        "change_until": row.edit_until,
        "times_answered": row.answers,
        "answer": answer,
        "answer_linked_until": row.retain_until,
        "kept_until": row.proof_until,
    })
}

pub(super) fn order(row: &OrderRow) -> Value {
    json!({
        "source": row.source,
        "store": row.store,
        "happened": row.happened,
        "called_off": row.called_off,
        "questions": row.asks.iter().map(|(rule, ask)| json!({"rule": rule, "state": ask.state})).collect::<Vec<_>>(),
        "kept_until": day_of(row.ttl),
    })
}

pub(super) fn case(row: &CaseRow, id: &str, notes: Vec<Value>) -> Value {
    json!({
        "id": id,
        "survey": row.survey,
        "survey_version": row.version,
        "question": row.question,
        "score": row.score,
        "of": row.of,
        "store": row.store,
        "state": row.state,
        "history": row.history,
        "owner": row.owner,
        "opened_at": row.opened_at,
        "deal_by": row.deal_by,
        "alert": row.alert,
        "notes": notes,
    })
}

pub(super) fn request(row: &RequestRow) -> Value {
    json!({
        "id": row.id.encode(),
        "kind": row.kind,
        "law": row.law,
        "via": row.via,
        "state": row.state,
        "never_ask": row.never_ask,
        "source": row.source,
        "received_at": row.received_at,
        "confirm_by": row.confirm_by,
        "answer_by": row.answer_by,
        "closed_at": row.closed_at,
        "note": row.note,
    })
}

pub(super) fn letter(row: &LetterRow) -> Value {
    json!({"kind": row.kind, "state": row.state, "language": row.locale, "made_at": row.made_at})
}

pub(super) fn look(row: &LookRow) -> Value {
    json!({"at": row.at, "who": row.who, "what": row.what})
}

pub(super) fn delivery(row: &OutboxRow, known_as: &str, content: Value) -> Value {
    json!({
        "to": row.subscription,
        "known_there_as": known_as,
        "event": row.event,
        "state": row.state,
        "made_at": row.made_at,
        "delivered_at": row.delivered_at,
        "content": content,
        "kept_until": day_of(row.ttl),
    })
}

pub(super) fn notice(row: &NoticeRow) -> Value {
    json!({
        "sha256": row.sha256,
        "notice": row.notice,
        "language": row.locale,
        "text": row.text,
        "first_shown_to_anybody": row.at,
    })
}

pub(super) fn suppression(row: &SuppressedRow) -> Value {
    json!({"why": row.why, "since": row.at})
}

/// The day of a time in seconds since 1970, UTC.
fn day_of(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds).ok().map(|at| at.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use koe_domain::{DeliveryId, PersonId, RequestId, SourceId};
    use koe_store::Due;
    use koe_store::rows::DeliveryState;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const PERSON: PersonId = PersonId::from_bytes([1; 10]);

    fn names(value: &Value) -> Vec<&str> {
        value.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str)).collect()
    }

    #[test]
    fn the_names_stay() -> Outcome {
        let order = order(&OrderRow { ttl: 86_400, ..OrderRow::new("hash".to_owned(), SourceId::parse("shop")?) });
        let mut found = names(&order);
        found.sort_unstable();
        assert_eq!(found, ["called_off", "happened", "kept_until", "questions", "source", "store"]);
        assert_eq!(order["kept_until"], "1970-01-02");
        assert!(!order.to_string().contains("hash"), "{order}");

        let at = Timestamp::UNIX_EPOCH;
        let look =
            look(&LookRow { person: PERSON, at, who: "k".to_owned(), what: "export".to_owned(), nonce: String::new() });
        assert_eq!(look, json!({"at": "1970-01-01T00:00:00Z", "who": "k", "what": "export"}));
        Ok(())
    }

    #[test]
    fn no_pseudonym_is_shown() {
        let at = Timestamp::UNIX_EPOCH;
        let row = OutboxRow {
            id: DeliveryId::from_bytes([2; 16]),
            rev: 1,
            subscription: "crm".to_owned(),
            event: "response.recorded".to_owned(),
            person: Some(PERSON),
            sealed: None,
            body: None,
            erasure: Some(RequestId::from_bytes([3; 16])),
            state: DeliveryState::Delivered,
            attempts: 1,
            answer: Some("200".to_owned()),
            made_at: at,
            delivered_at: Some(at),
            due: Due::NEVER,
            list_pk: OutboxRow::list("crm"),
            list_at: at.to_string(),
            ttl: 0,
        };
        let shown = delivery(&row, "name-there", json!({"scores": {"nps": 9}}));
        assert_eq!((&shown["to"], &shown["known_there_as"]), (&json!("crm"), &json!("name-there")));
        assert_eq!(shown["content"]["scores"]["nps"], 9);
        assert!(!shown.to_string().contains(&PERSON.encode()), "{shown}");
    }
}
