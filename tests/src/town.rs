//! A whole stack, and the staff's way to it.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use koe_local::clock::MovableClock;
use koe_local::house::{House, Rewire};
use koe_local::inbox::{Inbox, Mail};
use koe_local::settings::LocalSettings;
use koe_local::turn::Turn;
use koe_store::Store;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{Mutex, oneshot};

use crate::tables::Tables;
use crate::{Fault, Person, Shop, after_delivery};

/// An answer of the API.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body; null where it is no JSON.
    pub body: Value,
    /// The body as text.
    pub text: String,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    /// The body, where the status is a success.
    ///
    /// # Errors
    /// When it is not.
    pub fn ok(self) -> Result<Value, Fault> {
        if self.status.is_success() { Ok(self.body) } else { Err(format!("{} {}", self.status, self.text).into()) }
    }

    /// The pointers of the faults named.
    #[must_use]
    pub fn pointers(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.filter_map(|error| error["pointer"].as_str()).collect()
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn of(request: RequestBuilder) -> Result<Self, Fault> {
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        Ok(Self { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null), text })
    }
}

/// A running stack.
#[derive(Debug)]
pub struct Town {
    /// Where it is reached.
    pub address: String,
    /// A key with all scopes.
    pub key: String,
    /// The tables, as functions reach them.
    pub store: Store,
    /// The tables as their engine sees them.
    pub tables: Tables,
    /// The inbox.
    pub inbox: Inbox,
    /// The clock.
    pub clock: Arc<MovableClock>,
    /// The routes, without a socket.
    pub router: Router,
    /// The HTTP client.
    pub client: Client,
    /// What AWS would do by itself; whoever holds it keeps the stack from doing it meanwhile.
    pub turn: Arc<Mutex<Turn>>,
    /// How to run its event functions over another wire.
    pub rewire: Rewire,
    /// Where the DynamoDB API is reached.
    pub dynamodb: String,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<tokio::task::JoinHandle<()>>,
}

impl Town {
    /// A stack in memory with nothing in it.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn empty() -> Result<Self, Fault> {
        Self::with(LocalSettings::bare()).await
    }

    /// A stack whose data lie in `folder`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn in_folder(folder: &Path) -> Result<Self, Fault> {
        Self::with(LocalSettings { data: Some(folder.to_owned()), ..LocalSettings::bare() }).await
    }

    async fn with(settings: LocalSettings) -> Result<Self, Fault> {
        let house = House::build(&settings).await?;
        let (stop, stopped) = oneshot::channel::<()>();
        let (address, key) = (house.address.clone(), house.api_key.clone());
        let (store, inbox, clock) = (house.store.clone(), house.inbox.clone(), Arc::clone(&house.clock));
        let (turn, rewire, dynamodb) = (Arc::clone(&house.turn), house.rewire.clone(), house.dynamodb.clone());
        let (router, tables) = (house.router.clone(), Tables::of(house.db().clone()));
        let serving = tokio::spawn(async move {
            let _ = house
                .serve(async {
                    let _ = stopped.await;
                })
                .await;
        });
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let (stop, serving) = (Some(stop), Some(serving));
        Ok(Self { address, key, store, tables, inbox, clock, router, client, turn, rewire, dynamodb, stop, serving })
    }

    /// Stops the stack, and waits until it has stopped.
    pub async fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(serving) = self.serving.take() {
            let _ = serving.await;
        }
    }

    /// A stack with an organisation, the survey `after-purchase` and the shop `shop`, which asks after delivery.
    ///
    /// # Errors
    /// When a part of it is refused.
    pub async fn with_a_shop() -> Result<(Self, Shop), Fault> {
        Self::asking(&after_purchase(), &after_delivery()).await
    }

    /// Sets up a Shopify source with these rules.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn opens_shop(&self, source: &str, rules: &Value) -> Result<Shop, Fault> {
        let secret = format!("secret-of-{source}");
        let body = json!({
            "platform": "shopify", "secrets": [secret], "rules": rules,
            "basis": {"kind": "existing_customer", "evidence": "notice at checkout"},
        });
        self.put(&format!("/v1/sources/{source}"), &body).await?.ok()?;
        Ok(Shop::new(self, source, &secret))
    }

    /// A request with the key of all scopes.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address)).bearer_auth(&self.key)
    }

    /// `GET`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get(&self, path: &str) -> Result<Answer, Fault> {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// `PUT`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer, Fault> {
        Answer::of(self.request(Method::PUT, path).json(body)).await
    }

    /// `POST`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer, Fault> {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    /// `DELETE`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn delete(&self, path: &str) -> Result<Answer, Fault> {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// Moves the clock, and does what falls due on the way.
    ///
    /// # Errors
    /// When something on the way fails.
    pub async fn advance(&self, period: &str) -> Result<Value, Fault> {
        self.post("/_local/clock", &json!({ "advance": period })).await?.ok()
    }

    /// Does what is due now, streams included.
    ///
    /// # Errors
    /// When something fails.
    pub async fn settle(&self) -> Result<Value, Fault> {
        self.advance("PT0S").await
    }

    /// The latest mail to `address`.
    ///
    /// # Errors
    /// When there is none.
    pub fn mail_to(&self, address: &str) -> Result<Mail, Fault> {
        self.inbox.latest_to(address).ok_or_else(|| format!("no mail to {address}").into())
    }

    /// How many mails `address` got.
    #[must_use]
    pub fn mails_to(&self, address: &str) -> usize {
        self.inbox.mails().iter().filter(|mail| mail.to == address).count()
    }

    /// The person at `address`, with the link of their latest mail in hand.
    ///
    /// # Errors
    /// When they have no mail.
    pub fn person(&self, address: &str) -> Result<Person, Fault> {
        Person::of(self, &self.mail_to(address)?)
    }

    /// The summary of a survey.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn summary(&self, survey: &str) -> Result<Value, Fault> {
        self.settle().await?;
        self.get(&format!("/v1/surveys/{survey}/summary")).await?.ok()
    }

    /// Asks by API, and gives the invitation's id and link.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn invites(&self, body: &Value) -> Result<(String, String), Fault> {
        let answer = self.post("/v1/invitations", body).await?.ok()?;
        let text = |name: &str| answer[name].as_str().map(str::to_owned).ok_or_else(|| format!("no {name}: {answer}"));
        Ok((text("id")?, text("link")?))
    }
}

