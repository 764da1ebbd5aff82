//! Opens what is sealed under a person's key. What no longer opens is marked and not left out: the key it was sealed
//! with has been destroyed, and that is worth knowing too.

use koe_domain::PersonId;
use koe_privacy::{DataKey, Place, Sealed};
use koe_store::rows::{CaseRow, InvitationRow, OutboxRow, ProfileRow};
use serde_json::{Value, json};

/// A person's key, where it is still there. Not `Debug`: it opens what is theirs.
pub(super) struct Opener {
    partition: String,
    key: Option<DataKey>,
}

impl Opener {
    pub(super) fn new(person: PersonId, key: Option<DataKey>) -> Self {
        Self { partition: ProfileRow::partition(person), key }
    }

    /// The number of an invitation's order.
    pub(super) fn order(&self, row: &InvitationRow) -> Option<Value> {
        row.order.as_ref().map(|sealed| self.text(&InvitationRow::order_place(&self.partition), sealed))
    }

    /// A case's notes.
    pub(super) fn notes(&self, row: &CaseRow) -> Vec<Value> {
        let place = CaseRow::note_place(&self.partition);
        let note = |text: &Sealed| self.text(&place, text);
        row.notes.iter().map(|it| json!({"at": it.at, "who": it.who, "note": note(&it.text)})).collect()
    }

    /// What was delivered.
    pub(super) fn body(&self, row: &OutboxRow) -> Value {
        let partition = OutboxRow::partition(row.id);
        let place = Place { table: "people", row: &partition, field: "body" };
        match (&row.sealed, &row.body) {
            (Some(sealed), _) => self.open(&place, sealed).map_or_else(unreadable, |plain| json_or_text(&plain)),
            (None, Some(body)) => json_or_text(body.as_bytes()),
            (None, None) => Value::Null,
        }
    }

    fn text(&self, place: &Place<'_>, sealed: &Sealed) -> Value {
        let Some(plain) = self.open(place, sealed) else { return unreadable() };
        let text = serde_json::from_slice::<String>(&plain).ok();
        text.map_or_else(|| json!(String::from_utf8_lossy(&plain)), Value::String)
    }

    fn open(&self, place: &Place<'_>, sealed: &Sealed) -> Option<Vec<u8>> {
        self.key.as_ref()?.open(place, sealed).ok()
    }
}

fn unreadable() -> Value {
    json!({"unreadable": true})
}

fn json_or_text(plain: &[u8]) -> Value {
    serde_json::from_slice(plain).unwrap_or_else(|_| json!(String::from_utf8_lossy(plain)))
}

#[cfg(test)]
mod tests {
    use koe_domain::Random;
    use koe_privacy::SealError;

    use super::*;

    const PERSON: PersonId = PersonId::from_bytes([1; 10]);

    #[derive(Debug)]
    struct Sevens;

    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn text_opens_however_it_was_sealed_and_is_marked_where_its_key_is_gone() -> Result<(), SealError> {
        let (key, partition) = (DataKey::generate(&Sevens), ProfileRow::partition(PERSON));
        let place = CaseRow::note_place(&partition);
        let (plain, quoted) = (key.seal(&Sevens, &place, b"1001")?, key.seal_json(&Sevens, &place, &"1001")?);
        let elsewhere = key.seal(&Sevens, &InvitationRow::order_place(&partition), b"1001")?;
        let opener = Opener::new(PERSON, Some(key));
        assert_eq!(opener.text(&place, &plain), json!("1001"));
        assert_eq!(opener.text(&place, &quoted), json!("1001"));
        assert_eq!(opener.text(&place, &elsewhere), json!({"unreadable": true}));
        assert_eq!(Opener::new(PERSON, None).text(&place, &plain), json!({"unreadable": true}));
        Ok(())
    }

    #[test]
    fn a_body_is_a_document_where_it_is_one() {
        assert_eq!(json_or_text(b"{\"a\": 1}"), json!({"a": 1}));
        assert_eq!(json_or_text(b"gone"), json!("gone"));
    }
}
