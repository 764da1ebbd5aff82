//! Errors as callers read them: `application/problem+json` (RFC 9457) with a stable `type`.
//!
//! What the caller reads and what the log keeps are two texts. A problem holds the first; where there is something to
//! log, it is logged where it is handled, once, and never with a value that somebody sent.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use koe_domain::Faults;
use koe_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

/// An error as a caller reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Stable name of the kind of error, a URN such as `urn:koe:problem:invalid`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind of error in words; the same for every error of the kind.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What went wrong this time, and what would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Every fault found in what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemFault>,
    /// A fresh nonce, where the one sent was stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// One fault of what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ProblemFault {
    /// JSON pointer (RFC 6901) to the place.
    pointer: String,
    /// What is wrong there.
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, title: &'static str) -> Self {
        Self { kind, title, status: status.as_u16(), detail: None, errors: Vec::new(), nonce: None, retry_after: None }
    }

    /// Adds what went wrong this time.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a fresh nonce.
    #[must_use]
    pub fn with_nonce(mut self, nonce: String) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// 422: what was sent is readable, but not right.
    #[must_use]
    pub fn invalid(faults: Faults) -> Self {
        let errors = faults.into_iter().map(|f| ProblemFault { pointer: f.pointer, detail: f.detail }).collect();
        Self {
            errors,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "urn:koe:problem:invalid", "What was sent is not valid")
        }
    }

    /// 400: what was sent cannot be read.
    #[must_use]
    pub fn unreadable(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let errors = vec![ProblemFault { pointer: pointer.into(), detail: detail.into() }];
        Self {
            errors,
            ..Self::new(StatusCode::BAD_REQUEST, "urn:koe:problem:unreadable", "What was sent cannot be read")
        }
    }

    /// 400: what was sent is not of the shape that its sender documents, with every fault.
    #[must_use]
    pub fn bad_request(faults: Faults) -> Self {
        let errors = faults.into_iter().map(|f| ProblemFault { pointer: f.pointer, detail: f.detail }).collect();
        Self {
            errors,
            ..Self::new(StatusCode::BAD_REQUEST, "urn:koe:problem:unreadable", "What was sent cannot be read")
        }
    }

    /// 401: nobody is signed in, or the signature is wrong.
    #[must_use]
    pub fn unauthorised(detail: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "urn:koe:problem:unauthorised", "Who sent this could not be established")
            .because(detail)
    }

    /// 403: signed in, without the right.
    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "urn:koe:problem:forbidden", "The key may not do this").because(detail)
    }

    /// 404: there is no such thing.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "urn:koe:problem:not-found", "There is no such thing here").because(detail)
    }

    /// 405: there is such a thing, but not this method.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "urn:koe:problem:method-not-allowed",
            "This address does not take this method",
        )
    }

    /// 409: it does not fit what is there.
    #[must_use]
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "urn:koe:problem:conflict", "This does not fit what is there").because(detail)
    }

    /// 409: the page's nonce is stale; the problem brings a new one.
    #[must_use]
    pub fn stale(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "urn:koe:problem:stale",
            "The page was shown too long ago, or the answer changed meanwhile",
        )
        .because(detail)
    }

    /// 410: it was there, and is over.
    #[must_use]
    pub fn gone(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, "urn:koe:problem:gone", "This is over").because(detail)
    }

    /// 413: more than is taken.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "urn:koe:problem:too-large", "More was sent than is taken")
            .because(format!("at most {} KiB are taken here", limit / 1024))
    }

    /// 415: not a media type or charset that is read here.
    #[must_use]
    pub fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "urn:koe:problem:unsupported",
            "This kind of body is not read here",
        )
        .because(detail)
    }

    /// 503: the table did not answer, or is busy; the same call may be made again.
    #[must_use]
    pub fn try_again() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "urn:koe:problem:try-again",
            "It did not work just now; please try again",
        );
        problem.retry_after = Some(2);
        problem
    }

    /// 500: a fault of ours.
    #[must_use]
    pub fn ours() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "urn:koe:problem:internal", "Something went wrong on our side")
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status(), self.retry_after);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy { .. } | StoreError::Unreachable => {
                tracing::warn!(%error, "the tables did not serve a request");
                Self::try_again()
            }
            StoreError::Corrupt { .. } | StoreError::Refused { .. } => {
                tracing::error!(%error, "the tables could not serve a request");
                Self::ours()
            }
        }
    }
}

impl From<Faults> for Problem {
    fn from(faults: Faults) -> Self {
        Self::invalid(faults)
    }
}

impl From<koe_privacy::SealError> for Problem {
    fn from(error: koe_privacy::SealError) -> Self {
        tracing::error!(%error, "a sealed field could not be used");
        Self::ours()
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a template could not be written");
        Self::ours()
    }
}
