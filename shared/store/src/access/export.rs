//! Everything that is held of a person, in few reads, whatever there is.
//!
//! A person is a partition: three queries find it whole, and it lists what lies elsewhere. What they find is then read
//! by key, a hundred rows at once. Rejected: one read for each invitation, answer and order, as the pages do that show
//! one of them.

use std::collections::{BTreeSet, HashSet};

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use koe_domain::PersonId;
use koe_domain::consent::ConsentEvent;

use crate::client::{Batch, Store, string};
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{Item, Key, Row, from_item, text};
use crate::rows::{
    CaseRow, InvitationRow, LetterRow, LookRow, NoticeRow, OrderRow, OutboxRow, PersonKeyRow, PointerRow, ProfileRow,
    ReferenceRow, RequestRow, ResponseRow, SuppressedRow, TextKeyRow, VersionRow,
};
use crate::table::Table;

/// An answer that is still tied to its person.
#[derive(Clone, Debug)]
pub struct TiedAnswer {
    /// The way to it.
    pub pointer: PointerRow,
    /// The answer.
    pub response: Option<ResponseRow>,
    /// The key of its free text.
    pub text_key: Option<TextKeyRow>,
}

/// Everything that is held of a person.
#[derive(Clone, Debug, Default)]
pub struct Everything {
    /// The person.
    pub profile: Option<ProfileRow>,
    /// The key of their sealed fields.
    pub key: Option<PersonKeyRow>,
    /// Whether, and why, they must not be written to.
    pub suppressed: Option<SuppressedRow>,
    /// Their invitations.
    pub invitations: Vec<InvitationRow>,
    /// The answers that are still tied to them.
    pub answers: Vec<TiedAnswer>,
    /// The versions of surveys to which those answers belong.
    pub versions: Vec<VersionRow>,
    /// Their cases.
    pub cases: Vec<CaseRow>,
    /// Mails about their data.
    pub letters: Vec<LetterRow>,
    /// Who looked at them, oldest first.
    pub looks: Vec<LookRow>,
    /// Orders of theirs.
    pub orders: Vec<OrderRow>,
    /// Events about them for other systems.
    pub deliveries: Vec<OutboxRow>,
    /// Requests about their data.
    pub requests: Vec<RequestRow>,
    /// Their consent ledger, in order, as far as it can be read.
    pub ledger: Vec<ConsentEvent>,
    /// The numbers under which rows of their consent ledger stand that cannot be read any more.
    pub unreadable: Vec<u64>,
    /// The texts that the ledger names, as far as they are kept.
    pub notices: Vec<NoticeRow>,
    references: Vec<ReferenceRow>,
    pointers: Vec<PointerRow>,
}

impl Store {
    /// Everything that is held of a person; `suppression` is the name under which their suppression would stand.
    ///
    /// Three queries at once (people, keys, consent; one more for each further megabyte), then one batch for each
    /// hundred rows that lie elsewhere: two for an answer, one for each order, delivery, request, notice and survey
    /// version, and one for the suppression.
    ///
    /// # Errors
    /// As any read.
    pub async fn everything_of(&self, person: PersonId, suppression: &str) -> Result<Everything, StoreError> {
        let partition = ProfileRow::partition(person);
        let (people, keys, ledger) = futures::future::try_join3(
            self.whole(Table::People, &partition),
            self.whole(Table::Keys, &partition),
            self.ledger_rows(person),
        )
        .await?;
        let mut found = Everything::default();
        for (seq, event) in ledger {
            match event {
                Some(event) => found.ledger.push(event),
                None => found.unreadable.push(seq),
            }
        }
        for (sk, item) in people.into_iter().chain(keys) {
            found.sort(kind(&sk), item)?;
        }
        let suppression = SuppressedRow::key(suppression);
        let mut elsewhere = self.elsewhere_of(&found, suppression.clone()).await?;
        found.suppressed = elsewhere.take(&suppression)?;
        found.follow(&mut elsewhere)?;
        Ok(found)
    }

    async fn elsewhere_of(&self, found: &Everything, suppression: Key) -> Result<Fetched, StoreError> {
        // A batch takes a key once; two answers may belong to one version, two events to one notice.
        let mut seen = HashSet::new();
        let keys = found.keys_elsewhere().into_iter().chain([suppression]);
        let keys: Vec<Key> = keys.filter(|key| seen.insert(key.clone())).collect();
        let mut read = Fetched(Vec::new());
        for keys in keys.chunks(100) {
            read.0.push(self.batch(keys).await?);
        }
        Ok(read)
    }

    /// A partition, each row with its sort key, in order.
    pub(super) async fn whole(&self, table: Table, pk: &str) -> Result<Vec<(String, Item)>, StoreError> {
        let mut rows = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let got = self
                .client
                .query()
                .table_name(self.name(table))
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(pk))
                .consistent_read(true)
                .set_exclusive_start_key(start.take())
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await?;
            self.meter.record(Kind::Read, got.consumed_capacity());
            for item in got.items.unwrap_or_default() {
                rows.push((string(&item, "sk").unwrap_or_default(), item));
            }
            match got.last_evaluated_key {
                Some(key) if !key.is_empty() => start = Some(key),
                _ => return Ok(rows),
            }
        }
    }
}

/// Rows that were read by key, in as many batches as it took.
struct Fetched(Vec<Batch>);

