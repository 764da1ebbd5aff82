//! `POST /v1/invitations`: asks one person.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Held;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use koe_domain::InvitationId;
use koe_domain::link::{Purpose, Target};
use koe_privacy::{MasterKeys, Pepper, SealError};
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{InvitationWrite, Known, Plan, PlanOutcome, ProfileWrite};
use koe_web::extract::{AnyJson, from_json};
use koe_web::links::open_link;
use koe_web::{Caller, Problem, Scope};

use crate::State;
use crate::asked::{Asked, seal};
use crate::call::Call;
use crate::plan::{Planner, erased};
use crate::request::{InvitationBody, Received, Wanted};

/// How often a plan is made when others write the same person meanwhile: once, and four times again.
const TRIES: usize = 5;

/// Asks one person for feedback.
#[utoipa::path(post, path = "/v1/invitations", operation_id = "create_invitation", tag = "asking",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "1 to 255 printable ASCII characters; the same key and body give the same answer for 30 days")),
    request_body = InvitationBody,
    responses(
        (status = 202, description = "planned, or in the state that says why not", body = Asked),
        (status = 400, description = "no JSON, or not an idempotency key", body = Problem),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `issue` is needed", body = Problem),
        (status = 409, description = "the person asked to be forgotten, or an idempotency key too old", body = Problem),
        (status = 410, description = "what an earlier call with this key made was erased", body = Problem),
        (status = 413, description = "over 1 MiB", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named, or a known idempotency key with another body", body = Problem),
        (status = 503, description = "the table did not answer; send it again", body = Problem)))]
pub(crate) async fn ask(
    Held(state): Held<State>,
    caller: Caller,
    headers: HeaderMap,
    AnyJson(body): AnyJson,
) -> Result<Response, Problem> {
    caller.require(Scope::Issue)?;
    let body = serde_json_canonicalizer::to_string(&body)
        .map_err(|_| Problem::unreadable("", "JSON that has a canonical form (RFC 8785) is expected"))?;
    let call = Call::read(&headers, &caller.id, &body, &state.pepper)?;
    let asker = Asker { state: &state, call, now: state.clock.now() };
    let (id, row) = asker.run(&body).await?;
    let asked = Asked::new(&state, &caller, id, &row)?;
    Ok((StatusCode::ACCEPTED, [(CACHE_CONTROL, "no-store")], Json(asked)).into_response())
}

struct Asker<'a> {
    state: &'a State,
    call: Option<Call>,
    now: Timestamp,
}

impl Asker<'_> {
    /// The invitation and its sealed id. Two round trips, one more with an idempotency key, up to two more for a survey
    /// that was not read before.
    async fn run(&self, body: &str) -> Result<(String, InvitationRow), Problem> {
        if let Some(earlier) = self.earlier().await? {
            return Ok(earlier);
        }
        let wanted = self.wanted(body).await?;
        let person = self.state.pepper.person(&wanted.identity);
        let suppression = self.state.pepper.suppression(person);
        let invitation = self.invitation();
        let target = Target { person, invitation };
        let id = seal(self.state, Purpose::Invitation, target)?.as_str().to_owned();
        for _ in 0..TRIES {
            let known = self.state.store.known(person, &suppression).await?;
            if erased(&known) {
                return Err(Problem::conflict("this person asked to be forgotten"));
            }
            let master = self.master(&known).await;
            let planner =
                Planner { wanted: &wanted, invitation, now: self.now, master: &master, random: &*self.state.random };
            let (profile, row) = planner.plan(&known)?;
            let plan = self.whole(profile, row.clone(), &id);
            match self.state.store.commit_plan(&plan).await? {
                PlanOutcome::Done => return Ok((id, row)),
                PlanOutcome::Repeated => {
                    if let Some(earlier) = self.earlier().await? {
                        return Ok(earlier);
                    }
                }
                PlanOutcome::Raced => {
                    if let Some(row) = self.written(target).await? {
                        return Ok((id, row));
                    }
                }
            }
        }
        tracing::warn!("a person changed at every try");
        Err(Problem::try_again())
    }

    /// What an earlier call with the same key made.
    async fn earlier(&self) -> Result<Option<(String, InvitationRow)>, Problem> {
        let Some(call) = &self.call else { return Ok(None) };
        let Some(seen) = self.state.store.idempotency(&call.name).await? else { return Ok(None) };
        call.require_same(&seen)?;
        let gone = || Problem::gone("what this Idempotency-Key made is gone");
        let target = open_link(&self.state.links, self.now, Purpose::Invitation, &seen.answer).await?;
        let target = target.ok_or_else(gone)?;
        let row = self.state.store.invitation(target.person, target.invitation).await?;
        Ok(Some((seen.answer, row.ok_or_else(gone)?)))
    }

    async fn wanted(&self, body: &str) -> Result<Wanted, Problem> {
        let body: InvitationBody = from_json(body.as_bytes())?;
        let setting = match body.survey() {
            Some(survey) => self.state.surveys.setting(&self.state.store, &survey, None, self.now).await?,
            None => None,
        };
        Ok(Wanted::try_from(Received { body, setting, now: self.now })?)
    }

    fn invitation(&self) -> InvitationId {
        self.call.as_ref().map_or_else(|| Pepper::fresh_invitation(&*self.state.random), |call| call.invitation)
    }

    /// The master keys, read again where the one that wraps this person's key is not among them.
    async fn master(&self, known: &Known) -> Arc<MasterKeys> {
        let keys = self.state.master.fresh(self.now).await;
        let place = ProfileRow::partition(known.person);
        let opened = known.key.as_ref().map(|row| keys.unwrap(&place, &row.key));
        let unknown = matches!(opened, Some(Err(SealError::UnknownMasterKey)));
        if unknown && self.state.master.reload(self.now).await { self.state.master.current() } else { keys }
    }

    fn whole(&self, profile: ProfileWrite, row: InvitationRow, id: &str) -> Plan {
        Plan {
            idempotency: self.call.as_ref().map(|call| call.row(id, self.now)),
            people: vec![profile],
            invitations: vec![InvitationWrite::Create(row)],
            ..Plan::default()
        }
    }

    /// The invitation, where it is there though the plan did not go through. Without a key that was this very call: the
    /// write went through, its answer was lost. With a key it was a call too old to be compared.
    async fn written(&self, target: Target) -> Result<Option<InvitationRow>, Problem> {
        let row = self.state.store.invitation(target.person, target.invitation).await?;
        if row.is_some() && self.call.is_some() {
            return Err(Problem::conflict("this Idempotency-Key was used more than thirty days ago"));
        }
        Ok(row)
    }
}
