//! Keys are changed while everything goes on: what older ones sealed opens as before, is wrapped anew, and they go.

use std::collections::BTreeMap;
use std::path::Path;

use koe_runtime::{OsRandom, Process, RingKind, master_keys, retired, rotated};
use koe_store::TableNames;
use koe_tests::{Fault, Outcome, Person, Shop, Side, Sink, Town, Wire, after_delivery, after_purchase, organisation};
use serde_json::{Value, json};

const WORDS: &str = "The lid was open";

/// Changes one of the secrets of the stack whose data lie in `folder`.
fn change(folder: &Path, name: &str, how: impl FnOnce(&str) -> Result<String, Fault>) -> Result<String, Fault> {
    let file = folder.join("secrets.json");
    let mut kept: Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    let changed = how(kept[name].as_str().ok_or("no such secret")?)?;
    kept[name] = json!(changed);
    std::fs::write(&file, serde_json::to_vec_pretty(&kept)?)?;
    Ok(changed)
}

/// `koe-admin rotate`.
fn rotate(folder: &Path, name: &str, ring: RingKind) -> Result<String, Fault> {
    change(folder, name, |secret| Ok(rotated(ring, secret, &OsRandom)?.0))
}

/// `koe-admin retire`, of the first key.
fn retire(folder: &Path, name: &str, ring: RingKind) -> Result<String, Fault> {
    change(folder, name, |secret| Ok(retired(ring, secret, 1)?))
}

/// The stack stops, and starts again with the secrets as they are now.
async fn restarted(mut town: Town, folder: &Path) -> Result<Town, Fault> {
    town.stop().await;
    drop(town);
    Town::in_folder(folder).await
}

/// How many wrapped keys there are, by the master key that wrapped them; each must be listed under that one.
fn wrapped(town: &Town) -> Result<BTreeMap<u64, u64>, Fault> {
    let mut found = BTreeMap::new();
    for (table, kind) in [("koe-keys", "PERSON#"), ("koe-keys", "TEXT#"), ("koe", "SOURCE#"), ("koe", "SUBSCRIPTION#")]
    {
        for row in town.stored(table, kind)? {
            let Some(master) = row["key"]["master"].as_u64() else { continue };
            *found.entry(master).or_default() += 1;
            let listed = row["list_pk"].as_str().unwrap_or_default();
            if table == "koe-keys" && !listed.starts_with(&format!("MASTER#{master}#")) {
                return Err(format!("a key that {master} wrapped is listed as {listed}").into());
            }
        }
    }
    Ok(found)
}

/// A stack with a shop, another system that is told, three who answered and one who is still to be asked.
struct Life {
    town: Town,
    told: Sink,
    tokens: Vec<String>,
    waiting: String,
}

async fn life(folder: &Path) -> Result<Life, Fault> {
    let town = Town::in_folder(folder).await?;
    let mut survey = after_purchase();
    survey["settings"]["edit_window"] = json!("P30D");
    town.put("/v1/organisation", &organisation()).await?.ok()?;
    town.put("/v1/surveys/after-purchase", &survey).await?.ok()?;
    town.opens_shop("shop", &after_delivery()).await?;
    let told = town.subscribes("crm", &json!(["response.recorded"]), false).await?;
    let mut tokens = Vec::new();
    for number in 0..3 {
        let person = Person::invited(&town, &format!("customer{number}@example.com")).await?;
        let body = json!({"nonce": person.nonce().await?, "answers": {"nps": 9, "why": WORDS}});
        person.sends(&body).await?.ok()?;
        tokens.push(person.token().to_owned());
    }
    let waiting = town.plans_mail_to("waiting@example.com", "P2D").await?;
    town.advance("PT1M").await?;
    Ok(Life { town, told, tokens, waiting })
}

fn with_token(town: &Town, token: &str) -> Person {
    Person::with_link(town, &format!("{}/s/{token}", town.address))
}

