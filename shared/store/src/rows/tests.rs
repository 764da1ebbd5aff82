use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::consent::{Decision, Entry, LedgerHead, Method};
use koe_domain::invitation::{State, Step};
use koe_domain::nonce::ResponseKey;
use koe_domain::order::Trigger;
use koe_domain::survey::{Answer, Answers};
use koe_domain::{InvitationId, Locale, PersonId, ResponseId, SourceId, StoreId, SurveyId};
use koe_privacy::{MasterKey, MasterKeys, WrappedKey};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::row::{Due, Queue, Row, from_item, to_item};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const ME: PersonId = PersonId::from_bytes([1; 10]);
const ASKED: InvitationId = InvitationId::from_bytes([2; 8]);
const SAID: ResponseId = ResponseId::from_bytes([3; 16]);

#[derive(Debug)]
struct Sevens;

impl koe_domain::Random for Sevens {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn wrapped() -> Result<WrappedKey, koe_privacy::SealError> {
    let master = MasterKeys::new(MasterKey { id: 1, key: [9; 32] }, Vec::new());
    master.wrap(&Sevens, "row", &koe_privacy::DataKey::generate(&Sevens))
}

/// Writes the row as an item, reads it back, and gives the item as DynamoDB's JSON: what tomorrow's code must read.
fn stored<R: Row>(row: &R) -> Result<Value, Box<dyn std::error::Error>> {
    let item = to_item(row)?;
    let again: R = from_item(item.clone())?;
    assert_eq!(item, to_item(&again)?, "{} does not survive", R::KIND);
    Ok(serde_dynamo::from_item(item)?)
}

fn survey() -> Result<SurveyId, koe_domain::Faults> {
    SurveyId::parse("after-purchase")
}

#[test]
fn a_person_is_stored_like_this() -> Outcome {
    let mut row = ProfileRow::new(ME);
    row.rev = 4;
    row.locale = Some(Locale::parse("ja")?);
    row.consents = BTreeMap::from([("follow_up".to_owned(), true)]);
    row.head = LedgerHead { seq: 2, hash: "ab".to_owned() };
    row.last_asked = Some(Timestamp::UNIX_EPOCH);
    row.due = Due::at(Queue::Retain, &row.row_key().pk, Timestamp::UNIX_EPOCH);
    insta::assert_json_snapshot!("profile_1", stored(&row)?);
    let key = PersonKeyRow::new(ME, wrapped()?);
    insta::assert_json_snapshot!("person_key_1", stored(&key)?);
    insta::assert_json_snapshot!("reference_1", stored(&ReferenceRow { person: ME, row: "ORDER#x".to_owned() })?);
    Ok(())
}

#[test]
fn an_invitation_is_stored_like_this() -> Outcome {
    let row = InvitationRow {
        person: ME,
        id: ASKED,
        rev: 3,
        survey: survey()?,
        version: 1,
        origin: Origin::Source(SourceId::parse("shop")?),
        basis: None,
        order: None,
        store: Some(StoreId::parse("shibuya")?),
        labels: BTreeMap::from([("plan".to_owned(), "pro".to_owned())]),
        state: State::Sent,
        history: vec![Step::new(State::Scheduled, Timestamp::UNIX_EPOCH, Some("why"))],
        send_at: Timestamp::UNIX_EPOCH,
        expires_at: Timestamp::UNIX_EPOCH,
        retain_until: Timestamp::UNIX_EPOCH,
        proof_until: None,
        attempts: 1,
        answers: 2,
        answered_with: Some("x".to_owned()),
        edit_until: Some(Timestamp::UNIX_EPOCH),
        due: Due::NEVER,
    };
    insta::assert_json_snapshot!("invitation_1", stored(&row)?);
    Ok(())
}

#[test]
fn an_order_is_stored_like_this() -> Outcome {
    let mut row = OrderRow::new("name".to_owned(), SourceId::parse("shop")?);
    row.happened = BTreeMap::from([(Trigger::Delivered, Timestamp::UNIX_EPOCH)]);
    row.called_off = Some(CalledOff { at: Timestamp::UNIX_EPOCH, why: "order_cancelled".to_owned() });
    row.contact = ContactSeen::Person;
    row.contact_at = Some(Timestamp::UNIX_EPOCH);
    row.person = Some(ME);
    let ask = Ask { state: AskState::Planned, person: Some(ME), invitation: ASKED };
    row.asks = BTreeMap::from([("delivered:after-purchase".to_owned(), ask)]);
    row.ttl = 1;
    insta::assert_json_snapshot!("order_1", stored(&row)?);
    Ok(())
}

#[test]
fn a_response_is_stored_like_this() -> Outcome {
    let answers = [
        ("nps", Answer::Score(9)),
        ("first", Answer::Choice("yes".to_owned())),
        ("topics", Answer::Choices(vec!["price".to_owned()])),
    ];
    let row = ResponseRow {
        id: SAID,
        survey: survey()?,
        version: 1,
        day: "2026-11-22".to_owned(),
        shard: 3,
        rev: 1,
        answers: Answers(answers.into_iter().map(|(name, answer)| (name.to_owned(), answer)).collect()),
        text: None,
        store: None,
        labels: BTreeMap::new(),
        locale: Locale::english(),
        test: false,
        unscrubbed: false,
        gpc: false,
        with: None,
        due: Due::NEVER,
    };
    insta::assert_json_snapshot!("response_1", stored(&row)?);
    insta::assert_json_snapshot!("text_key_1", stored(&TextKeyRow::new(SAID, wrapped()?))?);
    let pointer = PointerRow {
        person: ME,
        invitation: ASKED,
        survey: survey()?,
        response: ResponseKey { id: SAID, day: "2026-11-22".to_owned(), shard: 3 },
    };
    insta::assert_json_snapshot!("pointer_1", stored(&pointer)?);
    Ok(())
}

#[test]
fn a_consent_event_is_stored_like_this_and_keeps_its_hash() -> Outcome {
    let now = Timestamp::UNIX_EPOCH;
    let text = "You may contact me.";
    let entry = Entry {
        survey: Some(survey()?),
        version: Some(1),
        build: "koe/0".to_owned(),
        ..Entry::new("follow_up", Decision::Given, now, Method::SurveyForm, Locale::english(), text)
    };
    let (event, head) = LedgerHead::default().append(entry)?;
    let row = ConsentRow { person: ME, event };
    insta::assert_json_snapshot!("consent_1", stored(&row)?);
    let read: ConsentRow = from_item(to_item(&row)?)?;
    assert_eq!(koe_domain::consent::verify([&read.event])?, head);
    Ok(())
}

#[test]
fn a_case_and_the_small_rows_are_stored_like_this() -> Outcome {
    let case = CaseRow {
        person: ME,
        invitation: ASKED,
        rev: 1,
        survey: survey()?,
        version: 1,
        question: "nps".to_owned(),
        score: 3,
        of: 10,
        store: None,
        state: CaseState::Open,
        history: Vec::new(),
        owner: None,
        notes: Vec::new(),
        list_pk: None,
        list_at: None,
        opened_at: Timestamp::UNIX_EPOCH,
        deal_by: Timestamp::UNIX_EPOCH,
        alert: Alert::Due,
        attempts: 0,
        due: Due::at(Queue::Alert, "PERSON#x", Timestamp::UNIX_EPOCH),
    };
    insta::assert_json_snapshot!("case_1", stored(&case)?);
    let at = Timestamp::UNIX_EPOCH;
    let seen = SeenRow::new(SourceId::parse("shop")?, "e".to_owned(), "t".to_owned(), at, "planned");
    insta::assert_json_snapshot!("seen_1", stored(&seen)?);
    let suppressed = SuppressedRow { name: "n".to_owned(), why: "bounced".to_owned(), at };
    insta::assert_json_snapshot!("suppressed_1", stored(&suppressed)?);
    insta::assert_json_snapshot!("pause_1", stored(&PauseRow { until: at, why: "quota".to_owned() })?);
    Ok(())
}

#[test]
fn a_row_of_an_unknown_version_or_without_a_field_is_corrupt_and_nothing_of_it_is_printed() -> Outcome {
    let mut item = to_item(&ProfileRow::new(ME))?;
    item.insert("v".to_owned(), crate::row::number(99));
    let error = from_item::<ProfileRow>(item.clone()).err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("a person row of table people is corrupt: its version is unknown"));
    item.insert("v".to_owned(), crate::row::number(1));
    item.remove("person");
    let error = from_item::<ProfileRow>(item).err().map(|error| error.to_string());
    let expected = "a person row of table people is corrupt: a field is missing or of another type";
    assert_eq!(error.as_deref(), Some(expected));
    Ok(())
}

