//! What staff, auditors and other systems get to see of people, and the proof that holds without trusting any of them.

mod cases;
mod clocks;
mod deliveries;
mod erasures;
mod ledger;
mod receipts;
mod requests;
mod roots;
mod staff;
mod subscriptions;

use koe_privacy::sign::PublicKeys;
use koe_tests::{Answer, Fault, Key, Person, Shop, Town, after_delivery, after_purchase, organisation};
use reqwest::Method;
use serde_json::{Map, Value, json};

const HANAKO: &str = "hanako@example.com";
const TARO: &str = "taro@example.com";
/// A name that nothing else has.
const NAME: &str = "Kikuno";
/// What a person writes; nobody else says it in these words.
const WORDS: &str = "The parcel was left in the rain by the gate";
/// Twelve digits, so that no random id has them by chance.
const ORDER: u64 = 730_918_264_551;

/// What would lead to Hanako wherever it is found.
fn traces() -> [String; 4] {
    [HANAKO.to_owned(), NAME.to_owned(), WORDS.to_owned(), ORDER.to_string()]
}

/// A stack whose organisation states this under `privacy`.
async fn stating(privacy: Value) -> Result<Town, Fault> {
    let town = Town::empty().await?;
    let mut stated = organisation();
    stated["privacy"] = privacy;
    town.put("/v1/organisation", &stated).await?.ok()?;
    town.put("/v1/surveys/after-purchase", &after_purchase()).await?.ok()?;
    town.opens_shop("shop", &after_delivery()).await?;
    Ok(town)
}

/// Hanako ordered by her name, got her parcel, and has the mail in hand.
async fn delivered_to(town: &Town, shop: &Shop) -> Result<Person, Fault> {
    let mut order = shop.order(ORDER, HANAKO);
    order["customer"]["first_name"] = json!(NAME);
    shop.sends("orders/create", "placed", &order).await?.ok()?;
    shop.delivers_as(ORDER, "delivered").await?.ok()?;
    town.advance("P1D").await?;
    town.person(HANAKO)
}

/// Answers, as a program.
async fn answers(person: &Person, answers: &Value, consents: &Value) -> Result<Value, Fault> {
    let body = json!({"nonce": person.nonce().await?, "answers": answers, "consents": consents});
    person.sends(&body).await?.ok()
}

/// A call by the holder of `key`; null stands for no body.
async fn calls(town: &Town, key: &Key, method: Method, path: &str, body: &Value) -> Result<Answer, Fault> {
    let request = town.stranger(method, path).bearer_auth(&key.key);
    Answer::of(if body.is_null() { request } else { request.json(body) }).await
}

/// `PATCH` with the key of all scopes.
async fn patches(town: &Town, path: &str, body: &Value) -> Result<Answer, Fault> {
    Answer::of(town.request(Method::PATCH, path).json(body)).await
}

/// How staff know the person at `address`.
async fn person_id(town: &Town, address: &str) -> Result<String, Fault> {
    let found = town.post("/v1/people/lookup", &json!({"email": address})).await?.ok()?;
    Ok(found["person"].as_str().ok_or("no person")?.to_owned())
}

/// The keys that the stack publishes, read by a stranger.
async fn keys(town: &Town) -> Result<PublicKeys, Fault> {
    let published = Answer::of(town.stranger(Method::GET, "/.well-known/koe-signing-keys.json")).await?;
    Ok(PublicKeys::from_jwks(&published.ok()?)?)
}

/// A value as the document that it is.
fn document(value: &Value) -> Result<&Map<String, Value>, Fault> {
    value.as_object().ok_or_else(|| format!("no document: {value}").into())
}

/// This field of each item.
fn each<'a>(items: &'a Value, field: &str) -> Vec<&'a str> {
    items.as_array().into_iter().flatten().filter_map(|item| item[field].as_str()).collect()
}

/// A field as text.
fn text(value: &Value, field: &str) -> Result<String, Fault> {
    Ok(value[field].as_str().ok_or_else(|| format!("no {field}: {value}"))?.to_owned())
}
