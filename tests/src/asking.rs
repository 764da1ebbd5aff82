//! Asking people, and what staff read of it afterwards.

use jiff::tz::TimeZone;
use koe_domain::Clock as _;
use serde_json::{Value, json};

use crate::{Fault, Shop, Town, organisation};

/// One rule: ask by `after-purchase` when an order was delivered.
#[must_use]
pub fn after_delivery() -> Value {
    json!([{"on": "delivered", "survey": "after-purchase"}])
}

impl Town {
    /// A stack with an organisation, this survey as `after-purchase`, and the shop `shop` with these rules.
    ///
    /// # Errors
    /// When a part of it is refused.
    pub async fn asking(survey: &Value, rules: &Value) -> Result<(Self, Shop), Fault> {
        let town = Self::empty().await?;
        town.put("/v1/organisation", &organisation()).await?.ok()?;
        town.put("/v1/surveys/after-purchase", survey).await?.ok()?;
        let shop = town.opens_shop("shop", rules).await?;
        Ok((town, shop))
    }

    /// Plans a mail to the person at `address` after `delay`, and gives the invitation's id.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn plans_mail_to(&self, address: &str, delay: &str) -> Result<String, Fault> {
        let body = json!({"survey": "after-purchase", "to": {"email": address}, "delay": delay});
        let planned = self.post("/v1/invitations", &body).await?.ok()?;
        Ok(planned["id"].as_str().ok_or("no id")?.to_owned())
    }

    /// An invitation, as the API shows it.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn invitation(&self, id: &str) -> Result<Value, Fault> {
        self.get(&format!("/v1/invitations/{id}")).await?.ok()
    }

    /// The states that an invitation went through, oldest first.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn history(&self, id: &str) -> Result<Vec<String>, Fault> {
        let shown = self.invitation(id).await?;
        let steps = shown["history"].as_array().into_iter().flatten();
        Ok(steps.filter_map(|step| step["state"].as_str().map(str::to_owned)).collect())
    }

    /// Today, in the organisation's time zone.
    ///
    /// # Errors
    /// When the zone is unknown.
    pub fn today(&self) -> Result<String, Fault> {
        Ok(self.clock.now().to_zoned(TimeZone::get("Asia/Tokyo")?).date().to_string())
    }

    /// The metrics of `after-purchase` from this day until today.
    ///
    /// # Errors
    /// When they are refused.
    pub async fn metrics_since(&self, from: &str) -> Result<Value, Fault> {
        self.settle().await?;
        let mut summary = self.get(&format!("/v1/surveys/after-purchase/summary?from={from}")).await?.ok()?;
        Ok(summary["metrics"].take())
    }

    /// Holds the counters of `after-purchase` against its responses, from this day until today. Gives the number of
    /// responses.
    ///
    /// # Errors
    /// When they differ.
    pub async fn recounts_since(&self, from: &str) -> Result<u64, Fault> {
        self.settle().await?;
        let found = self.get(&format!("/v1/surveys/after-purchase/recount?from={from}")).await?.ok()?;
        match (found["matches"].as_bool(), found["responses"].as_u64()) {
            (Some(true), Some(responses)) => Ok(responses),
            _ => Err(format!("the counters differ from the responses: {found}").into()),
        }
    }
}
