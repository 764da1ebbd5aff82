//! Extractors: parts of a request as types, and a clear problem where they do not fit.

use std::convert::Infallible;
use std::fmt;

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use koe_domain::Faults;
use koe_domain::fault::pointer_token;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path as SerdePath, Segment};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::problem::Problem;

/// Most bytes of a JSON body or form.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// A JSON body. `application/json` in UTF-8, at most 1 MiB; unknown fields are the type's own affair.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        let body = read(request, BODY_LIMIT).await?;
        let value: T = object_from_json(&body)?;
        value.validate().map_err(|errors| Problem::invalid(faults(&errors)))?;
        Ok(Self(value))
    }
}

/// A JSON body whose own parser names its faults: any JSON object.
#[derive(Clone)]
pub struct AnyJson(pub serde_json::Value);

impl fmt::Debug for AnyJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyJson")
    }
}

impl<S: Send + Sync> FromRequest<S> for AnyJson {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        Ok(Self(from_json(&read(request, BODY_LIMIT).await?)?))
    }
}

/// Reads a body, at most `limit` bytes of it.
///
/// # Errors
/// 413 where it is longer, 400 where it breaks off.
pub async fn read(request: Request, limit: usize) -> Result<Bytes, Problem> {
    let announced = request.headers().get("content-length").and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Problem::too_large(limit));
    }
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(Problem::too_large(limit)),
        Err(_) => Err(Problem::unreadable("", "the body broke off")),
    }
}

/// Reads JSON, and says where it does not fit.
///
/// # Errors
/// 400 where it is no JSON, 422 where a field has another type than it should.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.inner();
        if inner.is_data() {
            Problem::invalid(Faults::one(pointer, data_fault(inner)))
        } else {
            Problem::unreadable(pointer, format!("no JSON at line {}, column {}", inner.line(), inner.column()))
        }
    })?;
    reader.end().map_err(|_| Problem::unreadable("", "something follows the JSON"))?;
    Ok(value)
}

/// Reads a JSON object. serde would take a list for one as well, field by field.
///
/// # Errors
/// As [`from_json`], and 422 where it is no object.
pub fn object_from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => from_json(body),
        _ => {
            from_json::<serde_json::Value>(body)?;
            Err(Problem::invalid(Faults::one("", "an object is expected")))
        }
    }
}

/// What serde expected, without the value it found: that may be personal. The value may itself hold `, expected `; what
/// is expected stands last.
fn data_fault(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let names_the_value = text.starts_with("invalid") || text.starts_with("unknown variant");
    match text.rsplit_once(", expected ") {
        Some((_, expected)) if names_the_value => format!("{expected} is expected"),
        _ => text.to_owned(),
    }
}

fn pointer(path: &SerdePath) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", pointer_token(key)),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = value.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        return Err(Problem::unsupported("Content-Type: application/json is expected"));
    }
    require_utf8(parts)
}

/// Refuses a charset other than UTF-8.
///
/// # Errors
/// 415.
pub fn require_utf8<'a>(mut parameters: impl Iterator<Item = &'a str>) -> Result<(), Problem> {
    let other = parameters.any(|parameter| {
        let parameter = parameter.to_ascii_lowercase();
        parameter.strip_prefix("charset=").is_some_and(|charset| charset.trim_matches('"') != "utf-8")
    });
    if other { Err(Problem::unsupported("the charset UTF-8 is expected")) } else { Ok(()) }
}

/// The faults that `validator` found, with their pointers.
#[must_use]
pub fn faults(errors: &ValidationErrors) -> Faults {
    let mut faults = Faults::new();
    collect(errors, "", &mut faults);
    faults
}

fn collect(errors: &ValidationErrors, prefix: &str, faults: &mut Faults) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{prefix}/{}", pointer_token(field));
        match kind {
            ValidationErrorsKind::Field(found) => {
                for error in found {
                    let detail = error.message.as_ref().map_or_else(|| error.code.to_string(), ToString::to_string);
                    faults.push(pointer.clone(), detail);
                }
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), faults);
                }
            }
        }
    }
}

/// Parts of the path, as a type. What does not fit is not found.
#[derive(Clone, Copy, Debug)]
pub struct PathParam<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathParam<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(value) = Path::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found("no name of that form exists here"))?;
        Ok(Self(value))
    }
}

/// The query, as a type.
#[derive(Clone, Copy, Debug)]
pub struct QueryParams<T>(pub T);

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(value): Query<T> = Query::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::unreadable("", format!("the query does not fit: {}", query_fault(&error))))?;
        value.validate().map_err(|errors| Problem::invalid(faults(&errors)))?;
        Ok(Self(value))
    }
}

fn query_fault(error: &axum::extract::rejection::QueryRejection) -> String {
    use std::error::Error as _;
    let text = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    text.chars().take(120).collect()
}

/// The link in a page's address. One that is no text is like any other that is not ours.
#[derive(Clone)]
pub struct LinkText(pub String);

impl<S: Send + Sync> FromRequestParts<S> for LinkText {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let link = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(link.map(|Path(link)| link).unwrap_or_default()))
    }
}

/// The query of a page, as a type. A page is shown all the same where the query does not fit: a mail program may have
/// changed it on the way.
#[derive(Clone, Debug)]
pub struct PageQuery<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequestParts<S> for PageQuery<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        Ok(Self(query.map(|Query(query)| query).unwrap_or_default()))
    }
}

/// `limit` and `cursor` of a list.
#[derive(Clone, Debug, serde::Deserialize, Validate, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many rows at most, 1 to 100; 50 unless given.
    #[validate(range(min = 1, max = 100, message = "1 to 100 is expected"))]
    #[serde(default = "fifty")]
    pub limit: i32,
    /// Where the page starts, from the answer before.
    #[validate(length(max = 1024, message = "not a cursor of this list"))]
    pub cursor: Option<String>,
}

const fn fifty() -> i32 {
    50
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T: DeserializeOwned>(body: &str) -> String {
        let fault = from_json::<std::collections::BTreeMap<String, T>>(body.as_bytes()).err();
        fault.map(|problem| serde_json::to_string(&problem).unwrap_or_default()).unwrap_or_default()
    }

    #[derive(serde::Deserialize)]
    enum Colour {
        Red,
        Green,
    }

    #[test]
    fn what_was_sent_is_not_repeated() {
        let text = said::<u8>(r#"{"a":"hanako@example.jp"}"#);
        assert!(text.contains("\"/a\"") && text.contains("u8 is expected") && !text.contains("hanako"), "{text}");
        for sent in [r#"{"a":"hanako"}"#, r#"{"a":"x`, expected hanako"}"#, r#"{"a":{"hanako":1}}"#] {
            let text = said::<Colour>(sent);
            assert!(text.contains("`Red` or `Green` is expected") && !text.contains("hanako"), "{text}");
        }
        assert_eq!(format!("{:?}", AnyJson("hanako".into())), "AnyJson");
    }

    #[test]
    fn half_a_json_and_deep_json_are_refused() {
        for body in ["{\"a\":", "", "{} x", &"[".repeat(10_000)] {
            assert!(from_json::<serde_json::Value>(body.as_bytes()).is_err(), "{}", &body[..body.len().min(20)]);
        }
    }

    #[test]
    fn another_charset_is_refused() {
        assert!(require_utf8([" charset=UTF-8"].map(str::trim).into_iter()).is_ok());
        assert!(require_utf8(["charset=Shift_JIS"].into_iter()).is_err());
    }
}
