//! The frame of every page that a person or the staff sees: one document, one style sheet, one set of headers.
//!
//! The style stands in the document, so that a page is one request, and the policy allows it by its hash. Rejected: a
//! style sheet of its own (a second request on a phone, and a path to serve in every function), and `unsafe-inline`,
//! which would allow whatever slipped through the escaping as well. There is no script and no cookie.

use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use koe_domain::Locale;
use sha2::{Digest as _, Sha256};

/// The style of every page, as it stands between `<style>` and `</style>`.
const STYLE: &str = include_str!("../assets/page.css");

/// Content Security Policy Level 3; the style is allowed by the SHA-256 of its text (section 2.3.1 there).
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
});

/// What a page never needs, switched off for everything it might hold.
const PERMISSIONS: &str = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/// One page.
pub struct Page {
    /// The language of the page, for its `lang` attribute.
    pub locale: Locale,
    /// The title, as text.
    pub title: String,
    /// What stands inside `<main>`: trusted HTML, made by a template that escapes what it was given.
    pub body: String,
}

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'a> {
    lang: &'a str,
    title: &'a str,
    style: &'a str,
    body: &'a str,
}

impl Page {
    /// The whole document.
    ///
    /// # Errors
    /// When the template cannot be written, which memory alone can cause.
    pub fn html(&self) -> Result<String, askama::Error> {
        Frame { lang: self.locale.as_str(), title: &self.title, style: STYLE, body: &self.body }.render()
    }

    /// The page with this status and the headers that every page has; 500 without a body where it cannot be written.
    #[must_use]
    pub fn into_response(self, status: StatusCode) -> Response {
        match self.html() {
            Ok(html) => private((status, headers(), Html(html)).into_response()),
            Err(error) => {
                tracing::error!(%error, "a page could not be written");
                private((StatusCode::INTERNAL_SERVER_ERROR, headers()).into_response())
            }
        }
    }
}

/// An answer to whoever holds a link, be it a page, a document or a problem: the link in the address goes nowhere, and
/// nothing is kept or indexed.
#[must_use]
pub fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    response
}

/// What every page has besides: nothing is embedded, and nothing is taken for what it is not.
fn headers() -> [(HeaderName, HeaderValue); 3] {
    [
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn page(title: &str) -> Result<Page, koe_domain::Faults> {
        Ok(Page { locale: Locale::parse("ja")?, title: title.to_owned(), body: "<h1>声</h1>".to_owned() })
    }

    /// The style as a browser would find it in the document.
    fn style_of(html: &str) -> Option<&str> {
        html.split_once("<style>")?.1.split_once("</style>").map(|(style, _)| style)
    }

    #[test]
    fn the_policy_allows_exactly_the_style_in_the_document() -> Outcome {
        let html = page("t")?.html()?;
        let style = style_of(&html).ok_or("no style")?;
        let hash = STANDARD.encode(Sha256::digest(style));
        let response = page("t")?.into_response(StatusCode::OK);
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str()?;
        assert!(policy.contains(&format!("style-src 'sha256-{hash}';")), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        Ok(())
    }

    #[test]
    fn every_page_has_its_headers_and_no_cookie() -> Outcome {
        let response = page("t")?.into_response(StatusCode::GONE);
        assert_eq!(response.status(), StatusCode::GONE);
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("x-robots-tag", "noindex"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(response.headers().get(name).map(HeaderValue::as_bytes), Some(value.as_bytes()), "{name}");
        }
        assert!(response.headers().contains_key("permissions-policy"));
        assert!(!response.headers().contains_key("set-cookie"));
        Ok(())
    }

    #[test]
    fn a_title_is_text_and_the_language_is_named() -> Outcome {
        let html = page("</title><script>")?.html()?;
        assert!(html.starts_with("<!doctype html>"), "{html}");
        assert!(html.contains("<html lang=\"ja\">"), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("<main>\n<h1>声</h1>\n</main>"), "{html}");
        Ok(())
    }

    #[test]
    fn the_style_stays_small_and_asks_nobody_else() {
        assert!(STYLE.len() < 7_000, "{} bytes", STYLE.len());
        for bad in ["http", "url(", "@import", "</", "!important"] {
            assert!(!STYLE.contains(bad), "{bad}");
        }
    }
}
