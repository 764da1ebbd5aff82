//! A browser at any address of the stack, with or without the signal against sale and sharing.

use koe_tests::{Answer, Fault, Town, field};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;

/// A browser.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    client: Client,
    signal: Option<&'static str>,
}

impl Browser {
    /// One that signals nothing.
    pub(crate) fn plain(town: &Town) -> Self {
        Self { client: town.client.clone(), signal: None }
    }

    /// One that sends this value as `Sec-GPC`.
    pub(crate) fn signalling(town: &Town, value: &'static str) -> Self {
        Self { client: town.client.clone(), signal: Some(value) }
    }

    fn with_signal(&self, request: RequestBuilder) -> RequestBuilder {
        match self.signal {
            Some(value) => request.header("sec-gpc", value),
            None => request,
        }
    }

    /// Opens a page.
    pub(crate) async fn opens(&self, url: &str) -> Result<Answer, Fault> {
        Answer::of(self.with_signal(self.client.get(url).header("accept", "text/html"))).await
    }

    /// Opens a page as a program, and gives its nonce.
    pub(crate) async fn nonce(&self, url: &str) -> Result<String, Fault> {
        let request = self.with_signal(self.client.get(url).header("accept", "application/json"));
        let shown = Answer::of(request).await?.ok()?;
        Ok(shown["nonce"].as_str().ok_or("no nonce")?.to_owned())
    }

    /// Opens a page and sends its form with these fields.
    pub(crate) async fn submits(&self, url: &str, fields: &[(&str, &str)]) -> Result<Answer, Fault> {
        let page = self.opens(url).await?.text;
        let nonce = field(&page, "nonce").ok_or("no nonce on the page")?;
        let mut form = vec![("nonce", nonce.as_str())];
        form.extend_from_slice(fields);
        self.posts(url, &form).await
    }

    /// Sends this form and nothing else.
    pub(crate) async fn posts(&self, url: &str, form: &[(&str, &str)]) -> Result<Answer, Fault> {
        Answer::of(self.with_signal(self.client.post(url).header("accept", "text/html").form(form))).await
    }

    /// Sends this as a program.
    pub(crate) async fn sends(&self, url: &str, body: &Value) -> Result<Answer, Fault> {
        Answer::of(self.with_signal(self.client.post(url).header("accept", "application/json").json(body))).await
    }
}
