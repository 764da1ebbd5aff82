//! Erasure: the person goes, the totals stand, and for a time nothing brings the person back.

use koe_tests::{Fault, Outcome, Person, Town};
use serde_json::{Value, json};

use super::{Asked, HANAKO, WORDS, after_days, asked, found, looks_up, naming, pseudonym};

/// What is left of free text: keys, and sealed texts.
fn texts(town: &Town) -> Result<(usize, usize), Fault> {
    let responses = town.stored("koe", "RESPONSE#")?;
    let sealed = responses.iter().filter(|row| !row["text"].is_null()).count();
    Ok((town.stored("koe-keys", "TEXT#")?.len(), sealed))
}

#[tokio::test]
async fn who_is_erased_is_gone_and_the_totals_stand() -> Outcome {
    let Asked { town, person, page, .. } = asked().await?;
    let (from, theirs, id) = (town.today()?, pseudonym(&town)?, found(&town, HANAKO).await?);
    let answers = json!({"nps": 3, "delivery": 2, "why": WORDS});
    let body = json!({"nonce": person.nonce().await?, "answers": answers, "consents": {"follow_up": true}});
    person.sends(&body).await?.ok()?;
    for number in 1..=4 {
        Person::invited(&town, &format!("customer{number}@example.com")).await?.answers(9).await?.ok()?;
    }
    let totals = town.metrics_since(&from).await?;
    assert_eq!((&totals["nps"]["n"], texts(&town)?), (&json!(5), (1, 1)));
    let held = naming(&town, &theirs)?;
    for kind in ["koe-keys PERSON", "koe-people PERSON", "koe-consent PERSON"] {
        assert!(held.iter().filter(|row| *row == kind).count() >= 2, "{kind}: {held:?}");
    }

    let url = page.asks(&town, HANAKO, "erase", false).await?;
    let begun = page.confirms(&url).await?.ok()?;
    let erasure = begun["erasure"].as_str().ok_or("no number")?;
    assert_eq!(begun["take_back"], Value::Null);
    town.advance("PT1M").await?;
    let shown = town.get(&format!("/v1/erasures/{erasure}")).await?.ok()?;
    let stands = [&shown["state"], &shown["via"], &shown["never_ask"], &shown["scope"]];
    assert_eq!(stands, [&json!("done"), &json!("page"), &json!(false), &json!({"kind": "person"})]);
    assert!(shown["certificate"]["proof"].is_object() && !shown.to_string().contains(&theirs), "{shown}");

    let left = ["koe-consent PERSON", "koe-consent PERSON", "koe-keys ERASED", "koe-people PERSON"];
    assert_eq!(naming(&town, &theirs)?, left, "the ledger, the list of the erased, and the tombstone");
    let rows = town.stored("koe-people", &format!("PERSON#{theirs}"))?;
    let tombstone = rows.first().ok_or("no tombstone")?;
    for gone in ["contact", "locale", "last_asked", "contact_until", "opted_out", "list_pk"] {
        assert_eq!(tombstone[gone], Value::Null, "{gone}");
    }
    assert!(tombstone["tombstone"].as_str().is_some_and(|at| at.ends_with("T00:00:00Z")), "{tombstone}");
    assert!(town.stored("koe-people", "SUPPRESSED#")?.is_empty(), "that was not asked for");
    assert_eq!(texts(&town)?, (0, 0));
    assert_eq!(town.metrics_since(&from).await?, totals);
    assert_eq!(town.recounts_since(&from).await?, 5);
    assert_eq!(town.stored("koe", "RESPONSE#")?.len(), 5);

    // The proof of what was agreed outlives the person, and names nobody.
    let proof = town.get(&format!("/v1/people/{id}/consents")).await?.ok()?;
    assert_eq!([&proof["erased"], &proof["verified"]], [&json!(true), &json!(true)]);
    assert_eq!(proof["events"].as_array().map(Vec::len), Some(2));
    assert_eq!(town.post("/v1/people/lookup", &json!({"email": HANAKO})).await?.verdict(), "404 not-found");
    assert_eq!(town.get(&format!("/v1/people/{id}/export")).await?.verdict(), "404 not-found");
    Ok(())
}

#[tokio::test]
async fn a_mail_that_waits_and_an_order_that_waits_go_with_the_person() -> Outcome {
    let Asked { town, shop, page, .. } = asked().await?;
    shop.places(1002, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1002).await?.ok()?["result"], "planned");
    shop.places(1003, HANAKO).await?.ok()?;
    assert_eq!(town.stored("koe-people", "ORDER#")?.len(), 3);
    let url = page.asks(&town, HANAKO, "erase", false).await?;
    let held = town.mails_to(HANAKO);
    page.confirms(&url).await?.ok()?;
    // The very next thing is an order of theirs, before anything was destroyed.
    assert_eq!(shop.delivers(1003).await?.ok()?["result"], "waiting");
    town.advance("P2D").await?;
    assert_eq!(town.mails_to(HANAKO), held);
    assert!(town.states()?.is_empty());
    let orders = town.stored("koe-people", "ORDER#")?;
    assert!(orders.iter().all(|order| order["person"].is_null()), "{orders:?}");
    let left = naming(&town, &pseudonym(&town)?)?;
    assert_eq!(left, ["koe-keys ERASED", "koe-people PERSON"]);
    Ok(())
}

#[tokio::test]
async fn nothing_brings_the_person_back_before_the_tombstone_goes_and_then_they_may_be_asked() -> Outcome {
    let Asked { town, shop, page, .. } = asked().await?;
    let theirs = pseudonym(&town)?;
    let url = page.asks(&town, HANAKO, "erase", false).await?;
    page.confirms(&url).await?.ok()?;
    town.advance("PT1M").await?;
    let held = town.mails_to(HANAKO);
    for (number, days) in [(1002, 0), (1003, 30), (1004, 56)] {
        after_days(&town, days).await?;
        shop.places(number, HANAKO).await?.ok()?;
        assert_eq!(shop.delivers(number).await?.ok()?["result"], "no_contact", "after {days} more days");
        let body = json!({"survey": "after-purchase", "to": {"email": HANAKO}, "delay": "PT0S"});
        assert_eq!(town.post("/v1/invitations", &body).await?.verdict(), "409 conflict");
        assert_eq!(looks_up(&town, HANAKO).await?.status, 202);
        town.advance("P1D").await?;
        assert_eq!(town.mails_to(HANAKO), held, "after {days} more days");
        let left = naming(&town, &theirs)?;
        assert!(left.iter().all(|row| ["koe-keys ERASED", "koe-people PERSON"].contains(&row.as_str())), "{left:?}");
        assert_eq!(town.stored("koe-people", &format!("PERSON#{theirs}"))?.len(), 1);
    }
    // 90 days and the rest of a day.
    after_days(&town, 2).await?;
    assert!(town.stored("koe-people", &format!("PERSON#{theirs}"))?.is_empty());
    shop.places(1005, HANAKO).await?.ok()?;
    assert_eq!(shop.delivers(1005).await?.ok()?["result"], "planned");
    town.advance("P1D").await?;
    assert_eq!(town.mails_to(HANAKO), held + 1);
    let anew = town.own_page(&town.mail_to(HANAKO)?)?.reads().await?.ok()?;
    assert_eq!(anew["invitations"].as_array().map(Vec::len), Some(1), "of the time before nothing is known");
    Ok(())
}
