//! The inbox on a screen, and as JSON for programs.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::{Inbox, Mail};
use crate::home::{MailLine, page, shown};

/// What the HTML of a mail may do: be seen. Its links open in a tab of their own, outside of the sandbox.
const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
                           img-src data:; style-src 'unsafe-inline'";

/// The pages of the inbox under `/_local/mail`; with `Accept: application/json` they are JSON.
pub fn inbox_router(inbox: Inbox) -> Router {
    Router::new()
        .route("/_local/mail", get(list))
        .route("/_local/mail/{id}", get(show))
        .route("/_local/mail/{id}/html", get(html))
        .with_state(inbox)
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct ListPage {
    mails: Vec<MailLine>,
}

async fn list(State(inbox): State<Inbox>, headers: HeaderMap) -> Response {
    let mails = inbox.mails();
    if prefers_json(&headers) {
        return Json(mails).into_response();
    }
    page(&ListPage { mails: mails.iter().map(MailLine::from).collect() })
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage {
    mail: Mail,
    sent_at: String,
    text: Vec<Piece>,
}

async fn show(State(inbox): State<Inbox>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match inbox.find(&id) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(mail) if prefers_json(&headers) => Json(mail).into_response(),
        Some(mail) => page(&MailPage { sent_at: shown(mail.sent_at), text: pieces(&mail.text), mail }),
    }
}

async fn html(State(inbox): State<Inbox>, Path(id): Path<String>) -> Response {
    let Some(mail) = inbox.find(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, MAIL_POLICY),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, with_links_in_new_tabs(&mail.html)).into_response()
}

fn with_links_in_new_tabs(html: &str) -> String {
    const BASE: &str = r#"<base target="_blank">"#;
    match html.split_once("<head>") {
        Some((before, after)) => format!("{before}<head>{BASE}{after}"),
        None => format!("{BASE}{html}"),
    }
}

/// A piece of plain text: words, or an address to follow.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    link: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut keep = |text: &str, link| {
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), link });
        }
    };
    let mut rest = text;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_graphic() || "<>\"'".contains(c)).unwrap_or(from.len());
        let link = from[..end].trim_end_matches(['.', ',', ')', ';']);
        keep(before, false);
        keep(link, true);
        rest = &from[link.len()..];
    }
    keep(rest, false);
    pieces
}

/// Whether JSON is asked for rather than HTML (RFC 9110, section 12.5.1).
fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    weight(accept, ["application/json", "application/*", "*/*"]) > weight(accept, ["text/html", "text/*", "*/*"])
}

/// The weight of the first of `ranges` that `accept` names; 0 where it names none.
fn weight(accept: &str, ranges: [&str; 3]) -> f32 {
    let named = |range: &str| {
        accept.split(',').find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            parts.next().filter(|name| name.eq_ignore_ascii_case(range))?;
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            Some(weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
        })
    };
    ranges.into_iter().find_map(named).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::sync::Arc;

    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::super::tests::{Still, letter};
    use super::*;

    async fn get_page(inbox: &Inbox, path: &str, accept: &str) -> Result<(StatusCode, String), Box<dyn Error>> {
        let request = Request::get(path).header(ACCEPT, accept).body(Body::empty())?;
        let answer = inbox_router(inbox.clone()).oneshot(request).await?;
        let status = answer.status();
        Ok((status, String::from_utf8(answer.into_body().collect().await?.to_bytes().to_vec())?))
    }

    #[tokio::test]
    async fn the_inbox_is_a_page_for_people_and_json_for_programs() -> Result<(), Box<dyn Error>> {
        let inbox = Inbox::open(None, Arc::new(Still))?;
        let id = inbox.accept(letter("a@example.com", "<b>How</b> was it?"))?;
        let (_, page) = get_page(&inbox, "/_local/mail", "text/html,application/xhtml+xml,*/*;q=0.8").await?;
        assert!(page.contains(&format!("/_local/mail/{id}")) && !page.contains("<b>How"), "{page}");
        let (_, body) = get_page(&inbox, "/_local/mail", "application/json").await?;
        let mails: serde_json::Value = serde_json::from_str(&body)?;
        assert_eq!(mails[0]["headers"]["Reply-To"], "reply@example.com");
        assert_eq!(mails[0]["sent_at"], "1970-01-01T00:00:00Z");
        Ok(())
    }

    #[tokio::test]
    async fn a_mail_shows_its_links_and_its_html_in_a_sandbox() -> Result<(), Box<dyn Error>> {
        let inbox = Inbox::open(None, Arc::new(Still))?;
        let id = inbox.accept(letter("a@example.com", "x"))?;
        let (_, page) = get_page(&inbox, &format!("/_local/mail/{id}"), "text/html").await?;
        assert!(page.contains(r#"href="https://koe.example.com/s/abc?score=9""#), "{page}");
        assert!(page.contains("sandbox="), "{page}");
        let (_, html) = get_page(&inbox, &format!("/_local/mail/{id}/html"), "*/*").await?;
        assert!(html.starts_with(r#"<html><head><base target="_blank">"#), "{html}");
        assert_eq!(get_page(&inbox, "/_local/mail/none", "*/*").await?.0, StatusCode::NOT_FOUND);
        Ok(())
    }

    #[test]
    fn links_end_where_a_sentence_does() {
        let found = pieces("見る：https://a.example/x?y=1。次 (http://b.example/).");
        let links: Vec<_> = found.iter().filter(|piece| piece.link).map(|piece| piece.text.as_str()).collect();
        assert_eq!(links, ["https://a.example/x?y=1", "http://b.example/"]);
        let whole: String = found.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(whole, "見る：https://a.example/x?y=1。次 (http://b.example/).");
    }
}
