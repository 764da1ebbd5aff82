//! A delivery, opened to be sent: its body, and to whom it goes.

use jiff::Timestamp;
use koe_domain::consent::SALE_OR_SHARING;
use koe_domain::source::Secret;
use koe_privacy::SealError;
use koe_store::StoreError;
use koe_store::rows::{OutboxRow, ProfileRow};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::address::checked_url;
use super::body::{EventType, expiry};
use super::make::body_place;
use crate::State;
use crate::subscription::open_secret;

/// What is sent, and where to.
pub(crate) struct Parcel {
    pub(crate) url: Url,
    pub(crate) secret: Secret,
    pub(crate) body: String,
}

/// Why a delivery is not sent. A word for its row: nothing mends it but a replay.
pub(crate) type Reason = &'static str;

/// A delivery after it was opened.
pub(crate) struct Opened {
    /// When its body is forgotten.
    pub(crate) until: Timestamp,
    pub(crate) parcel: Result<Parcel, Reason>,
}

/// A body, and the person it is about.
struct Body {
    text: String,
    person: Option<ProfileRow>,
}

/// As much of a body as sending it needs.
#[derive(Default, Deserialize)]
struct Read {
    #[serde(default)]
    expirytime: Option<Timestamp>,
    #[serde(default)]
    data: Map<String, Value>,
}

/// Opens a delivery. One round trip, and one more where it is about a person.
///
/// # Errors
/// As any read.
pub(crate) async fn open(state: &State, row: &OutboxRow) -> Result<Opened, StoreError> {
    let now = state.clock.now();
    let body = match body(state, row).await? {
        Ok(body) => body,
        Err(reason) => return Ok(Opened { until: now, parcel: Err(reason) }),
    };
    let read: Read = serde_json::from_str(&body.text).unwrap_or_default();
    let until = read.expirytime.unwrap_or_else(|| expiry(row.made_at, None));
    let parcel = if until <= now { Err("expired") } else { address(state, row, body, &read).await? };
    Ok(Opened { until, parcel })
}

/// The body, in the open or sealed under the person's key.
async fn body(state: &State, row: &OutboxRow) -> Result<Result<Body, Reason>, StoreError> {
    if let Some(text) = &row.body {
        return Ok(Ok(Body { text: text.clone(), person: None }));
    }
    let (Some(person), Some(sealed)) = (row.person, &row.sealed) else { return Ok(Err("no_body")) };
    let known = state.store.concerned(person, None).await?;
    let (Some(profile), Some(key)) = (known.profile, known.key) else { return Ok(Err("person_gone")) };
    if profile.tombstone.is_some() {
        return Ok(Err("person_gone"));
    }
    let master = state.master.holding(&key.key, state.clock.now()).await;
    let opened = || -> Result<String, SealError> {
        let key = master.unwrap(&ProfileRow::partition(person), &key.key)?;
        let plain = key.open(&body_place(&OutboxRow::partition(row.id)), sealed)?;
        String::from_utf8(plain).map_err(|_| SealError::DoesNotOpen)
    };
    Ok(opened().map(|text| Body { text, person: Some(profile) }).map_err(|_| "body_does_not_open"))
}

/// Where the body goes, if it may go there still.
async fn address(
    state: &State,
    row: &OutboxRow,
    body: Body,
    read: &Read,
) -> Result<Result<Parcel, Reason>, StoreError> {
    let Some(subscription) = state.store.subscription(&row.subscription).await? else {
        return Ok(Err("no_subscription"));
    };
    let objected = body.person.is_some_and(|person| person.opted_out.is_some());
    if subscription.third_party && objected && !is_opt_out(row, read) {
        return Ok(Err("opted_out"));
    }
    let Ok(url) = checked_url(&subscription.url, state.is_one_machine()) else { return Ok(Err("address_refused")) };
    let Ok(secret) = open_secret(state, &subscription).await else {
        tracing::error!("an event is given up: its subscription's secret does not open");
        return Ok(Err("secret_does_not_open"));
    };
    Ok(Ok(Parcel { url, secret, body: body.text }))
}

/// Whether an event tells a third party of nothing but the objection to sale or sharing.
fn is_opt_out(row: &OutboxRow, read: &Read) -> bool {
    let consents = read.data.get("consents").and_then(Value::as_object);
    row.event == EventType::ConsentChanged.as_str()
        && consents.is_some_and(|it| it.len() == 1 && it.get(SALE_OR_SHARING) == Some(&Value::Bool(false)))
}
