//! An erasure that is cut off at every write to the tables, before its effect and after it.

use std::collections::BTreeSet;

use koe_domain::Clock as _;
use koe_local::turn::scheduled;
use koe_tests::{Fault, Outcome, Side, Town, Wire};

use crate::person::{Told, answered};
use crate::town::town;

/// More writes than an erasure makes; the test says so where it is too few.
const MOST: usize = 30;

/// Erases `told`, cut off after `passes` writes; whether it was cut off at all.
async fn erase(town: &Town, told: &Told, passes: usize, side: Side) -> Result<(bool, String), Fault> {
    let confirm = told.page.asks(town, &told.email, "erase", false).await?;
    // Held, so that the stack does not erase by itself meanwhile.
    let turn = town.turn.lock().await;
    let begun = told.page.confirms(&confirm).await?;
    let erasure = begun.ok()?["erasure"].as_str().ok_or("no erasure")?.to_owned();
    let wire = Wire::to(&town.dynamodb, passes, side).await?;
    let machine = town.rewire.machine(&wire.endpoint)?;
    let event = serde_json::from_value(scheduled(town.clock.now()))?;
    let _ = anonymize::handle(&machine.anonymize, event).await;
    let cut = wire.passed() > passes;
    drop(turn);
    Ok((cut, erasure))
}

async fn every_point(side: Side) -> Outcome {
    let (town, shop, sink) = town().await?;
    let told = answered(&town, &shop, MOST).await?;
    let before = town.summary("after-purchase").await?;
    let mut erasures = Vec::new();
    let mut whole = false;
    for (passes, told) in told.iter().enumerate() {
        let (cut, erasure) = erase(&town, told, passes, side).await?;
        erasures.push(erasure);
        if !cut {
            whole = true;
            break;
        }
    }
    assert!(whole, "an erasure makes more than {MOST} writes");
    assert!(erasures.len() > 10, "{side:?}: cut off at {} writes only", erasures.len() - 1);
    town.advance("P1D").await?;
    for (erasure, told) in erasures.iter().zip(&told) {
        let answer = town.get(&format!("/v1/erasures/{erasure}")).await?.ok()?;
        assert_eq!(answer["state"], "done", "{answer}");
        assert!(answer["certificate"]["proof"].is_object(), "{answer}");
        told.is_nowhere(&town, &sink)?;
    }
    let erased = sink.events("person.erased")?;
    let people: BTreeSet<String> = erased.iter().map(|event| event["data"]["person"].to_string()).collect();
    assert_eq!((erased.len(), people.len()), (erasures.len(), erasures.len()), "told of each of them, once");
    let recorded = sink.events("response.recorded")?;
    let known: BTreeSet<String> = recorded.iter().map(|event| event["data"]["person"].to_string()).collect();
    assert!(people.is_subset(&known), "by the name under which they were known");
    let after = town.summary("after-purchase").await?;
    assert_eq!(before["metrics"], after["metrics"], "the totals stand");
    // Whoever was not erased is still there.
    let last = told.last().ok_or("nobody")?;
    assert!(last.is_held(&town)?, "somebody else was erased as well");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_before_any_request_loses_nothing() -> Outcome {
    every_point(Side::Before).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_after_any_request_loses_nothing() -> Outcome {
    every_point(Side::After).await
}
