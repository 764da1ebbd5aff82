//! The browser's signal against sale and sharing (`Sec-GPC: 1`): shown as honoured, written down when something is sent,
//! and for 12 months nobody is asked again.

use koe_domain::consent::{Decision, Method, NOTICE, SALE_OR_SHARING};
use koe_store::whole_seconds;
use koe_tests::{Fault, Outcome, Person, Town, after_purchase};
use serde_json::json;

use super::browser::Browser;
use super::{contents, decisions, ledger, skips, states};

const HANAKO: &str = "hanako@example.com";
const HONOURED: &str = "Opt-out request honoured";
/// The box that hands data on.
const SHARING: &str = "name=\"c.partners\"";
/// The box that does not.
const PLAIN: &str = "name=\"c.follow_up\"";

/// A stack under these laws, whose survey asks to hand data on.
async fn asking_to_share(laws: &[&str]) -> Result<Town, Fault> {
    let mut survey = after_purchase();
    let partners = json!({"purpose": "partners", "sharing": true, "text": {
        "default": "You may hand my answer on to partners.", "ja": "回答を提携先に提供することに同意します。"}});
    let follow_up = survey["settings"]["consents"][0].take();
    survey["settings"]["consents"] = json!([follow_up, partners]);
    let (town, _) = Town::asking(&survey, &json!([])).await?;
    let privacy = if laws.is_empty() { json!({}) } else { contents(laws) };
    states(&town, &privacy).await?;
    Ok(town)
}

/// Whether the page shows the signal as honoured, and which boxes stand on it.
fn seen(page: &str) -> (bool, bool, bool) {
    (page.contains(HONOURED), page.contains(PLAIN), page.contains(SHARING))
}

#[tokio::test]
async fn looking_with_the_signal_shows_it_honoured_and_writes_nothing() -> Outcome {
    let town = asking_to_share(&["ccpa"]).await?;
    let person = Person::invited(&town, HANAKO).await?;
    let before = town.rows().await?;
    let page = Browser::signalling(&town, "1").opens(&person.link).await?;
    assert_eq!((page.status.as_u16(), seen(&page.text)), (200, (true, true, false)), "{}", page.text);
    let page = Browser::signalling(&town, "1").opens(&format!("{}?lang=ja", person.link)).await?.text;
    assert!(page.contains("Global Privacy Control信号に従い") && !page.contains(SHARING), "{page}");
    let page = Browser::plain(&town).opens(&person.link).await?.text;
    assert_eq!(seen(&page), (false, true, true), "{page}");
    town.wrote_nothing_since(&before, "looking").await
}

#[tokio::test]
async fn sending_with_the_signal_is_an_objection_that_is_written_down_once() -> Outcome {
    let town = asking_to_share(&["ccpa"]).await?;
    let person = Person::invited(&town, HANAKO).await?;
    let browser = Browser::signalling(&town, "1");
    // A box that did not stand on the page agrees to nothing.
    let form = [("q.nps", "9"), ("c.follow_up", "true"), ("c.partners", "true")];
    assert_eq!(browser.submits(&person.link, &form).await?.status, 200);
    let events = ledger(&town).await?;
    assert_eq!(
        decisions(&events),
        [(NOTICE, Decision::Served), ("follow_up", Decision::Given), (SALE_OR_SHARING, Decision::Withdrawn)]
    );
    let signal = &events[2].entry;
    assert!(signal.method == Method::Signal && signal.gpc);
    let control = signal.shown.as_ref().and_then(|shown| shown.control.as_deref());
    assert_eq!(control, Some("header Sec-GPC"));
    let boxes = events[0].entry.shown.as_ref().map(|shown| shown.purposes.clone());
    assert_eq!(boxes, Some(vec!["follow_up".to_owned()]), "the notice says which boxes stood there");
    let profile = town.only("koe-people", "PROFILE")?;
    assert_eq!(profile["consents"], json!({"follow_up": true, "sale_or_sharing": false}));
    assert_eq!(profile["opted_out"], json!(whole_seconds(signal.at)));
    assert_eq!(town.only("koe", "RESPONSE#")?["gpc"], true);

    // The same browser once more: it was said.
    let again = [("q.nps", "8"), ("c.follow_up", "true")];
    assert_eq!(browser.submits(&person.link, &again).await?.status, 200);
    assert_eq!(ledger(&town).await?.len(), 3);
    assert_eq!(town.only("koe", "RESPONSE#")?["rev"], 2);
    Ok(())
}

