//! What is sent to the pages: a form of theirs, or JSON.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use bytes::Bytes;
use koe_web::Problem;
use koe_web::extract::{object_from_json, read, require_utf8};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Most bytes of a body.
const LIMIT: usize = 16 * 1024;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// What was sent.
pub(crate) enum Sent {
    /// A form's fields, in order.
    Form(Vec<(String, String)>),
    /// JSON, not read yet.
    Json(Bytes),
}

fn text(headers: &HeaderMap, name: axum::http::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn media(headers: &HeaderMap) -> String {
    text(headers, CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether the reader is a program: it sends JSON, or asks for it and not for pages.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = text(headers, ACCEPT);
    let asks = accept.split(',').map(str::trim).any(|part| part.starts_with(JSON)) && !accept.contains("text/html");
    asks || media(headers) == JSON
}

/// Reads what was sent. No body at all is an empty form.
pub(crate) async fn receive(request: Request) -> Result<Sent, Problem> {
    let media = media(request.headers());
    require_utf8(text(request.headers(), CONTENT_TYPE).split(';').skip(1).map(str::trim))?;
    let body = read(request, LIMIT).await?;
    match media.as_str() {
        JSON => Ok(Sent::Json(body)),
        "" if body.is_empty() => Ok(Sent::Form(Vec::new())),
        FORM => {
            let text = std::str::from_utf8(&body).map_err(|_| Problem::unreadable("", "not UTF-8"))?;
            let fields = form_urlencoded::parse(text.as_bytes());
            Ok(Sent::Form(fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
        }
        _ => Err(Problem::unsupported("a form or application/json is expected")),
    }
}

impl Sent {
    /// The body as a type. Of a form, the fields that are switches are `true` or `false`, all others texts; of two fields
    /// of one name the last counts.
    pub(crate) fn read<T: DeserializeOwned>(self, is_switch: impl Fn(&str) -> bool) -> Result<T, Problem> {
        match self {
            Self::Json(body) => object_from_json(&body),
            Self::Form(fields) => {
                let value = |name: &str, value: String| match value.as_str() {
                    "true" if is_switch(name) => Value::Bool(true),
                    "false" if is_switch(name) => Value::Bool(false),
                    _ => Value::String(value),
                };
                let object: Map<String, Value> =
                    fields.into_iter().map(|(name, sent)| (name.clone(), value(&name, sent))).collect();
                object_from_json(&serde_json::to_vec(&object).map_err(|_| Problem::ours())?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        kind: String,
        #[serde(default)]
        never_ask: bool,
    }

    fn form(fields: &[(&str, &str)]) -> Sent {
        Sent::Form(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_reads_as_the_json_it_stands_for() {
        let body = |sent: Sent| sent.read::<Body>(|name| name == "never_ask").ok();
        let erase = Some(Body { kind: "true".to_owned(), never_ask: true });
        assert_eq!(body(form(&[("kind", "true"), ("never_ask", "true")])), erase);
        assert_eq!(body(Sent::Json(Bytes::from_static(br#"{"kind":"true","never_ask":true}"#))), erase);
        assert_eq!(body(form(&[("kind", "erase"), ("never_ask", "yes")])), None);
        assert_eq!(body(form(&[("kind", "erase"), ("other", "1")])), None);
        assert_eq!(body(Sent::Json(Bytes::from_static(br#"["true"]"#))), None);
    }

    #[test]
    fn a_reader_is_a_program_where_it_says_so() {
        for (accept, content_type, program) in [
            ("text/html,application/xhtml+xml,*/*;q=0.8", FORM, false),
            ("", "", false),
            ("*/*", FORM, false),
            ("application/json", "", true),
            ("*/*", "Application/JSON; charset=utf-8", true),
            ("text/html, application/json", "", false),
        ] {
            let sent = [(ACCEPT, accept), (CONTENT_TYPE, content_type)].into_iter().filter(|(_, it)| !it.is_empty());
            let headers: HeaderMap = sent.map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
            assert_eq!(wants_json(&headers), program, "{accept} {content_type}");
        }
    }
}
