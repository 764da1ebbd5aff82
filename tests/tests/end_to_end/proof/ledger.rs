//! The ledger under the hands of somebody who holds the tables.

use koe_domain::consent::{ConsentEvent, verify};
use koe_tests::{Fault, Outcome, Person, Town};
use serde_json::{Value, json};

use super::{HANAKO, TARO, answers, person_id};

/// Hanako agreed and took it back, which makes four events; and how staff know her.
async fn four_events() -> Result<(Town, String), Fault> {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, HANAKO).await?;
    for agreed in [true, false] {
        answers(&person, &json!({"nps": 9}), &json!({"follow_up": agreed})).await?;
    }
    let id = person_id(&town, HANAKO).await?;
    Ok((town, id))
}

/// Whether the ledger holds, as staff are told.
async fn verified(town: &Town, id: &str) -> Result<Value, Fault> {
    Ok(town.get(&format!("/v1/people/{id}/consents")).await?.ok()?["verified"].take())
}

/// Changes one byte at each of these places, and requires that the event named is the one told.
async fn each_is_named(town: &Town, id: &str, places: &[(u64, &str)]) -> Outcome {
    for (seq, place) in places {
        let row = town.flips_a_byte("koe-consent", &format!("{seq:08}"), place)?;
        assert_eq!(verified(town, id).await?, json!({"broken_at": seq}), "event {seq}, {place}");
        let receipt = town.get(&format!("/v1/people/{id}/consents/1/receipt")).await?;
        assert_eq!(receipt.verdict(), "409 conflict", "nothing is certified of a ledger that does not hold: {place}");
        town.puts_back("koe-consent", &row)?;
        assert_eq!(verified(town, id).await?, true, "as it was: {place}");
    }
    Ok(())
}

#[tokio::test]
async fn a_byte_changed_past_every_function_is_found_and_its_event_is_named() -> Outcome {
    let (town, id) = four_events().await?;
    let whole = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    assert_eq!((&whole["verified"], &whole["erased"]), (&json!(true), &json!(false)));
    // What staff are given can be walked without asking anybody.
    let events: Vec<ConsentEvent> = serde_json::from_value(whole["events"].clone())?;
    let head = verify(&events)?;
    assert_eq!((head.seq, &json!(head.hash)), (4, &whole["head"]["hash"]));

    let places = [
        (1, "/hash/S"),
        (1, "/shown/M/notice/S"),
        (2, "/prev/S"),
        (2, "/purpose/S"),
        (2, "/at/S"),
        (2, "/locale/S"),
        (2, "/text_sha256/S"),
        (2, "/shown/M/control/S"),
        (2, "/shown/M/rendered_sha256/S"),
        (2, "/shown/M/source_sha256/S"),
        (2, "/build/S"),
        (3, "/version/N"),
        (3, "/seq/N"),
        (4, "/hash/S"),
    ];
    each_is_named(&town, &id, &places).await?;

    let profile = town.flips_a_byte("koe-people", "PROFILE", "/head/M/hash/S")?;
    assert_eq!(verified(&town, &id).await?, json!({"broken_at": 4}), "the end is not where it was");
    town.puts_back("koe-people", &profile)?;
    assert_eq!(verified(&town, &id).await?, true);
    Ok(())
}

#[tokio::test]
async fn a_byte_that_makes_an_event_unreadable_is_named_as_well() -> Outcome {
    let (town, id) = four_events().await?;
    each_is_named(&town, &id, &[(2, "/decision/S"), (2, "/method/S"), (2, "/survey/S"), (4, "/decision/S")]).await
}

#[tokio::test]
async fn an_event_of_another_person_does_not_pass_for_ones_own() -> Outcome {
    let (town, id) = four_events().await?;
    let row = town.tampers("koe-consent", "00000002", |row| row["decision"]["S"] = json!("refused"))?;
    assert_eq!(verified(&town, &id).await?, json!({"broken_at": 2}), "a refusal was never given");
    town.puts_back("koe-consent", &row)?;

    // Another's event in the place of her own, with the right number.
    let other = Person::invited(&town, TARO).await?;
    answers(&other, &json!({"nps": 9}), &json!({"follow_up": true})).await?;
    let (hers, mut rows) = (row["pk"].clone(), town.tables.rows()?);
    rows.retain(|key, row| key.starts_with("koe-consent ") && row["sk"]["S"] == "00000002" && row["pk"] != hers);
    let mut foreign = rows.into_values().next().ok_or("no event of another")?;
    foreign["pk"] = hers;
    foreign["person"] = row["person"].clone();
    town.tables.write("koe-consent", &foreign)?;
    assert_eq!(verified(&town, &id).await?, json!({"broken_at": 2}));
    Ok(())
}
