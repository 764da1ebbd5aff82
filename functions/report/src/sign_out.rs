//! `POST /dashboard/signout`: ends a session on this device.
//!
//! The cookie is taken back. A copy of it would work until its eight hours are over; revoking the key ends that too.

use axum::extract::State as Held;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use koe_web::extract::PageQuery;
use koe_web::{Problem, session};

use crate::State;
use crate::language::asked;
use crate::sign_in::LanguageQuery;
use crate::view;

/// Signs out.
#[utoipa::path(post, path = "/dashboard/signout", tag = "dashboard", params(LanguageQuery),
    responses((status = 303, description = "signed out: to the form to sign in")))]
pub(crate) async fn sign_out(
    Held(state): Held<State>,
    PageQuery(query): PageQuery<LanguageQuery>,
) -> Result<Response, Problem> {
    let cookie = session::over(state.is_secure()).ok_or_else(Problem::ours)?;
    let mut response = Redirect::to(&view::home(asked(query.lang.as_deref()))).into_response();
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}
