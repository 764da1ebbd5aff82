//! Who may do what: API keys and their scopes, and what is told to those who may not.

mod links;
mod signatures;

use std::collections::BTreeSet;

use koe_domain::consent::sha256_hex;
use koe_tests::{Answer, Outcome, Person, SCOPES, Town, after_purchase, organisation};
use reqwest::Method;
use serde_json::{Value, json};

/// `text` with the letter at `position` replaced by another one.
fn altered(text: &str, position: usize) -> String {
    let other = |letter| if letter == 'A' { 'B' } else { 'A' };
    text.chars().enumerate().map(|(at, letter)| if at == position { other(letter) } else { letter }).collect()
}

/// Calls with the scope that each needs.
fn guarded() -> Vec<(Method, &'static str, Value, &'static str)> {
    let invitation = json!({"survey": "after-purchase", "to": {"email": "hanako@example.com"}});
    let source = json!({
        "platform": "shopify", "secrets": ["another-secret"], "rules": [],
        "basis": {"kind": "existing_customer", "evidence": "notice at checkout"},
    });
    let mut survey = after_purchase();
    survey["settings"]["mode"] = json!("stopped");
    vec![
        (Method::PUT, "/v1/organisation", organisation(), "define"),
        (Method::GET, "/v1/organisation", Value::Null, "define"),
        (Method::PUT, "/v1/surveys/after-purchase", survey, "define"),
        (Method::GET, "/v1/sources", Value::Null, "define"),
        (Method::PUT, "/v1/sources/shop", source, "define"),
        (Method::GET, "/v1/sources/shop", Value::Null, "define"),
        (Method::DELETE, "/v1/sources/shop", Value::Null, "define"),
        (Method::POST, "/v1/invitations", invitation, "issue"),
        (Method::DELETE, "/v1/invitations/x", Value::Null, "issue"),
        (Method::GET, "/v1/sources/shop/events", Value::Null, "read"),
        (Method::GET, "/v1/surveys/after-purchase/summary", Value::Null, "read"),
        (Method::GET, "/v1/surveys/after-purchase/recount", Value::Null, "read"),
        (Method::GET, "/v1/keys", Value::Null, "admin"),
        (Method::POST, "/v1/keys", json!({"name": "of a test", "scopes": ["admin"]}), "admin"),
        (Method::DELETE, "/v1/keys/0123456789abcdef", Value::Null, "admin"),
    ]
}

#[tokio::test]
async fn every_route_of_the_interface_wants_a_key_but_two() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let document = Answer::of(town.stranger(Method::GET, "/v1/openapi.json")).await?.ok()?;
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let methods = item.as_object().into_iter().flat_map(|item| item.keys());
        for method in methods.filter_map(|method| Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok()) {
            // The document itself tells nothing of this stack; a delivery has a signature instead.
            let open = path == "/v1/openapi.json" || (path.ends_with("/events") && method == Method::POST);
            if !path.starts_with("/v1/") || open {
                continue;
            }
            let named = [("{survey}", "after-purchase"), ("{source}", "shop"), ("{version}", "1"), ("{id}", "x")];
            let address = named.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
            let answer = Answer::of(town.stranger(method.clone(), &address).json(&json!({}))).await?;
            assert_eq!(answer.verdict(), "401 unauthorised", "{method} {path}");
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{method} {path}");
            asked += 1;
        }
    }
    assert!(asked >= guarded().len(), "the document names {asked} routes alone");
    town.wrote_nothing_since(&before, "a stranger").await
}

#[tokio::test]
async fn what_is_not_a_key_of_this_stack_opens_nothing() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let key = &town.key;
    let guessed = format!("koe_0123456789abcdef_{}", "A".repeat(43));
    for credentials in [
        String::new(),
        key.clone(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {key}"),
        format!("Bearer {guessed}"),
        format!("Bearer {key}x"),
        format!("Bearer {}", &key[..key.len() - 1]),
        format!("Bearer {}", altered(key, 5)),
        format!("Bearer {}", altered(key, 21)),
        format!("Bearer {}", altered(key, 40)),
        format!("Bearer {}", altered(key, key.len() - 1)),
        format!("Bearer {key}, Bearer {key}"),
    ] {
        let request = town.stranger(Method::GET, "/v1/organisation").header("authorization", &credentials);
        let answer = Answer::of(request).await?;
        assert_eq!(answer.verdict(), "401 unauthorised", "{credentials}");
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{credentials}");
    }
    let in_address = format!("/v1/organisation?key={key}&access_token={key}");
    assert_eq!(Answer::of(town.stranger(Method::GET, &in_address)).await?.verdict(), "401 unauthorised");

    // A scheme is written in whatever case (RFC 9110, section 11.1).
    let request = town.stranger(Method::GET, "/v1/organisation").header("authorization", format!("bearer {key}"));
    assert_eq!(Answer::of(request).await?.verdict(), "200");
    Ok(())
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_from_its_next_use_on() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let key = town.makes_key(&["define", "admin"]).await?;
    assert_eq!(town.get_as(&key.key, "/v1/organisation").await?.verdict(), "200");

    let revoke = format!("/v1/keys/{}", key.id);
    assert_eq!(town.delete(&revoke).await?.verdict(), "204");
    let answer = town.get_as(&key.key, "/v1/organisation").await?;
    assert_eq!((answer.verdict().as_str(), answer.header("www-authenticate")), ("401 unauthorised", "Bearer"));
    let listed = town.get("/v1/keys").await?.ok()?;
    let mut items = listed["items"].as_array().into_iter().flatten();
    let item = items.find(|item| item["id"] == key.id.as_str()).ok_or("the key is not listed")?;
    assert!(item["revoked_at"].is_string(), "{item}");

    let before = town.rows().await?;
    assert_eq!(town.delete(&revoke).await?.verdict(), "204");
    assert_eq!(town.delete("/v1/keys/0123456789abcdef").await?.verdict(), "404 not-found");
    town.wrote_nothing_since(&before, "a key revoked twice").await
}

