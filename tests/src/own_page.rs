//! A person at their own page.

use koe_local::inbox::Mail;
use reqwest::Client;
use serde_json::{Value, json};

use crate::{Answer, Fault, Town};

/// The way to a person's own page.
#[derive(Clone, Debug)]
pub struct OwnPage {
    /// Its address.
    pub link: String,
    client: Client,
    address: String,
}

impl Town {
    /// The own page of whoever got this mail.
    ///
    /// # Errors
    /// When the mail does not say the way.
    pub fn own_page(&self, mail: &Mail) -> Result<OwnPage, Fault> {
        let link = word(mail, "/privacy/")?;
        Ok(OwnPage { link, client: self.client.clone(), address: self.address.clone() })
    }
}

fn word(mail: &Mail, part: &str) -> Result<String, Fault> {
    let mut words = mail.text.split_whitespace();
    let found = words.find(|word| word.contains(part)).ok_or_else(|| format!("no {part} in the mail"))?;
    Ok(found.trim_end_matches(['.', '。', ')', '>']).to_owned())
}

impl OwnPage {
    /// Looks at it with a browser.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn opens(&self, query: &str) -> Result<Answer, Fault> {
        Answer::of(self.client.get(format!("{}{query}", self.link)).header("accept", "text/html")).await
    }

    /// What it says to a program.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn reads(&self) -> Result<Answer, Fault> {
        Answer::of(self.client.get(&self.link).header("accept", "application/json")).await
    }

    /// Sends a form to a part of the page.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn presses(&self, part: &str, form: &[(&str, &str)]) -> Result<Answer, Fault> {
        Answer::of(self.client.post(format!("{}/{part}", self.link)).header("accept", "text/html").form(form)).await
    }

    /// Sends JSON to a part of the page.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn sends(&self, part: &str, body: &Value) -> Result<Answer, Fault> {
        let request = self.client.post(format!("{}/{part}", self.link)).header("accept", "application/json");
        Answer::of(request.json(body)).await
    }

    /// Asks for erasure or export, waits for the letter, and gives the single-use address in it.
    ///
    /// # Errors
    /// When the request is refused, or no letter comes.
    pub async fn asks(&self, town: &Town, email: &str, kind: &str, never_ask: bool) -> Result<String, Fault> {
        let body = json!({"kind": kind, "never_ask": never_ask});
        let answer = self.sends("requests", &body).await?;
        if answer.status.as_u16() != 202 {
            return Err(format!("{} {}", answer.status, answer.text).into());
        }
        town.advance("PT1M").await?;
        word(&town.mail_to(email)?, "/confirm/")
    }

    /// Follows a single-use address and presses its button, as a program.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn confirms(&self, url: &str) -> Result<Answer, Fault> {
        Answer::of(self.client.post(url).header("accept", "application/json").form(&[("confirm", "yes")])).await
    }

    /// Where the stack is reached.
    #[must_use]
    pub fn stack(&self) -> &str {
        &self.address
    }
}
