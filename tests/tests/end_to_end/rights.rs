//! What a person may do about their own data: see and correct it, agree and withdraw, object, take a copy, be erased.
//! Each test has a stack of its own.

mod confirm;
mod consents;
mod erase;
mod export;
mod gone;
mod links;
mod lookup;
mod never_ask;
mod objection;
mod own_page;
mod profile;
mod promises;
mod requests;

use jiff::SignedDuration;
use koe_domain::Clock as _;
use koe_domain::consent::{ConsentEvent, Decision, verify};
use koe_tests::{Answer, Fault, Outcome, OwnPage, Person, Shop, Town, after_delivery, after_purchase, organisation};
use serde_json::{Value, json};

/// An address at a domain that nobody else has, the organisation included.
const HANAKO: &str = "hanako@mail.example.jp";
/// The same, as its owner gets to see it.
const MASKED: &str = "h•••@m•••.jp";
/// The text of the survey's box.
const BOX: &str = "You may contact me about my answer.";
/// What a person writes; nobody else says it in these words.
const WORDS: &str = "The parcel was left in the rain by the gate";

/// Somebody who ordered, and was asked by mail.
struct Asked {
    town: Town,
    shop: Shop,
    person: Person,
    page: OwnPage,
}

/// A survey by which one may be asked again at once.
fn without_pause() -> Value {
    let mut survey = after_purchase();
    survey["settings"]["invitation"] = json!({"ask_at_most_every": "P0D"});
    survey
}

/// An organisation that goes by the CCPA, and sells or shares data.
fn in_california() -> Value {
    let mut organisation = organisation();
    organisation["privacy"]["laws"] = json!(["ccpa"]);
    organisation["privacy"]["purposes"] = json!({"default": "To serve you better.", "ja": "サービス改善のため"});
    organisation["privacy"]["sells_or_shares"] = json!(true);
    organisation
}

async fn asked() -> Result<Asked, Fault> {
    asked_by(&without_pause()).await
}

async fn asked_by(survey: &Value) -> Result<Asked, Fault> {
    let (town, shop) = Town::asking(survey, &after_delivery()).await?;
    shop.places(1001, HANAKO).await?.ok()?;
    shop.delivers(1001).await?.ok()?;
    town.advance("P1D").await?;
    let (person, page) = (town.person(HANAKO)?, town.own_page(&town.mail_to(HANAKO)?)?);
    Ok(Asked { town, shop, person, page })
}

/// What every page has, in this language: headers, no script, no cookie, and little weight.
fn is_a_page(answer: &Answer, language: &str) {
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("x-robots-tag", "noindex"),
        ("x-content-type-options", "nosniff"),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    assert!(!answer.header("permissions-policy").is_empty());
    let page = &answer.text;
    assert!(page.contains(&format!("<html lang=\"{language}\">")), "not in {language}: {page}");
    assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains("javascript:"), "{page}");
    assert!(page.len() < 20_000, "{} bytes", page.len());
}

/// Follows an address with a browser.
async fn follows(town: &Town, url: &str) -> Result<Answer, Fault> {
    Answer::of(town.client.get(url).header("accept", "text/html")).await
}

/// Presses the button that stands there: it sends a form without fields.
async fn presses(town: &Town, url: &str) -> Result<Answer, Fault> {
    let request = town.client.post(url).header("accept", "text/html");
    Answer::of(request.header("content-type", "application/x-www-form-urlencoded")).await
}

/// Types an address into the form of those who have no mail at hand.
async fn looks_up(town: &Town, email: &str) -> Result<Answer, Fault> {
    let request = town.client.post(format!("{}/privacy", town.address)).header("accept", "text/html");
    Answer::of(request.form(&[("email", email)])).await
}

/// The id under which staff know the person.
async fn found(town: &Town, email: &str) -> Result<String, Fault> {
    let found = town.post("/v1/people/lookup", &json!({"email": email})).await?.ok()?;
    Ok(found["person"].as_str().ok_or("nobody was found")?.to_owned())
}

/// The person's ledger as staff get it; it must hold, by their word and by our own reckoning.
async fn ledger(town: &Town, email: &str) -> Result<Vec<ConsentEvent>, Fault> {
    let id = found(town, email).await?;
    let mut shown = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    let events: Vec<ConsentEvent> = serde_json::from_value(shown["events"].take())?;
    let head = serde_json::to_value(verify(&events)?)?;
    // A chain without an event ends where it begins.
    if shown["verified"] != json!(true) || (head != shown["head"] && !events.is_empty()) {
        return Err(format!("the ledger does not hold: {shown}").into());
    }
    Ok(events)
}

fn decisions(events: &[ConsentEvent]) -> Vec<(&str, Decision)> {
    events.iter().map(|event| (event.entry.purpose.as_str(), event.entry.decision)).collect()
}

/// The pseudonym of the one person there is.
fn pseudonym(town: &Town) -> Result<String, Fault> {
    let profile = town.only("koe-people", "PROFILE")?;
    Ok(profile["person"].as_str().ok_or("no pseudonym")?.to_owned())
}

/// The kinds of the rows in which this pseudonym stands, sorted: table and kind.
fn naming(town: &Town, pseudonym: &str) -> Result<Vec<String>, Fault> {
    let rows = town.tables.rows()?;
    let theirs = rows.iter().filter(|(key, row)| key.contains(pseudonym) || row.to_string().contains(pseudonym));
    Ok(theirs.map(|(key, _)| key.split('#').next().unwrap_or_default().to_owned()).collect())
}

/// Lets days pass in which nothing ran; what fell due meanwhile is done at their end. A walk through a year would take
/// long.
async fn after_days(town: &Town, days: i64) -> Outcome {
    let target = town.clock.now().checked_add(SignedDuration::from_hours(24 * days))?;
    town.clock.set_to(target)?;
    town.settle().await?;
    Ok(())
}

/// Moves the clock to this second of a slice of time of `length` seconds, counted from 1970.
async fn at_second(town: &Town, second: i64, length: i64) -> Outcome {
    let past = town.clock.now().as_second();
    town.advance(&format!("PT{}S", (second - past).rem_euclid(length))).await?;
    Ok(())
}