#[tokio::test]
async fn a_key_without_the_scope_is_told_which_one_it_lacks() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    for lacking in ["define", "issue", "read", "admin"] {
        let others: Vec<&str> = SCOPES.into_iter().filter(|scope| *scope != lacking).collect();
        let key = town.makes_key(&others).await?;
        let before = town.rows().await?;
        for (method, path, body, _) in guarded().into_iter().filter(|(.., scope)| *scope == lacking) {
            let request = town.stranger(method.clone(), path).bearer_auth(&key.key);
            let request = if body.is_null() { request } else { request.json(&body) };
            let answer = Answer::of(request).await?;
            assert_eq!(answer.verdict(), "403 forbidden", "{method} {path}");
            let detail = answer.body["detail"].as_str().unwrap_or_default();
            assert!(detail.contains(&format!("\"{lacking}\"")), "{method} {path}: {detail}");
        }
        town.wrote_nothing_since(&before, lacking).await?;
    }
    // Surveys may be read by those who define them and by those who read what was answered.
    for (scope, verdict) in [("define", "200"), ("read", "200"), ("issue", "403 forbidden")] {
        let key = town.makes_key(&[scope]).await?;
        assert_eq!(town.get_as(&key.key, "/v1/surveys/after-purchase").await?.verdict(), verdict, "{scope}");
    }
    Ok(())
}

#[tokio::test]
async fn a_link_is_shown_to_keys_with_the_scope_for_links_alone() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let body = json!({"survey": "after-purchase", "to": {"email": "hanako@example.com"}, "send": false});
    for (scopes, shown) in [(["issue", "read"], false), (["issue", "links"], true)] {
        let key = town.makes_key(&scopes).await?;
        let request = town.stranger(Method::POST, "/v1/invitations").bearer_auth(&key.key).json(&body);
        let answer = Answer::of(request).await?;
        assert_eq!(answer.verdict(), "202", "{scopes:?}");
        assert_eq!(answer.text.contains("/s/"), shown, "{scopes:?}: {}", answer.text);
    }
    Ok(())
}

#[tokio::test]
async fn a_secret_is_shown_once_or_never_and_kept_as_a_hash_or_sealed() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let key = town.makes_key(&["read"]).await?;
    assert_eq!(key.secret().len(), 43);
    let (list, stored) = (town.get("/v1/keys").await?.text, town.everything()?);
    assert!(list.contains(&key.id) && !list.contains("hash"), "{list}");
    let hash = sha256_hex(key.secret());
    assert!(!list.contains(key.secret()) && !list.contains(&hash), "{list}");
    assert!(!stored.contains(key.secret()) && stored.contains(&hash));

    for path in ["/v1/sources", "/v1/sources/shop"] {
        let shown = town.get(path).await?.text;
        assert!(shown.contains("existing_customer") && !shown.contains(&shop.secret), "{shown}");
    }
    assert!(!stored.contains(&shop.secret));
    Ok(())
}

#[tokio::test]
async fn every_answer_carries_a_request_id_of_its_own() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let answers = [
        ("document", town.get("/v1/openapi.json").await?),
        ("success", town.get("/v1/organisation").await?),
        ("no key", town.get_as("", "/v1/organisation").await?),
        ("invalid", town.put("/v1/organisation", &json!({})).await?),
        ("no JSON", Answer::of(town.request(Method::PUT, "/v1/organisation").body("{")).await?),
        ("unknown survey", town.get("/v1/surveys/nowhere").await?),
        ("unknown method", town.delete("/v1/organisation").await?),
        ("unsigned", shop.posts("orders/create", "1", b"{}".to_vec(), "").await?),
        ("signed", shop.places(1001, "hanako@example.com").await?),
        ("page", person.opens("").await?),
        ("faults", person.submits(&[("q.nps", "11")]).await?),
        ("thanks", person.submits(&[("q.nps", "9")]).await?),
        ("forged", Person::with_link(&town, &altered(&person.link, person.link.len() - 2)).opens("").await?),
        ("unsubscribe", Answer::of(town.stranger(Method::GET, "/unsubscribe/x")).await?),
        ("unknown address", town.get("/nothing").await?),
    ];
    let mut ids = BTreeSet::new();
    for (what, answer) in &answers {
        let id = answer.header("x-request-id");
        assert!(id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{what}: {id}");
        assert!(ids.insert(id.to_owned()), "{what}: {id}");
    }
    Ok(())
}
