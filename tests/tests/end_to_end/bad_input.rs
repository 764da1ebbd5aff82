//! What cannot be right is refused with its name and its place, and leaves no row behind.

mod answers;
mod definitions;
mod deliveries;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use koe_tests::{Answer, Fault, Outcome, Person, Town, after_purchase};
use reqwest::Method;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Calls that take a JSON body.
fn calls() -> [(Method, &'static str); 5] {
    [
        (Method::PUT, "/v1/organisation"),
        (Method::PUT, "/v1/surveys/after-purchase"),
        (Method::PUT, "/v1/sources/shop"),
        (Method::POST, "/v1/invitations"),
        (Method::POST, "/v1/keys"),
    ]
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_wherever_json_is_expected() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    for body in [b"".as_slice(), b"{\"na", b"{\"\xff\": 1}", b"nonsense", b"\x00"] {
        for (method, path) in calls() {
            let request = town.request(method, path).header("content-type", "application/json").body(body);
            let verdict = Answer::of(request).await?.verdict();
            assert!(verdict.starts_with("400 unreadable"), "{path} {}: {verdict}", body.escape_ascii());
        }
        let verdict = person.posts("application/json", body).await?.verdict();
        assert!(verdict.starts_with("400 unreadable"), "{}: {verdict}", body.escape_ascii());
    }
    town.wrote_nothing_since(&before, "a body that is no JSON").await
}

#[tokio::test]
async fn ten_thousand_brackets_are_refused_and_break_nothing() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    let deep = "[".repeat(10_000);
    for (method, path) in calls() {
        let request = town.request(method, path).header("content-type", "application/json").body(deep.clone());
        let verdict = Answer::of(request).await?.verdict();
        // Where a text is expected first, the first bracket is wrong already.
        assert!(["400 unreadable", "422 invalid"].iter().any(|it| verdict.starts_with(it)), "{path}: {verdict}");
    }
    let answers = format!("{{\"nonce\": \"{}\", \"answers\": {{\"why\": {deep}", person.nonce().await?);
    let verdict = person.posts("application/json", answers).await?.verdict();
    assert!(verdict.starts_with("400 unreadable"), "{verdict}");
    let signature = shop.sign(deep.as_bytes());
    let delivered = shop.posts("orders/create", "deep", deep.into_bytes(), &signature).await?;
    assert_eq!(delivered.verdict(), "400 unreadable (body)");
    town.wrote_nothing_since(&before, "deep JSON").await
}

#[tokio::test]
async fn another_kind_of_body_or_another_charset_is_refused() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    for media in ["", "text/plain", "application/xml", "application/json; charset=Shift_JIS"] {
        for (method, path) in calls() {
            let request = town.request(method, path).body("{}");
            let request = if media.is_empty() { request } else { request.header("content-type", media) };
            assert_eq!(Answer::of(request).await?.verdict(), "415 unsupported", "{path} {media}");
        }
        assert_eq!(person.posts(media, "{}").await?.verdict(), "415 unsupported", "{media}");
    }
    for media in ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=Shift_JIS"] {
        assert_eq!(person.posts(media, "q.nps=9").await?.verdict(), "415 unsupported", "{media}");
    }
    town.wrote_nothing_since(&before, "another kind of body").await
}

/// Sends a request past the socket: a server that refuses a long body closes the connection while it is being sent, and
/// whether a client then reads the answer or meets the reset is a race.
async fn straight(town: &Town, request: Request<Body>) -> Result<Answer, Fault> {
    let (head, body) = town.router.clone().oneshot(request).await?.into_parts();
    let text = String::from_utf8_lossy(&to_bytes(body, 1024 * 1024).await?).into_owned();
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(Answer { status: head.status, headers: head.headers, body, text })
}

#[tokio::test]
async fn ten_megabytes_are_too_much_whether_announced_or_not() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    let body = vec![b' '; 10 * 1024 * 1024];
    let (signature, bearer) = (shop.sign(&body), format!("Bearer {}", town.key));
    let answering = format!("/s/{}", person.token());
    for (method, path) in [
        (Method::POST, "/v1/sources/shop/events"),
        (Method::POST, answering.as_str()),
        (Method::PUT, "/v1/surveys/after-purchase"),
        (Method::PUT, "/v1/organisation"),
    ] {
        for announced in [true, false] {
            let mut request = Request::builder().method(method.clone()).uri(path);
            if announced {
                request = request.header("content-length", body.len());
            }
            request = request
                .header("content-type", "application/json")
                .header("authorization", &bearer)
                .header("x-shopify-topic", "orders/create")
                .header("x-shopify-hmac-sha256", &signature);
            let answer = straight(&town, request.body(Body::from(body.clone()))?).await?;
            assert_eq!(answer.verdict(), "413 too-large", "{path}, announced: {announced}");
        }
    }
    // A survey's document must fit a row, which is less than a body may have.
    let mut survey = after_purchase();
    survey["definition"]["description"] = json!("x".repeat(300_000));
    assert_eq!(town.put("/v1/surveys/after-purchase", &survey).await?.verdict(), "413 too-large");
    town.wrote_nothing_since(&before, "too long a body").await
}

