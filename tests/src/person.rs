//! A person with a mail in hand.

use koe_local::inbox::Mail;
use reqwest::{Body, Client};
use serde_json::{Value, json};

use crate::{Answer, Fault, Town};

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The address of the survey.
    pub link: String,
    /// The address behind `List-Unsubscribe`.
    pub unsubscribe: String,
    client: Client,
}

impl Person {
    pub(crate) fn of(town: &Town, mail: &Mail) -> Result<Self, Fault> {
        let link = mail.text.split_whitespace().find(|word| word.contains("/s/")).ok_or("no link in the mail")?;
        let link = link.split('?').next().unwrap_or(link);
        let header = mail.headers.get("List-Unsubscribe").ok_or("no List-Unsubscribe")?;
        let unsubscribe = header.trim_matches(['<', '>']);
        Ok(Self { link: link.to_owned(), unsubscribe: unsubscribe.to_owned(), client: town.client.clone() })
    }

    /// Somebody at `address` who was asked by API, and given the link by other means than mail.
    ///
    /// # Errors
    /// When the call is refused.
    pub async fn invited(town: &Town, address: &str) -> Result<Self, Fault> {
        let asked = json!({"survey": "after-purchase", "to": {"email": address}, "send": false});
        let (_, link) = town.invites(&asked).await?;
        Ok(Self::with_link(town, &link))
    }

    /// A person who was given a link otherwise.
    #[must_use]
    pub fn with_link(town: &Town, link: &str) -> Self {
        Self { link: link.to_owned(), unsubscribe: String::new(), client: town.client.clone() }
    }

    /// The 47 characters of the link.
    #[must_use]
    pub fn token(&self) -> &str {
        self.link.rsplit('/').next().unwrap_or_default()
    }

    /// Opens the page with a browser.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn opens(&self, query: &str) -> Result<Answer, Fault> {
        Answer::of(self.client.get(format!("{}{query}", self.link)).header("accept", "text/html")).await
    }

    /// Opens the page with a browser whose owner reads these languages.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn opens_in(&self, languages: &str) -> Result<Answer, Fault> {
        let request = self.client.get(&self.link).header("accept", "text/html");
        Answer::of(request.header("accept-language", languages)).await
    }

    /// Opens the survey as a program.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn reads(&self) -> Result<Answer, Fault> {
        Answer::of(self.client.get(&self.link).header("accept", "application/json")).await
    }

    /// A nonce of a page shown now.
    ///
    /// # Errors
    /// When the page is not shown.
    pub async fn nonce(&self) -> Result<String, Fault> {
        let shown = self.reads().await?.ok()?;
        Ok(shown["nonce"].as_str().ok_or("no nonce")?.to_owned())
    }

    /// Answers with a score, as a program.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn answers(&self, score: i64) -> Result<Answer, Fault> {
        self.sends(&json!({"nonce": self.nonce().await?, "answers": {"nps": score}})).await
    }

    /// Sends this answer, as a program.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn sends(&self, body: &Value) -> Result<Answer, Fault> {
        Answer::of(self.client.post(&self.link).header("accept", "application/json").json(body)).await
    }

    /// Sends these very bytes as this kind of body; as no kind where `media` is empty.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn posts(&self, media: &str, body: impl Into<Body>) -> Result<Answer, Fault> {
        let request = self.client.post(&self.link).header("accept", "application/json").body(body);
        Answer::of(if media.is_empty() { request } else { request.header("content-type", media) }).await
    }

    /// Sends this form, as a browser; the nonce is that of a page opened now.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn submits(&self, fields: &[(&str, &str)]) -> Result<Answer, Fault> {
        let page = self.opens("").await?.text;
        let nonce = field(&page, "nonce").ok_or("no nonce on the page")?;
        let mut form = vec![("nonce", nonce.as_str())];
        form.extend_from_slice(fields);
        self.submits_as_is(&form).await
    }

    /// Sends this form and nothing else.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn submits_as_is(&self, form: &[(&str, &str)]) -> Result<Answer, Fault> {
        Answer::of(self.client.post(&self.link).header("accept", "text/html").form(form)).await
    }

    /// Lets the mail program unsubscribe with one click (RFC 8058).
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn unsubscribes(&self) -> Result<Answer, Fault> {
        Answer::of(self.client.post(&self.unsubscribe).form(&[("List-Unsubscribe", "One-Click")])).await
    }

    /// Follows the link behind `List-Unsubscribe`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn looks_at_unsubscribe(&self) -> Result<Answer, Fault> {
        Answer::of(self.client.get(&self.unsubscribe).header("accept", "text/html")).await
    }

    /// Sends these bytes of this type to the link behind `List-Unsubscribe`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn presses_unsubscribe(&self, content_type: &str, body: &str) -> Result<Answer, Fault> {
        let request = self.client.post(&self.unsubscribe).header("content-type", content_type);
        Answer::of(request.body(body.to_owned())).await
    }
}

/// The value of a hidden field on a page.
#[must_use]
pub fn field(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\""))?;
    let (_, rest) = rest.split_once("value=\"")?;
    Some(rest.split_once('"')?.0.to_owned())
}