proptest! {
    /// Keys are texts put together; what stands between the parts is never part of one.
    #[test]
    fn two_rows_share_a_key_only_where_they_are_the_same(
        a in "[a-z0-9-]{1,12}", b in "[a-z0-9-]{1,12}", days in prop::array::uniform2(0..400_i64),
        ids in prop::array::uniform2(any::<[u8; 16]>()), shards in prop::array::uniform2(0..4_u8),
    ) {
        let survey = |text: &str| SurveyId::parse(&format!("s{text}"));
        let day = |n: i64| Timestamp::from_second(n * 86_400).map(|at| at.to_string()[..10].to_owned());
        let key = |survey: &SurveyId, i: usize, day: String| {
            ResponseRow::key(survey, &ResponseKey { id: ResponseId::from_bytes(ids[i]), day, shard: shards[i] })
        };
        let (one, other) = (key(&survey(&a)?, 0, day(days[0])?), key(&survey(&b)?, 1, day(days[1])?));
        let same = (&a, days[0], ids[0], shards[0]) == (&b, days[1], ids[1], shards[1]);
        prop_assert_eq!(one == other, same);
        let seen = |source: &str, event: &str| SourceId::parse(&format!("s{source}")).map(|id| SeenRow::key(&id, event));
        prop_assert_eq!(seen(&a, &b)? == seen(&b, &a)?, a == b);
    }

    #[test]
    fn a_row_is_due_in_the_partition_of_its_key_and_to_the_second(pk in ".{1,40}", at in 0..4_000_000_000_i64) {
        let at = Timestamp::from_second(at)?;
        let due = Due::at(Queue::Retain, &pk, at + jiff::SignedDuration::from_millis(999));
        prop_assert_eq!(due.time(), Some(at));
        prop_assert!(due.is_in(Queue::Retain) && !due.is_in(Queue::Deliver));
        prop_assert_eq!(due, Due::at(Queue::Retain, &pk, at));
    }
}