impl Fetched {
    fn take<R: Row>(&mut self, key: &Key) -> Result<Option<R>, StoreError> {
        for batch in &mut self.0 {
            if let Some(row) = batch.take(key)? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn take_if<R: Row>(&mut self, key: &Key, wanted: impl FnOnce(&R) -> bool) -> Result<Option<R>, StoreError> {
        Ok(self.take::<R>(key)?.filter(wanted))
    }
}

impl Everything {
    /// Puts a row of the person's partitions where it belongs. A kind that is not known here is left out.
    fn sort(&mut self, kind: &str, item: Item) -> Result<(), StoreError> {
        match kind {
            "PROFILE" => self.profile = Some(from_item(item)?),
            "INVITE" => self.invitations.push(from_item(item)?),
            "CASE" => self.cases.push(from_item(item)?),
            "LETTER" => self.letters.push(from_item(item)?),
            "LOOK" => self.looks.push(from_item(item)?),
            "REF" => self.references.push(from_item(item)?),
            "KEY" => self.key = Some(from_item(item)?),
            "POINTER" => self.pointers.push(from_item(item)?),
            _ => {}
        }
        Ok(())
    }

    fn keys_elsewhere(&self) -> Vec<Key> {
        let answers = self.pointers.iter().flat_map(|pointer| {
            let response = ResponseRow::key(&pointer.survey, &pointer.response);
            [response, TextKeyRow::row_key_of(pointer.response.id)]
        });
        let references = self.references.iter().map(row_of);
        let notices = self.notices_named().into_iter().map(NoticeRow::key);
        answers.chain(references).chain(notices).chain(self.versions_answered()).collect()
    }

    fn notices_named(&self) -> BTreeSet<&str> {
        let shown = self.ledger.iter().filter_map(|event| event.entry.shown.as_ref());
        shown.map(|shown| shown.source_sha256.as_str()).collect()
    }

    fn versions_answered(&self) -> Vec<Key> {
        let answered: BTreeSet<_> = self.pointers.iter().map(|pointer| pointer.invitation).collect();
        let invitations = self.invitations.iter().filter(|row| answered.contains(&row.id));
        let versions: BTreeSet<_> = invitations.map(|row| (&row.survey, row.version)).collect();
        versions.into_iter().map(|(survey, version)| VersionRow::key(survey, version)).collect()
    }

    /// Takes what was read elsewhere.
    fn follow(&mut self, elsewhere: &mut Fetched) -> Result<(), StoreError> {
        for key in self.versions_answered() {
            self.versions.extend(elsewhere.take::<VersionRow>(&key)?);
        }
        let mut notices = Vec::new();
        for sha256 in self.notices_named() {
            notices.extend(elsewhere.take::<NoticeRow>(&NoticeRow::key(sha256))?);
        }
        self.notices = notices;
        for reference in std::mem::take(&mut self.references) {
            // A row may be somebody else's by now: an order whose contact was corrected.
            let (key, person) = (row_of(&reference), Some(reference.person));
            match kind(&reference.row) {
                "ORDER" => self.orders.extend(elsewhere.take_if(&key, |row: &OrderRow| row.person == person)?),
                "OUTBOX" => self.deliveries.extend(elsewhere.take_if(&key, |row: &OutboxRow| row.person == person)?),
                "REQUEST" => self.requests.extend(elsewhere.take_if(&key, |row: &RequestRow| row.person == person)?),
                _ => {}
            }
        }
        for pointer in std::mem::take(&mut self.pointers) {
            let response = elsewhere.take(&ResponseRow::key(&pointer.survey, &pointer.response))?;
            let text_key = elsewhere.take(&TextKeyRow::row_key_of(pointer.response.id))?;
            self.answers.push(TiedAnswer { pointer, response, text_key });
        }
        Ok(())
    }
}

/// The kind of a row: its key up to the first `#`.
fn kind(key: &str) -> &str {
    key.split('#').next().unwrap_or_default()
}

/// Where the row stands that a reference names: rows that stand alone have their kind as sort key.
fn row_of(reference: &ReferenceRow) -> Key {
    Key::new(Table::People, reference.row.as_str(), kind(&reference.row))
}

#[cfg(test)]
mod tests {
    use koe_domain::nonce::ResponseKey;
    use koe_domain::{DeliveryId, Faults, InvitationId, ResponseId, SurveyId};

    use super::*;

    const PERSON: PersonId = PersonId::from_bytes([1; 10]);

    fn pointer(number: u8) -> Result<PointerRow, Faults> {
        let response = ResponseKey { id: ResponseId::from_bytes([number; 16]), day: "2026-10-01".to_owned(), shard: 0 };
        let survey = SurveyId::parse("after-purchase")?;
        Ok(PointerRow { person: PERSON, invitation: InvitationId::from_bytes([number; 8]), survey, response })
    }

    #[test]
    fn an_answer_is_two_rows_elsewhere_and_a_reference_one() -> Result<(), Faults> {
        let delivery = DeliveryId::from_bytes([7; 16]);
        let reference = ReferenceRow { person: PERSON, row: OutboxRow::partition(delivery) };
        let found = Everything {
            pointers: vec![pointer(1)?, pointer(2)?],
            references: vec![reference],
            ..Everything::default()
        };
        let keys = found.keys_elsewhere();
        assert_eq!(keys.len(), 5);
        assert!(keys.contains(&OutboxRow::key(delivery)));
        assert!(keys.contains(&TextKeyRow::row_key_of(ResponseId::from_bytes([2; 16]))));
        Ok(())
    }

    #[test]
    fn a_row_that_stands_alone_has_its_kind_as_sort_key() {
        for (row, key) in [
            (OrderRow::partition("name"), OrderRow::key("name")),
            (OutboxRow::partition(DeliveryId::from_bytes([1; 16])), OutboxRow::key(DeliveryId::from_bytes([1; 16]))),
        ] {
            assert!(row_of(&ReferenceRow { person: PERSON, row }) == key);
        }
    }
}
