//! Who may tell of orders: the holders of a source's secrets, and nobody else.

use jiff::SignedDuration;
use koe_domain::Clock as _;
use koe_tests::{Outcome, Town, after_delivery};
use serde_json::{Value, json};

fn with_secrets(secrets: &[&str]) -> Value {
    json!({
        "platform": "shopify", "secrets": secrets, "rules": after_delivery(),
        "basis": {"kind": "existing_customer", "evidence": "notice at checkout"},
    })
}

#[tokio::test]
async fn while_a_secret_is_exchanged_both_sign_and_afterwards_only_the_new_one() -> Outcome {
    let (town, mut shop) = Town::with_a_shop().await?;
    let old = shop.secret.clone();
    town.put("/v1/sources/shop", &with_secrets(&[&old, "the-new-secret"])).await?.ok()?;
    for (number, secret, status) in [(1, old.as_str(), 200), (2, "the-new-secret", 200), (3, "another-secret", 401)] {
        shop.secret = secret.to_owned();
        assert_eq!(shop.places(number, "hanako@example.com").await?.status, status, "{number}");
    }
    town.put("/v1/sources/shop", &with_secrets(&["the-new-secret"])).await?.ok()?;
    for (number, secret, status) in [(4, old.as_str(), 401), (5, "the-new-secret", 200)] {
        shop.secret = secret.to_owned();
        assert_eq!(shop.places(number, "hanako@example.com").await?.status, status, "{number}");
    }
    assert_eq!(town.stored("koe-people", "ORDER#")?.len(), 3, "what is not signed leaves no trace");
    Ok(())
}

#[tokio::test]
async fn a_system_of_ones_own_asks_as_a_shop_does() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let system = town.opens_sender("own", &after_delivery()).await?;
    let order = json!({"order": "A-1", "email": "hanako@example.com", "locale": "ja", "store": "shibuya",
        "name": {"family": "見本", "given": "花子"}});
    assert_eq!(system.sends("1", "order.placed", &order).await?.ok()?["result"], "noted");
    assert_eq!(system.sends("2", "order.delivered", &json!({"order": "A-1"})).await?.ok()?["result"], "planned");
    assert_eq!(system.sends("2", "order.delivered", &json!({"order": "A-1"})).await?.ok()?["result"], "seen_before");
    assert_eq!(system.sends("3", "order.lost", &json!({"order": "A-1"})).await?.ok()?["result"], "ignored");
    assert_eq!(town.only("koe-people", "INVITE#")?["store"], "shibuya");
    town.advance("P1D").await?;
    let mail = town.mail_to("hanako@example.com")?;
    assert!(mail.text.starts_with("見本様"), "{}", mail.text);
    assert_eq!(town.person("hanako@example.com")?.answers(9).await?.ok()?, json!({"revision": 1}));
    Ok(())
}

#[tokio::test]
async fn a_signed_time_too_far_from_now_is_refused_and_leaves_no_trace() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let system = town.opens_sender("own", &after_delivery()).await?;
    let order = json!({"order": "A-1", "email": "hanako@example.com"});
    for minutes in [-6, 6] {
        let sent = town.clock.now().checked_add(SignedDuration::from_mins(minutes))?;
        assert_eq!(system.sends_at("1", "order.placed", &order, sent).await?.status, 401, "{minutes}");
    }
    assert!(town.stored("koe", "SEEN#")?.is_empty());
    assert!(town.stored("koe-people", "ORDER#")?.is_empty());
    // The same message in time is not taken for a repetition of those.
    for minutes in [-4, 4] {
        let sent = town.clock.now().checked_add(SignedDuration::from_mins(minutes))?;
        assert_eq!(system.sends_at("1", "order.placed", &order, sent).await?.status, 200, "{minutes}");
    }
    // Days later by the stack's own clock, a copy of it is a replay.
    let sent = town.clock.now();
    town.advance("P3D").await?;
    assert_eq!(system.sends_at("1", "order.placed", &order, sent).await?.status, 401);
    Ok(())
}