#[tokio::test]
async fn a_query_that_does_not_fit_is_refused_by_the_name_of_its_part() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    town.put("/v1/surveys/second", &after_purchase()).await?.ok()?;
    let summary = "/v1/surveys/after-purchase/summary";
    for (path, query, verdict) in [
        (summary, "from=nonsense", "422 invalid /from"),
        (summary, "from=2026-11-31", "422 invalid /from"),
        (summary, "to=20261122", "422 invalid /to"),
        (summary, "from=2026-11-22&to=2026-11-21", "422 invalid /to"),
        (summary, "interval=hour", "422 invalid /interval"),
        (summary, "by=moon", "422 invalid /by"),
        (summary, "from=x&to=y&interval=hour&by=moon", "422 invalid /by /from /interval /to"),
        (summary, "form=2026-11-22", "400 unreadable (body)"),
        ("/v1/surveys", "limit=0", "422 invalid /limit"),
        ("/v1/keys", "limit=101", "422 invalid /limit"),
        ("/v1/sources", "limit=-1", "422 invalid /limit"),
        ("/v1/sources/shop/events", "limit=0", "422 invalid /limit"),
        ("/v1/surveys", "limit=many", "400 unreadable (body)"),
        ("/v1/surveys", "cursor=junk", "400 unreadable /cursor"),
        ("/v1/sources/shop/events", "cursor=junk", "400 unreadable /cursor"),
    ] {
        assert_eq!(town.get(&format!("{path}?{query}")).await?.verdict(), verdict, "{path} {query}");
    }
    let page = town.get("/v1/surveys?limit=1").await?.ok()?;
    let cursor = page["cursor"].as_str().ok_or("two surveys on one page of one")?;
    assert_eq!(town.get(&format!("/v1/keys?cursor={cursor}")).await?.verdict(), "400 unreadable /cursor");
    let next = town.get(&format!("/v1/surveys?limit=1&cursor={cursor}")).await?.ok()?;
    assert_eq!(next["items"][0]["survey"], "second");
    Ok(())
}

#[tokio::test]
async fn a_name_that_nothing_can_have_is_not_found() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let long = "a".repeat(65);
    for name in ["Shop", "-a", "a_b", "a%20b", "a%2Fb", "%00", "%FF", "%E3%81%93", "..%2F..", long.as_str()] {
        for path in [
            format!("/v1/surveys/{name}"),
            format!("/v1/surveys/{name}/summary"),
            format!("/v1/surveys/{name}/versions/1"),
            format!("/v1/sources/{name}"),
            format!("/v1/sources/{name}/events"),
            format!("/v1/invitations/{name}"),
        ] {
            assert_eq!(town.get(&path).await?.verdict(), "404 not-found", "{path}");
        }
        for path in [format!("/v1/surveys/{name}"), format!("/v1/sources/{name}")] {
            assert_eq!(town.put(&path, &after_purchase()).await?.verdict(), "404 not-found", "{path}");
        }
        assert_eq!(town.delete(&format!("/v1/keys/{name}")).await?.verdict(), "404 not-found", "{name}");
    }
    for number in ["one", "0", "2", "-1", "1.0", "99999999999"] {
        let path = format!("/v1/surveys/after-purchase/versions/{number}");
        assert_eq!(town.get(&path).await?.verdict(), "404 not-found", "{path}");
    }
    town.wrote_nothing_since(&before, "an impossible name").await
}

#[tokio::test]
async fn an_unknown_address_and_an_unknown_method_are_told_apart() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    for path in ["/nothing", "/v1", "/v1/", "/v1/nothing", "/v1/surveys/a/b", "/v1/keys/a/b", "/s", "/s/", "/.env"] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            assert_eq!(Answer::of(town.request(method, path)).await?.verdict(), "404 not-found", "{path}");
        }
    }
    let answering = format!("/s/{}", person.token());
    for (method, path) in [
        (Method::DELETE, "/v1/organisation"),
        (Method::POST, "/v1/surveys"),
        (Method::PATCH, "/v1/surveys/after-purchase"),
        (Method::PUT, "/v1/keys"),
        (Method::GET, "/v1/invitations"),
        (Method::DELETE, "/v1/sources/shop/events"),
        (Method::PUT, answering.as_str()),
        (Method::DELETE, "/unsubscribe/x"),
    ] {
        let answer = Answer::of(town.request(method.clone(), path)).await?;
        assert_eq!(answer.verdict(), "405 method-not-allowed", "{method} {path}");
        // RFC 9110, section 15.5.6.
        assert!(!answer.header("allow").is_empty(), "{method} {path}");
    }
    town.wrote_nothing_since(&before, "an unknown address or method").await
}
