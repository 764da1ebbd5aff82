//! What must never be logged: the main job, and everything that is refused on its way, with every line of the log kept.

use koe_domain::{PersonId, Random};
use koe_local::inbox::Fault as Falters;
use koe_privacy::{DataKey, Keyring, MasterKey, MasterKeys, Pepper, Place};
use koe_store::rows::ProfileRow;
use koe_tests::{Answer, Fault, Outcome, Person, Shop, Town, after_delivery, after_purchase, field};
use reqwest::Method;
use serde_json::{Value, json};

use crate::capture;

const HANAKO: &str = "hanako@example.com";
const MANAGER: &str = "manager-kaede@example.com";
const BOUNCING: &str = "bounce@simulator.amazonses.com";
/// Twelve digits, so that no random id has them by chance.
const ORDER: u64 = 730_918_264_551;
/// What a person writes; nobody else says it in these words.
const WORDS: &str = "The parcel was left in the rain by the gate";
/// A key of the right form that opens nothing.
const GUESSED_KEY: &str = "koe_0123456789abcdef_QWERTYQWERTYQWERTYQWERTYQWERTYQWERTYQWERTYQ";

/// What must not be found, and what it is.
type Secrets = Vec<(&'static str, String)>;

/// A stack that tells the manager of low scores, and keeps pointers for 20 days, words for 40 and contacts for 60.
async fn town() -> Result<(Town, Shop), Fault> {
    let mut survey = after_purchase();
    survey["settings"]["alert"] = json!({"question": "nps", "to": [MANAGER]});
    survey["settings"]["invitation"] = json!({"expires_after": "P10D"});
    survey["settings"]["retention"] = json!({"link": "P20D", "free_text": "P40D", "contact": "P60D"});
    Town::asking(&survey, &after_delivery()).await
}

/// The order is placed and delivered; forged and broken deliveries come in between. The mail goes at its second try.
async fn an_order_is_delivered(town: &Town, shop: &Shop) -> Result<Person, Fault> {
    let mut order = shop.order(ORDER, HANAKO);
    order["customer"]["first_name"] = json!("Kikuno");
    order["customer"]["last_name"] = json!("髙橋");
    shop.sends("orders/create", "placed", &order).await?.ok()?;
    let body = order.to_string().into_bytes();
    assert_eq!(shop.posts("orders/create", "forged", body.clone(), "c2lnbmF0dXJl").await?.status, 401);
    assert_eq!(shop.posts("orders/create", "unsigned", body.clone(), "").await?.status, 401);
    let broken = body[..body.len() - 1].to_vec();
    let signature = shop.sign(&broken);
    assert_eq!(shop.posts("orders/create", "broken", broken, &signature).await?.status, 400);
    shop.delivers(ORDER).await?.ok()?;
    town.inbox.fault(Falters::Throttle);
    town.advance("P1D").await?;
    town.advance("PT10M").await?;
    town.person(HANAKO)
}

/// The person answers, wrongly at first, and then so badly that the manager is told.
async fn an_answer_is_given(town: &Town, person: &Person, secrets: &mut Secrets) -> Outcome {
    let page = person.opens("?score=0").await?.text;
    let shown = field(&page, "nonce").ok_or("no nonce on the page")?;
    let nonce = person.nonce().await?;
    let mut altered = nonce.clone();
    altered.truncate(nonce.len() - 4);
    altered.push_str("AAAA");
    let wrong = json!({"nonce": nonce, "answers": {"nps": 11, "why": WORDS}});
    assert_eq!(person.sends(&wrong).await?.verdict(), "422 invalid /answers/nps");
    assert_eq!(person.submits(&[("q.nps", "11"), ("q.why", WORDS)]).await?.status, 422);
    assert_eq!(person.posts("application/json", format!("{{\"nonce\": \"{nonce}\", {WORDS}")).await?.status, 400);
    let forged = person.sends(&json!({"nonce": altered, "answers": {"nps": 9, "why": WORDS}})).await?;
    assert!(forged.status.is_client_error(), "{}", forged.text);

    let right = json!({"nonce": nonce, "answers": {"nps": 0, "why": WORDS}, "consents": {"follow_up": true}});
    for _ in 0..2 {
        assert_eq!(person.sends(&right).await?.ok()?, json!({"revision": 1}));
    }
    town.settle().await?;
    assert!(town.mails_to(MANAGER) >= 1, "the manager is told");
    secrets.extend([("nonce", shown), ("nonce", nonce), ("forged nonce", altered)]);
    Ok(())
}

/// Strangers try what they should not; staff type what does not fit.
async fn others_are_refused(town: &Town, person: &Person, secrets: &mut Secrets) -> Outcome {
    let token = person.token();
    let last = if token.ends_with('A') { "B" } else { "A" };
    let forged = format!("{}{last}", &token[..token.len() - 1]);
    let link = format!("{}/s/{forged}", town.address);
    let stranger = Person::with_link(town, &link);
    assert_eq!(stranger.opens("?score=9").await?.status, 404);
    assert!(stranger.opens(&format!("?email={HANAKO}")).await?.status.is_client_error());
    for path in [format!("/nothing/{token}"), format!("/s/{token}/{HANAKO}"), format!("/v1/invitations/{HANAKO}")] {
        assert_eq!(town.get(&path).await?.status, 404, "{path}");
    }
    assert_eq!(town.get(&format!("/v1/surveys?cursor={HANAKO}")).await?.status, 400);
    let invitation = json!({"survey": "after-purchase", "to": {"email": "hanako at example.com"}});
    assert_eq!(town.post("/v1/invitations", &invitation).await?.verdict(), "422 invalid /to/email");
    let broken = town.request(Method::POST, "/v1/invitations").header("content-type", "application/json");
    assert_eq!(Answer::of(broken.body(format!("{{\"to\": {HANAKO}"))).await?.status, 400);
    let (longer, in_path) = (format!("{}x", town.key), format!("/v1/keys?key={}", town.key));
    for (key, path) in [(GUESSED_KEY, "/v1/keys"), (longer.as_str(), "/v1/keys"), ("", in_path.as_str())] {
        assert_eq!(town.get_as(key, path).await?.status, 401);
    }
    secrets.push(("forged link", forged));
    Ok(())
}

/// Mails bounce, are rejected or get lost; the person objects; months go by.
async fn time_goes_by(town: &Town, person: &Person) -> Outcome {
    town.plans_mail_to(BOUNCING, "PT0S").await?;
    town.settle().await?;
    for (address, fault) in [("taro@example.com", Falters::Reject), ("jiro@example.com", Falters::AcceptThenCut)] {
        town.inbox.fault(fault);
        town.plans_mail_to(address, "PT0S").await?;
        town.settle().await?;
    }
    assert_eq!(person.looks_at_unsubscribe().await?.status, 200);
    assert_eq!(person.unsubscribes().await?.status, 200);
    assert!(!person.presses_unsubscribe("text/plain", HANAKO).await?.status.is_server_error());
    town.advance("P30D").await?;
    town.advance("P40D").await?;
    Ok(())
}

/// The values of `field` in rows of this kind.
fn values(town: &Town, kind: &str, field: &str) -> Result<Vec<String>, Fault> {
    let rows = town.stored("koe-people", kind)?;
    Ok(rows.iter().filter_map(|row: &Value| row[field].as_str().map(str::to_owned)).collect())
}

#[tokio::test]
async fn nothing_personal_and_no_secret_is_ever_logged() -> Outcome {
    capture::start()?;
    let (town, shop) = town().await?;
    let person = an_order_is_delivered(&town, &shop).await?;
    let mut secrets: Secrets = [HANAKO, MANAGER, BOUNCING, "hanako", "kaede", "simulator", "taro@", "jiro@"]
        .map(|part| ("address", part.to_owned()))
        .into_iter()
        .chain(["Kikuno", "髙橋"].map(|part| ("name", part.to_owned())))
        .chain([WORDS, "left in the rain"].map(|part| ("comment", part.to_owned())))
        // The order, and the ids that the shop derives from it: they differ in the last digit alone.
        .chain([("order", (ORDER / 10).to_string()), ("source's secret", shop.secret.clone())])
        .chain([town.key.as_str(), GUESSED_KEY].map(|key| ("API key", key.to_owned())))
        .collect();
    let secret_of = |key: &str| key.splitn(3, '_').nth(2).map(str::to_owned).unwrap_or_default();
    secrets.extend([town.key.as_str(), GUESSED_KEY].map(|key| ("secret of an API key", secret_of(key))));
    assert_eq!(person.token().len(), 47);
    secrets.push(("link", person.token().to_owned()));
    secrets.push(("link", person.unsubscribe.rsplit('/').next().unwrap_or_default().to_owned()));
    secrets.extend(town.mail_to(HANAKO)?.tags.get("invitation").map(|tag| ("sealed id", tag.clone())));

    an_answer_is_given(&town, &person, &mut secrets).await?;
    others_are_refused(&town, &person, &mut secrets).await?;
    secrets.extend(values(&town, "PROFILE", "person")?.into_iter().map(|it| ("pseudonym", it)));
    secrets.extend(values(&town, "INVITE#", "id")?.into_iter().map(|it| ("invitation", it)));
    time_goes_by(&town, &person).await?;

    let log = capture::log();
    for line in [
        "answered",
        "/s/{link}",
        "status=200",
        "status=401",
        "status=404",
        "status=422",
        "a delivery was refused",
        "a signed delivery was unreadable",
        "invitations were dealt with",
        "alerts were dealt with",
        "retention and erasure ran",
    ] {
        assert!(log.contains(line), "the log was kept, but does not say: {line}");
    }
    let log = log.to_lowercase();
    for (kind, secret) in secrets {
        assert!(secret.chars().count() >= 2, "{kind} is too short to be looked for");
        let told = log.lines().find(|line| line.contains(&secret.to_lowercase()));
        assert_eq!(told, None, "{kind} was logged");
    }
    Ok(())
}

#[derive(Debug)]
struct Sevens;

impl Random for Sevens {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

#[test]
fn what_holds_a_secret_prints_its_kind_alone() -> Outcome {
    let place = Place { table: "people", row: "PERSON#a", field: "contact" };
    let masters = MasterKeys::new(MasterKey { id: 1, key: [7; 32] }, Vec::new());
    let key = DataKey::generate(&Sevens);
    let (sealed, wrapped) = (key.seal(&Sevens, &place, HANAKO.as_bytes())?, masters.wrap(&Sevens, "PERSON#a", &key)?);
    let pepper = Pepper { pepper: [7; 32], suppression: [7; 32] };
    assert_eq!(format!("{key:?} {sealed:?} {wrapped:?} {pepper:?}"), "DataKey Sealed WrappedKey Pepper");
    assert_eq!(format!("{masters:?}"), "MasterKeys { current: MasterKey 1, older: [] }");
    assert_eq!(format!("{:?}", Keyring::fixed(masters)), "Keyring");

    let mut profile = ProfileRow::new(PersonId::from_bytes([7; 10]));
    profile.contact = Some(sealed);
    let printed = format!("{profile:?}");
    assert!(printed.contains("person: PersonId,") && printed.contains("contact: Some(Sealed)"), "{printed}");
    assert_eq!(format!("{:?}", ProfileRow::key(profile.person)), "Key in people");
    Ok(())
}
