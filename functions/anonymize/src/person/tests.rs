use koe_domain::Locale;

use super::*;

type Fault = Box<dyn std::error::Error>;

const ME: PersonId = PersonId::from_bytes([1; 10]);

fn at(text: &str) -> Result<Timestamp, jiff::Error> {
    text.parse()
}

/// Reached until 22 November, with a ledger that is proof for three years.
fn row() -> Result<ProfileRow, Fault> {
    let mut row = ProfileRow::new(ME);
    row.rev = 4;
    row.contact = Some(serde_json::from_str("\"sealed\"")?);
    row.contact_until = Some(at("2026-11-22T09:30:15Z")?);
    row.proof_until = Some(at("2029-08-24T09:30:15Z")?);
    row.head = LedgerHead { seq: 2, hash: "ab".to_owned() };
    Ok(row)
}

#[test]
fn the_contact_goes_at_the_end_of_its_day_and_the_proof_is_next() -> Result<(), Fault> {
    let row = row()?;
    assert_eq!(step(&row, at("2026-11-22T23:59:59Z")?), Step::Wait);
    let now = at("2026-11-23T00:00:00Z")?;
    assert_eq!(step(&row, now), Step::Contact);
    let row = without_contact(row, now);
    assert!(row.contact.is_none() && row.contact_until.is_none());
    assert_eq!((row.rev, row.due.time()), (5, Some(at("2029-08-25T00:00:00Z")?)));
    Ok(())
}

#[test]
fn an_objection_outlives_contact_and_ledger() -> Result<(), Fault> {
    let now = at("2029-08-25T00:00:00Z")?;
    let mut objecting = row()?;
    objecting.consents.insert(SURVEY_MAILS.to_owned(), false);
    let row = without_contact(objecting, now);
    assert_eq!(step(&row, now), Step::Ledger);
    let row = without_ledger(row, now);
    assert_eq!((row.due.clone(), row.consents.get(SURVEY_MAILS)), (Due::NEVER, Some(&false)));
    assert_eq!((row.head.seq, row.proof_until), (0, None));
    assert_eq!(step(&row, now), Step::Stand);
    Ok(())
}

#[test]
fn what_is_agreed_keeps_its_proof() -> Result<(), Fault> {
    let now = at("2029-08-25T00:00:00Z")?;
    let mut agreeing = row()?;
    agreeing.consents.insert("follow_up".to_owned(), true);
    agreeing.consents.insert(SURVEY_MAILS.to_owned(), false);
    assert_eq!(step(&without_contact(agreeing, now), now), Step::Agreed);
    Ok(())
}

#[test]
fn whoever_neither_agrees_nor_objects_is_looked_at() -> Result<(), Fault> {
    let now = at("2029-08-25T00:00:00Z")?;
    let mut refusing = without_contact(row()?, now);
    refusing.consents.insert("follow_up".to_owned(), false);
    let row = without_ledger(refusing, now);
    assert_eq!((step(&row, now), row.due.time()), (Step::Look, Some(at("2029-08-26T00:00:00Z")?)));
    let mut old = row.clone();
    old.head.seq = 1;
    assert_eq!(step(&old, now), Step::Agreed, "nobody said for how long its ledger is proof");
    let row = waiting(row, now, Some(at("2029-10-01T12:00:00Z")?));
    assert_eq!(row.due.time(), Some(at("2029-10-02T00:00:00Z")?));
    Ok(())
}

#[test]
fn an_agreement_ends_when_its_own_time_is_over_and_once() -> Result<(), Fault> {
    let given = |until: Option<&str>| -> Result<Entry, jiff::Error> {
        let when = at("2026-11-22T09:30:15Z")?;
        let entry = Entry::new("follow_up", Decision::Given, when, Method::SurveyForm, Locale::english(), "May we?");
        Ok(Entry { valid_until: until.map(at).transpose()?, ..entry })
    };
    let now = at("2027-11-22T09:30:15Z")?;
    let ledger = |entries: Vec<Entry>| -> Result<Vec<ConsentEvent>, koe_domain::consent::LedgerError> {
        let (events, _) = LedgerHead::default().append_all(entries)?;
        Ok(events)
    };
    assert!(ended(&ledger(vec![given(None)?])?, now).is_empty());
    assert!(ended(&ledger(vec![given(Some("2027-11-22T09:30:16Z"))?])?, now).is_empty());
    let once = vec![given(Some("2027-11-22T09:30:15Z"))?];
    let over = ended(&ledger(once.clone())?, now);
    assert_eq!(over.len(), 1);
    assert_eq!((over[0].decision, over[0].method, over[0].by), (Decision::Expired, Method::Time, Actor::System));
    assert_eq!(over[0].text_sha256, once[0].text_sha256);
    assert!(ended(&ledger([once, over].concat())?, now).is_empty());
    Ok(())
}