#[tokio::test]
async fn any_other_value_of_the_header_says_nothing() -> Outcome {
    for value in ["0", "true", "11", "1;q=1"] {
        let town = asking_to_share(&["ccpa"]).await?;
        let person = Person::invited(&town, HANAKO).await?;
        let browser = Browser::signalling(&town, value);
        let page = browser.opens(&person.link).await?.text;
        assert_eq!(seen(&page), (false, true, true), "{value}");
        let form = [("q.nps", "9"), ("c.partners", "true")];
        assert_eq!(browser.submits(&person.link, &form).await?.status, 200);
        let events = ledger(&town).await?;
        let expected = [(NOTICE, Decision::Served), ("follow_up", Decision::Refused), ("partners", Decision::Given)];
        assert_eq!(decisions(&events), expected, "{value}");
        assert!(events.iter().all(|event| !event.entry.gpc), "{value}");
        assert!(town.only("koe-people", "PROFILE")?["opted_out"].is_null(), "{value}");
        assert!(town.only("koe", "RESPONSE#")?["gpc"].is_null(), "{value}");
    }
    Ok(())
}

#[tokio::test]
async fn where_the_law_does_not_apply_the_signal_is_not_called_honoured() -> Outcome {
    let others: [&[&str]; 2] = [&[], &["gdpr", "appi"]];
    for laws in others {
        let town = asking_to_share(laws).await?;
        let person = Person::invited(&town, HANAKO).await?;
        let browser = Browser::signalling(&town, "1");
        let page = browser.opens(&person.link).await?.text;
        assert_eq!(seen(&page), (false, true, true), "{laws:?}");
        assert_eq!(browser.submits(&person.link, &[("q.nps", "9")]).await?.status, 200);
        let events = ledger(&town).await?;
        assert!(events.iter().all(|event| event.entry.purpose != SALE_OR_SHARING), "{laws:?}");
        assert!(town.only("koe-people", "PROFILE")?["opted_out"].is_null(), "{laws:?}");
        assert!(town.only("koe", "RESPONSE#")?["gpc"].is_null(), "{laws:?}");
    }
    Ok(())
}

#[tokio::test]
async fn who_objected_is_not_asked_to_share_for_twelve_months() -> Outcome {
    let town = asking_to_share(&["ccpa"]).await?;
    let person = Person::invited(&town, HANAKO).await?;
    assert_eq!(Browser::signalling(&town, "1").submits(&person.link, &[("q.nps", "9")]).await?.status, 200);
    let plain = Browser::plain(&town);
    let page = plain.opens(&person.link).await?.text;
    assert_eq!(seen(&page), (false, true, false), "also in a browser that signals nothing");

    // Nothing else is held of them by then; that they objected is.
    skips(&town, 364).await?;
    assert!(town.only("koe-people", "PROFILE")?["contact"].is_null());
    let later = Person::invited(&town, HANAKO).await?;
    assert_eq!(seen(&plain.opens(&later.link).await?.text), (false, true, false));
    skips(&town, 2).await?;
    let later = Person::invited(&town, HANAKO).await?;
    assert_eq!(seen(&plain.opens(&later.link).await?.text), (false, true, true));
    Ok(())
}

#[tokio::test]
async fn an_answer_from_a_poster_is_marked_by_the_signal_too() -> Outcome {
    let town = asking_to_share(&["ccpa"]).await?;
    let url = format!("{}/p/after-purchase", town.address);
    let browser = Browser::signalling(&town, "1");
    let page = browser.opens(&url).await?.text;
    assert_eq!(seen(&page), (true, false, false), "nobody is known here who could agree");
    assert_eq!(browser.submits(&url, &[("q.nps", "9")]).await?.status, 200);
    assert_eq!(town.only("koe", "RESPONSE#")?["gpc"], true);
    assert!(town.stored("koe-consent", "PERSON#")?.is_empty());
    Ok(())
}
