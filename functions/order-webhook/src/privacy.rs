//! What a shop asks about people: forget one customer, forget the shop, say what is held.
//!
//! The answer to the shop is that it was taken; `anonymize` erases, and staff answer what they are asked. A customer
//! without an address is found through the orders.

use std::collections::BTreeSet;

use jiff::Timestamp;
use koe_domain::{Faults, Identity, Period, PersonId, RequestId, SourceId};
use koe_store::rows::{ErasureRow, RequestKind, RequestRow, RequestState, Scope, SeenRow, Via};
use koe_store::{Due, Queue, ShopCall, ShopTaken, whole_seconds};
use koe_web::Problem;
use sha2::{Digest as _, Sha256};

use crate::State;
use crate::platform::{PrivacyCall, PrivacyTopic};

/// By when a shop's question is to be answered: platforms ask for 30 days.
const ANSWER: Period = Period::days(30);

/// For how long a request that nobody closes is kept: 24 months, as a closed one.
const KEPT: Period = Period::days(731);
/// People of one call: with three rows each, below the 100 of a transaction.
const MOST_PEOPLE: usize = 30;
/// How often a call is taken when its people change meanwhile.
const TRIES: usize = 5;

/// A call about people, of one source.
pub(crate) struct Caller<'a> {
    pub(crate) state: &'a State,
    pub(crate) source: &'a SourceId,
    /// What a repeated delivery has again.
    pub(crate) key: &'a str,
    pub(crate) now: Timestamp,
}

impl Caller<'_> {
    /// Takes the call; what became of it, a word. One round trip for each hundred orders, and one more.
    pub(crate) async fn take(
        &self,
        call: &PrivacyCall,
        seen: &(dyn Fn(&str) -> SeenRow + Sync),
    ) -> Result<String, Problem> {
        for _ in 0..TRIES {
            let (result, written) = self.written(call).await?;
            match self.state.store.take_shop_call(&seen(result), &written).await? {
                ShopTaken::Done => return Ok(result.to_owned()),
                ShopTaken::Repeated => return Ok("seen_before".to_owned()),
                ShopTaken::Raced => {}
            }
        }
        tracing::warn!("the people of a shop's call changed at every try");
        Err(Problem::try_again())
    }

    async fn written(&self, call: &PrivacyCall) -> Result<(&'static str, ShopCall), Problem> {
        if call.topic == PrivacyTopic::ForgetShop {
            return Ok(("erasing", self.forget_shop()));
        }
        let people = self.people(call).await?;
        Ok(match call.topic {
            _ if people.is_empty() => ("nobody", ShopCall::default()),
            PrivacyTopic::TellCustomer => ("request_opened", self.tell(&people)),
            PrivacyTopic::ForgetCustomer | PrivacyTopic::ForgetShop => ("erasing", self.forget(&people)),
        })
    }

    /// Whom the call is about: by the address, and by the orders.
    async fn people(&self, call: &PrivacyCall) -> Result<BTreeSet<PersonId>, Problem> {
        let mut people = BTreeSet::new();
        if let Some(email) = &call.email {
            people.insert(self.state.pepper.person(&Identity::Email(email.clone())));
        }
        let names: BTreeSet<String> =
            call.orders.iter().map(|order| self.state.pepper.order(self.source, order.as_str())).collect();
        let names: Vec<String> = names.into_iter().collect();
        people.extend(self.state.store.people_of_orders(&names).await?);
        let people = self.state.store.held(&people).await?;
        if people.len() > MOST_PEOPLE {
            // A call about one customer; taken in part it would look as if all of it were done.
            return Err(Problem::invalid(Faults::one(
                "",
                "the orders belong to more than 30 people: send fewer at once",
            )));
        }
        Ok(people)
    }

    fn id(&self, what: &str, person: Option<PersonId>) -> RequestId {
        let mut hash = Sha256::new();
        for part in [what.as_bytes(), self.source.as_str().as_bytes(), self.key.as_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update(person.map(|person| *person.as_bytes()).unwrap_or_default());
        let hash = hash.finalize();
        RequestId::from_bytes(std::array::from_fn(|i| hash[i]))
    }

    fn forget_shop(&self) -> ShopCall {
        let id = self.id("shop", None);
        let row = ErasureRow::of_source(id, Scope::Shop(self.source.clone()), None, self.now);
        ShopCall { erasures: vec![row], requests: Vec::new() }
    }

    fn forget(&self, people: &BTreeSet<PersonId>) -> ShopCall {
        let erasure = |person: &PersonId| {
            let id = self.id("customer", Some(*person));
            ErasureRow::of_source(id, Scope::Source(self.source.clone()), Some(*person), self.now)
        };
        ShopCall { erasures: people.iter().map(erasure).collect(), requests: Vec::new() }
    }

    fn tell(&self, people: &BTreeSet<PersonId>) -> ShopCall {
        let request = |person: &PersonId| {
            let answer_by = ANSWER.after(self.now);
            let id = self.id("tell", Some(*person));
            RequestRow {
                id,
                rev: 1,
                person: Some(*person),
                kind: RequestKind::Export,
                law: None,
                via: Via::Shop,
                never_ask: false,
                source: Some(self.source.clone()),
                state: RequestState::Open,
                received_at: self.now,
                confirm_by: None,
                answer_by,
                closed_at: None,
                note: None,
                erasure: None,
                due: Due::at(Queue::Retain, &RequestRow::partition(id), KEPT.after(answer_by)),
                list_pk: RequestRow::LIST.to_owned(),
                list_at: whole_seconds(self.now).to_string(),
            }
        };
        ShopCall { erasures: Vec::new(), requests: people.iter().map(request).collect() }
    }
}
