//! Everything that is held of a person, as one JSON document: for the person (GDPR art. 15 and 20; APPI art. 33; CCPA
//! 1798.110) and for staff who answer in their stead.
//!
//! It lists what rows say, under names of its own that do not change with the rows, and opens what is sealed. What is
//! known and cannot be given is said in a sentence of `remarks`. Rejected: the rows as they are, which name keys,
//! indexes and hashes that say nothing to a person and would tie the document to the tables.

mod answers;
mod narrow;
mod opener;
mod views;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use koe_domain::link::{LinkKeys, Purpose, Target};
use koe_domain::{InvitationId, Locale, Organisation, PersonId, SourceId};
use koe_store::asking::ContactCard;
use koe_store::rows::ProfileRow;
use koe_store::{Everything, whole_seconds};
use koe_web::Problem;
use serde_json::{Value, json};

use self::narrow::only_from;
use self::opener::Opener;
use self::words::Remarks;
use crate::State;
use crate::contact::{card, data_key};

/// The name of the document's shape.
const SCHEMA: &str = "koe-person-export";
/// Its version. Names are added within a version; none is taken away or given another meaning.
const VERSION: u32 = 1;

/// Everything that is held of a person, or with `source` what that shop brought and what came of it. Three queries at
/// once and one batch for each hundred rows elsewhere; one more where the organisation was not read lately.
pub(crate) async fn of_person(state: &State, person: PersonId, source: Option<&SourceId>) -> Result<Value, Problem> {
    let now = state.clock.now();
    let mut rows = state.store.everything_of(person, &state.pepper.suppression(person)).await?;
    let held = rows.profile.take().filter(|profile| profile.tombstone.is_none());
    let profile = held.ok_or_else(|| Problem::not_found("nobody of this id is held here, or they were erased"))?;
    if let Some(source) = source {
        only_from(&mut rows, source);
    }
    rows.invitations.sort_by_key(|row| row.send_at);
    rows.deliveries.sort_by_key(|row| row.made_at);
    rows.requests.sort_by_key(|row| row.received_at);
    let organisation = state.surveys.organisation(&state.store, now).await?;
    let organisation = organisation.as_deref();
    let key = match &rows.key {
        Some(row) => Some(data_key(state, row).await?),
        None => None,
    };
    let locale = spoken(&profile, organisation);
    let brought = source.is_none() || !rows.invitations.is_empty() || !rows.orders.is_empty();
    let document = Document {
        state,
        now,
        source,
        card: if brought { card(state, &profile, key.as_ref())? } else { None },
        answers: answers::answers(state, &rows, now, &locale).await?,
        opener: Opener::new(person, key),
        links: state.links.fresh(now).await,
        organisation,
        profile,
        rows,
        locale,
    };
    document.build()
}

/// The language of the remarks and of survey texts.
fn spoken(profile: &ProfileRow, organisation: Option<&Organisation>) -> Locale {
    let stated = profile.locale.as_ref().or(organisation.map(|organisation| &organisation.locale));
    stated.cloned().unwrap_or_else(Locale::english)
}

/// What the document is made of. Not `Debug`: it is personal.
struct Document<'a> {
    state: &'a State,
    now: Timestamp,
    source: Option<&'a SourceId>,
    organisation: Option<&'a Organisation>,
    profile: ProfileRow,
    card: Option<ContactCard>,
    rows: Everything,
    /// The answers that are still tied to the person, by invitation.
    answers: BTreeMap<InvitationId, Value>,
    opener: Opener,
    links: Arc<LinkKeys>,
    locale: Locale,
}

impl Document<'_> {
    fn build(&self) -> Result<Value, Problem> {
        let rows = &self.rows;
        Ok(json!({
            "schema": SCHEMA,
            "version": VERSION,
            "made_at": whole_seconds(self.now),
            "person": self.id(Purpose::Person, None)?,
            "only_from": self.source,
            "held_by": self.organisation.map(views::organisation),
            "contact": self.contact(),
            "language": self.profile.locale,
            "last_asked": self.profile.last_asked,
            "consents": self.consents(),
            "consent_history": rows.ledger,
            "consent_history_unreadable": rows.unreadable,
            "consent_history_kept_until": self.profile.proof_until,
            "notices_shown": rows.notices.iter().map(views::notice).collect::<Vec<_>>(),
            "invitations": self.invitations()?,
            "orders": rows.orders.iter().map(views::order).collect::<Vec<_>>(),
            "cases": self.cases()?,
            "requests": rows.requests.iter().map(views::request).collect::<Vec<_>>(),
            "letters": rows.letters.iter().map(views::letter).collect::<Vec<_>>(),
            "looks": rows.looks.iter().map(views::look).collect::<Vec<_>>(),
            "recipients": self.organisation.map(|organisation| &organisation.privacy.recipients),
            "deliveries": self.deliveries(),
            "suppression": rows.suppressed.as_ref().map(views::suppression),
            "remarks": self.remarks(),
        }))
    }

    /// An id as the API shows it.
    fn id(&self, purpose: Purpose, invitation: Option<InvitationId>) -> Result<String, Problem> {
        let person = self.profile.person;
        let target = invitation.map_or(Target::of_person(person), |invitation| Target { person, invitation });
        let link = self.links.seal(purpose, target).map_err(|error| {
            tracing::error!(%error, "an id could not be sealed");
            Problem::ours()
        })?;
        Ok(link.as_str().to_owned())
    }

    fn contact(&self) -> Option<Value> {
        self.card.as_ref().map(|card| {
            json!({
                "email": card.email,
                "name": card.name,
                "kept_until": self.profile.contact_until,
            })
        })
    }

    fn consents(&self) -> Option<Value> {
        // What holds now is a sum over everything, not over what one shop brought.
        self.source.is_none().then(|| {
            json!({
                "now": self.profile.consents,
                "no_sale_or_sharing_since": self.profile.opted_out,
                "chain_ends_at": self.profile.head,
            })
        })
    }

    fn invitations(&self) -> Result<Vec<Value>, Problem> {
        let shown = self.rows.invitations.iter().map(|row| {
            let id = self.id(Purpose::Invitation, Some(row.id))?;
            Ok(views::invitation(row, &id, self.opener.order(row), self.answers.get(&row.id)))
        });
        shown.collect()
    }

    fn cases(&self) -> Result<Vec<Value>, Problem> {
        let shown = self.rows.cases.iter().map(|row| {
            let id = self.id(Purpose::Case, Some(row.invitation))?;
            Ok(views::case(row, &id, self.opener.notes(row)))
        });
        shown.collect()
    }

    fn deliveries(&self) -> Vec<Value> {
        let shown = self.rows.deliveries.iter().map(|row| {
            let known_as = self.state.pepper.subscriber(&row.subscription, self.profile.person);
            views::delivery(row, &known_as, self.opener.body(row))
        });
        shown.collect()
    }

    fn remarks(&self) -> Vec<String> {
        let answered = self.rows.invitations.iter().filter(|row| row.answers > 0);
        let remarks = Remarks {
            cut: answered.filter(|row| !self.answers.contains_key(&row.id)).count(),
            contact_gone: self.source.is_none() && self.card.is_none(),
            unreadable: &self.rows.unreadable,
            source: self.source,
        };
        remarks.of(&self.locale)
    }
}
