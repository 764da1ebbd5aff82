//! What pages, mails and documents promise, held against what is stored and what others can read.

mod basis;
mod browser;
mod groups;
mod laws;
mod notice;
mod posters;
mod posters_count;
mod rotation;
mod scrubbing;
mod shops;
mod signal;

use jiff::SignedDuration;
use koe_domain::consent::{ConsentEvent, Decision, verify};
use koe_domain::{Clock as _, PersonId};
use koe_tests::{Fault, Outcome, Town, organisation};
use serde_json::{Value, json};

/// The ledger of the one person there is; it must hold, and end where the profile says.
async fn ledger(town: &Town) -> Result<Vec<ConsentEvent>, Fault> {
    let profile = town.only("koe-people", "PROFILE")?;
    let person = PersonId::decode(profile["person"].as_str().unwrap_or_default())?;
    let events: Vec<ConsentEvent> = town.store.ledger(person).await?.into_iter().map(|row| row.event).collect();
    let head = verify(&events)?;
    if serde_json::to_value(&head)? != profile["head"] {
        return Err("the profile names another end of the ledger".into());
    }
    Ok(events)
}

fn decisions(events: &[ConsentEvent]) -> Vec<(&str, Decision)> {
    events.iter().map(|event| (event.entry.purpose.as_str(), event.entry.decision)).collect()
}

/// What a notice says under these laws, all that any of them asks for.
fn contents(laws: &[&str]) -> Value {
    json!({
        "laws": laws,
        "purposes": {"default": "To learn how our deliveries went.", "ja": "配送の改善に役立てるため。"},
        "legal_basis": {"default": "Our legitimate interest in good service.", "ja": "正当な利益のため。"},
        "recipients": [{"name": "Example Mail Ltd.", "country": "IE"}],
        "authority": {"name": "Example Authority", "url": "https://authority.example.com/"},
        "storage_countries": ["JP"],
    })
}

/// The organisation of the tests with these contents of its notices.
fn stated(privacy: &Value) -> Value {
    let mut organisation = organisation();
    organisation["privacy"] = privacy.clone();
    organisation
}

/// Writes the organisation with these contents, and waits until every process has read them.
async fn states(town: &Town, privacy: &Value) -> Outcome {
    town.put("/v1/organisation", &stated(privacy)).await?.ok()?;
    // Every process may take the organisation as read for half a minute.
    town.advance("PT1M").await?;
    Ok(())
}

/// Lets so many days go by at once; whatever fell due meanwhile is done late, as after an outage.
async fn skips(town: &Town, days: i64) -> Outcome {
    let target = town.clock.now().checked_add(SignedDuration::from_hours(24 * days))?;
    town.clock.set_to(target)?;
    town.settle().await?;
    Ok(())
}
