//! What cannot be right is refused with its name and its place, and leaves no row behind.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use koe_tests::{Answer, Fault, Outcome, Person, Shop, Town, after_purchase, changes, organisation};
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
async fn an_answer_that_does_not_fit_its_question_is_named_and_not_recorded() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let nonce = person.nonce().await?;
    let before = town.rows().await?;
    let long = "声".repeat(2001);
    for (answers, place) in [
        (json!({"nps": 9, "shoe_size": 25}), "/answers/shoe_size"),
        (json!({"nps": 11}), "/answers/nps"),
        (json!({"nps": -1}), "/answers/nps"),
        (json!({"nps": 9.5}), "/answers/nps"),
        (json!({"nps": "9"}), "/answers/nps"),
        (json!({"nps": [9]}), "/answers/nps"),
        (json!({"nps": null}), "/answers/nps"),
        (json!({}), "/answers/nps"),
        (json!({"nps": 9, "delivery": 0}), "/answers/delivery"),
        (json!({"nps": 9, "first": "maybe"}), "/answers/first"),
        (json!({"nps": 9, "topics": ["price", "colour"]}), "/answers/topics"),
        (json!({"nps": 9, "topics": ["price", "price"]}), "/answers/topics"),
        (json!({"nps": 9, "topics": "price"}), "/answers/topics"),
        (json!({"nps": 9, "why": long}), "/answers/why"),
        (json!({"nps": 9, "why": "a\u{0}b"}), "/answers/why"),
        (
            json!({"nps": 11, "delivery": 6, "first": "maybe", "topics": ["price", "price"], "why": long, "shoe": 1}),
            "/answers/delivery /answers/first /answers/nps /answers/shoe /answers/topics /answers/why",
        ),
    ] {
        let verdict = person.sends(&json!({"nonce": nonce, "answers": answers})).await?.verdict();
        assert_eq!(verdict, format!("422 invalid {place}"), "{answers}");
    }
    for (more, value, place) in [
        ("consents", json!({"marketing": true}), "/consents/marketing"),
        ("consents", json!({"follow_up": "yes"}), "/consents/follow_up"),
        ("final", json!(false), "/final"),
    ] {
        let mut body = json!({"nonce": nonce, "answers": {"nps": 9}});
        body[more] = value;
        assert_eq!(person.sends(&body).await?.verdict(), format!("422 invalid {place}"), "{body}");
    }
    let both = json!({"nonce": nonce, "answers": {"nps": 11}, "consents": {"marketing": true}});
    assert_eq!(person.sends(&both).await?.verdict(), "422 invalid /answers/nps /consents/marketing");
    town.wrote_nothing_since(&before, "an invalid answer").await?;

    // With the same nonce and the longest text there may be, it is recorded.
    let answers = json!({"nps": 9, "topics": ["price"], "first": "no", "why": "声".repeat(2000)});
    let recorded = person.sends(&json!({"nonce": nonce, "answers": answers})).await?.ok()?;
    assert_eq!(recorded, json!({"revision": 1}));
    assert!(!changes(&before, &town.rows().await?).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_form_with_a_fault_comes_back_with_everything_that_was_typed() -> Outcome {
    let (town, _) = Town::with_a_shop().await?;
    let person = Person::invited(&town, "hanako@example.com").await?;
    let before = town.rows().await?;
    let typed = [
        ("q.nps", "11"),
        ("q.delivery", "4"),
        ("q.topics", "quality"),
        ("q.why", "The <box> was dented"),
        ("c.follow_up", "true"),
    ];
    let page = person.submits(&typed).await?;
    assert_eq!((page.verdict().as_str(), page.header("content-type")), ("422", "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-store");
    for shown in [
        "<title>Error: ",
        "Please check your answers",
        "Please choose a number from 0 to 10.",
        "The &#60;box&#62; was dented",
        "name=\"q.delivery\" value=\"4\" checked",
        "name=\"q.topics\" value=\"quality\" checked",
        "name=\"c.follow_up\" value=\"true\" checked",
    ] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let long = "声".repeat(2001);
    let page = person.submits(&[("q.why", long.as_str())]).await?;
    assert_eq!(page.verdict(), "422");
    for shown in ["Please answer this question.", "Please write at most 2000 characters.", long.as_str()] {
        assert!(page.text.contains(shown), "{shown}");
    }
    town.wrote_nothing_since(&before, "an invalid form").await?;
    assert_eq!(person.submits(&[("q.nps", "9")]).await?.verdict(), "200");
    Ok(())
}

/// What becomes of an order with `change` made to it, signed by the shop and sent as delivery `odd`.
async fn ordered(shop: &Shop, change: impl FnOnce(&mut Value)) -> Result<Answer, Fault> {
    let mut order = shop.order(1001, "hanako@example.com");
    change(&mut order);
    shop.sends("orders/create", "odd", &order).await
}

#[tokio::test]
async fn a_signed_delivery_that_cannot_be_read_is_refused_and_not_remembered() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let broken = [b"".as_slice(), b"{\"id\": 1001", b"\xff\xfe{}", b"{\"id\": 1001, \"email\": \"\xff\"}", b"[]", b"null"];
    for body in broken {
        let answer = shop.posts("orders/create", "odd", body.to_vec(), &shop.sign(body)).await?;
        assert_eq!(answer.verdict(), "400 unreadable (body)", "{}", body.escape_ascii());
    }
    for id in [json!(1001.5), json!(8.2e17), json!(true), json!([1001]), Value::Null] {
        let answer = ordered(&shop, |order| order["id"] = id.clone()).await?;
        assert_eq!(answer.verdict(), "400 unreadable /id", "{id}");
    }
    let several = ordered(&shop, |order| {
        order["id"] = json!(1.5);
        order["updated_at"] = json!("noon");
        order["customer"]["email"] = json!(["hanako@example.com"]);
    });
    let several = several.await?;
    assert_eq!(several.verdict(), "400 unreadable /customer/email /id /updated_at");
    assert!(!several.text.contains("hanako"), "{}", several.text);
    town.wrote_nothing_since(&before, "an unreadable delivery").await?;

    assert_eq!(ordered(&shop, |_| ()).await?.ok()?["result"], "waiting");
    Ok(())
}

#[tokio::test]
async fn a_topic_that_means_nothing_here_is_noted_and_nothing_else() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let before = town.rows().await?;
    let order = shop.order(1001, "hanako@example.com");
    assert_eq!(shop.sends("carts/update", "cart-1", &order).await?.ok()?, json!({"result": "ignored"}));
    let written = changes(&before, &town.rows().await?);
    assert_eq!(written, ["koe SEEN#shop#cart-1 SEEN"]);

    let mut nowhere = shop.clone();
    for source in ["nowhere", "Shop", "shop%21", "%FF"] {
        nowhere.source = source.to_owned();
        assert_eq!(nowhere.places(1001, "hanako@example.com").await?.verdict(), "404 not-found", "{source}");
    }
    assert_eq!(changes(&before, &town.rows().await?), written);
    Ok(())
}