/// Requires that words, contacts and secrets open.
async fn everything_opens(town: &Town, life: &(Sink, Vec<String>, String), number: u64) -> Outcome {
    let (told, tokens, waiting) = life;
    for token in tokens {
        let read = with_token(town, token).reads().await?.ok()?;
        assert_eq!(read["answers"], json!({"nps": 9, "why": WORDS}));
    }
    assert_eq!(town.invitation(waiting).await?["state"], "scheduled");
    let shop = Shop::new(town, "shop", "secret-of-shop");
    let address = format!("buyer{number}@example.com");
    shop.places(number, &address).await?.ok()?;
    assert_eq!(shop.delivers(number).await?.ok()?["result"], "planned");
    let before = told.events("response.recorded")?.len();
    Person::invited(town, &format!("caller{number}@example.com")).await?.answers(8).await?.ok()?;
    town.advance("PT1M").await?;
    assert_eq!(told.events("response.recorded")?.len(), before + 1, "signed as before");
    Ok(())
}

#[tokio::test]
async fn a_master_key_is_exchanged_and_goes_while_everything_still_opens() -> Outcome {
    let folder = tempfile::tempdir()?;
    let Life { town, told, tokens, waiting } = life(folder.path()).await?;
    let life = (told, tokens, waiting);
    // Four people, three texts, a shop, a subscription.
    assert_eq!(wrapped(&town)?, BTreeMap::from([(1, 9)]));

    let secret = rotate(folder.path(), "master", RingKind::Master)?;
    let town = restarted(town, folder.path()).await?;
    everything_opens(&town, &life, 1001).await?;
    assert_eq!(wrapped(&town)?, BTreeMap::from([(1, 9), (2, 2)]), "what is new is wrapped by the new key");

    let master = master_keys(&secret)?;
    assert_eq!(town.store.rewrap(1, &master, &OsRandom).await?, 9);
    assert_eq!(wrapped(&town)?, BTreeMap::from([(2, 11)]));
    assert_eq!(town.store.rewrap(1, &master, &OsRandom).await?, 0, "nothing is left to do");
    everything_opens(&town, &life, 1002).await?;

    retire(folder.path(), "master", RingKind::Master)?;
    let town = restarted(town, folder.path()).await?;
    everything_opens(&town, &life, 1003).await?;
    town.advance("P3D").await?;
    assert_eq!(town.mails_to("waiting@example.com"), 1);
    assert_eq!(town.mails_to("buyer1001@example.com"), 1);
    Ok(())
}

#[tokio::test]
async fn wrapping_anew_that_is_killed_at_any_write_goes_on_where_it_was() -> Outcome {
    let folder = tempfile::tempdir()?;
    let Life { town, told, tokens, waiting } = life(folder.path()).await?;
    let secret = rotate(folder.path(), "master", RingKind::Master)?;
    let town = restarted(town, folder.path()).await?;
    let master = master_keys(&secret)?;
    let mut kills = 0;
    // One key a run: killed before the write of the next, or once the answer to its own was lost.
    for (passes, side) in [(1, Side::Before), (0, Side::After)].into_iter().cycle().take(100) {
        let wire = Wire::to(&town.dynamodb, passes, side).await?;
        let store = Process::at(&wire.endpoint, &town.address, TableNames::with_prefix("koe")).store();
        if store.rewrap(1, &master, &OsRandom).await.is_ok() {
            break;
        }
        kills += 1;
        let now = wrapped(&town)?;
        assert_eq!(now.values().sum::<u64>(), 9, "no key was lost at run {kills}: {now:?}");
    }
    assert!(kills >= 8, "it was killed {kills} times only");
    assert_eq!(wrapped(&town)?, BTreeMap::from([(2, 9)]));
    retire(folder.path(), "master", RingKind::Master)?;
    let town = restarted(town, folder.path()).await?;
    everything_opens(&town, &(told, tokens, waiting), 1001).await
}

#[tokio::test]
async fn a_link_key_is_exchanged_and_its_links_work_until_it_is_retired() -> Outcome {
    let folder = tempfile::tempdir()?;
    let Life { town, told, tokens, waiting } = life(folder.path()).await?;
    rotate(folder.path(), "link", RingKind::Links)?;
    let town = restarted(town, folder.path()).await?;
    let fresh = Person::invited(&town, "fresh@example.com").await?.token().to_owned();
    everything_opens(&town, &(told, tokens.clone(), waiting), 1001).await?;

    retire(folder.path(), "link", RingKind::Links)?;
    let town = restarted(town, folder.path()).await?;
    assert_eq!(with_token(&town, &tokens[0]).reads().await?.verdict(), "404 not-found");
    assert_eq!(with_token(&town, &fresh).answers(9).await?.ok()?, json!({"revision": 1}));
    Ok(())
}
