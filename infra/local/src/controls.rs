//! What a newcomer sees and presses on this machine: the first page, the shop, the clock.

use std::sync::Arc;

use axum::extract::{Form, Request, State as Held};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use koe_domain::{Clock as _, Period, Random, clock};
use koe_web::Problem;
use koe_web::extract::{from_json, read};
use serde::Deserialize;
use tokio::sync::Mutex;
use tower::ServiceExt as _;

use crate::clock::MovableClock;
use crate::example::SURVEY;
use crate::home::{Home, MailLine, ScoreLine, shown};
use crate::inbox::Inbox;
use crate::shop::Played;
use crate::turn::Turn;

/// What the controls move.
#[derive(Clone)]
pub(crate) struct Controls {
    pub(crate) api: Router,
    pub(crate) api_key: String,
    pub(crate) shop_secret: String,
    pub(crate) dynamodb: String,
    pub(crate) inbox: Inbox,
    pub(crate) clock: Arc<MovableClock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) turn: Arc<Mutex<Turn>>,
}

/// The routes that are there on one machine only.
pub(crate) fn router(controls: Controls) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/_local/shop", post(shop))
        .route("/_local/clock", post(advance))
        .with_state(controls)
}

/// Refuses what another site in the same browser might send: a foreign `Host` (DNS rebinding) or `Origin`.
pub(crate) fn guard(router: Router) -> Router {
    router.layer(middleware::from_fn(only_from_here))
}

async fn only_from_here(request: Request, next: Next) -> Response {
    if is_foreign(request.headers(), request.method(), request.uri().path()) {
        return Problem::forbidden("this server answers to 127.0.0.1 alone").into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap, method: &Method, path: &str) -> bool {
    let local = |text: &str| {
        let host = text.rsplit_once(':').map_or(text, |(host, _)| host);
        matches!(host, "127.0.0.1" | "localhost" | "[::1]")
    };
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let controls = path == "/" || path.starts_with("/_local");
    let foreign_host = header(HOST).is_some_and(|host| !local(host));
    let foreign_origin = method != Method::GET
        && header(ORIGIN).is_some_and(|origin| !origin.strip_prefix("http://").is_some_and(local));
    foreign_host || (controls && foreign_origin)
}

async fn home(Held(controls): Held<Controls>) -> Response {
    controls.home(None).await
}

#[derive(Deserialize)]
struct ShopForm {
    order: String,
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    locale: String,
    event: String,
}

async fn shop(Held(controls): Held<Controls>, Form(form): Form<ShopForm>) -> Response {
    let Ok(number) = form.order.trim().parse() else {
        return controls.home(Some("The order number is a whole number.".to_owned())).await;
    };
    let played = Played {
        number,
        email: form.email.trim(),
        name: form.name.trim(),
        locale: &form.locale,
        at: controls.clock.now(),
    };
    let message = match played.send(&controls.api, &controls.shop_secret, &form.event).await {
        Ok(()) => format!("The shop said: order {number} {}.", form.event),
        Err(why) => format!("That did not work: {why}."),
    };
    controls.home(Some(message)).await
}

#[derive(Deserialize)]
struct Advance {
    advance: Period,
}

async fn advance(Held(controls): Held<Controls>, headers: HeaderMap, request: Request) -> Response {
    let form = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let body = match read(request, 4096).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let wanted = if form {
        let text = String::from_utf8_lossy(&body).into_owned();
        let period = text.split('&').find_map(|pair| pair.strip_prefix("advance="));
        Period::parse(period.unwrap_or_default()).map_err(Problem::from)
    } else {
        from_json::<Advance>(&body).map(|body| body.advance)
    };
    let period = match wanted {
        Ok(period) => period,
        Err(problem) => return problem.into_response(),
    };
    let ran = controls.turn.lock().await.advance(period).await;
    match ran {
        Ok(_) if form => Redirect::to("/").into_response(),
        Ok(ran) => Json(ran).into_response(),
        Err(error) => {
            tracing::error!(%error, "the clock stopped on its way");
            Problem::ours().into_response()
        }
    }
}

impl Controls {
    async fn home(&self, message: Option<String>) -> Response {
        let draw = clock::random::<3>(&*self.random);
        let number = 1000 + u32::from_be_bytes([0, draw[0], draw[1], draw[2]]) % 9_000_000;
        Home {
            now: shown(self.clock.now()),
            api_key: self.api_key.clone(),
            dynamodb: self.dynamodb.clone(),
            mails: self.inbox.latest(5).iter().map(MailLine::from).collect(),
            score: self.score().await,
            message,
            next_order: number.to_string(),
            example_email: format!("customer{number}@example.com"),
        }
        .into_response()
    }

    /// The score of the example, asked for as any program would.
    async fn score(&self) -> Option<ScoreLine> {
        let request = axum::http::Request::get(format!("/v1/surveys/{SURVEY}/summary"))
            .header(AUTHORIZATION, format!("Bearer {}", self.api_key))
            .header(ACCEPT, "application/json")
            .body(axum::body::Body::empty())
            .ok()?;
        let Ok(answer) = self.api.clone().oneshot(request).await;
        if answer.status() != StatusCode::OK {
            return None;
        }
        let body = axum::body::to_bytes(answer.into_body(), 1024 * 1024).await.ok()?;
        ScoreLine::of(&serde_json::from_slice(&body).ok()?, "nps")
    }
}