/// An organisation in the documented shape.
#[must_use]
pub fn organisation() -> Value {
    json!({
        "legal_name": "Example K.K.", "address": "1-1 Example, Tokyo",
        "sender": {"name": "Example", "email": "feedback@example.com", "reply_to": "support@example.com"},
        "complaints": "support@example.com", "privacy_contact": "privacy@example.com",
        "locale": "en", "timezone": "Asia/Tokyo",
        "stores": [{"id": "shibuya", "name": {"default": "Shibuya", "ja": "渋谷"}, "alerts": ["shibuya@example.com"]}],
    })
}

/// A survey with a score, another score, words, choices and a consent box.
#[must_use]
pub fn after_purchase() -> Value {
    json!({
        "definition": {
            "title": {"default": "How was your order?", "ja": "ご注文はいかがでしたか"},
            "pages": [{"name": "main", "elements": [
                {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10, "isRequired": true,
                 "title": {"default": "Would you recommend us?", "ja": "当店を薦めますか"}},
                {"type": "rating", "name": "delivery", "rateMin": 1, "rateMax": 5,
                 "title": {"default": "The delivery", "ja": "配送"}},
                {"type": "radiogroup", "name": "first", "title": {"default": "First order?", "ja": "初めてですか"},
                 "choices": [{"value": "yes", "text": {"default": "Yes", "ja": "はい"}}, "no"]},
                {"type": "checkbox", "name": "topics", "title": {"default": "About", "ja": "内容"},
                 "choices": ["price", "quality"]},
                {"type": "comment", "name": "why", "title": {"default": "Why?", "ja": "理由"}},
            ]}],
        },
        "settings": {
            "mode": "live",
            "metrics": {"nps": {"question": "nps"}, "csat": {"question": "delivery"}},
            "consents": [{"purpose": "follow_up", "text": {
                "default": "You may contact me about my answer.", "ja": "回答について連絡を受けることに同意します。"}}],
            "alert": {},
        },
    })
}
