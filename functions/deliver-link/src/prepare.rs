//! Reading the person again, just before the mail is made: they may have objected, been asked, or been erased.

use jiff::{SignedDuration, Timestamp};
use koe_domain::survey::Mode;
use koe_mail::Message;
use koe_privacy::SealError;
use koe_store::asking::{ContactCard, Permission};
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{Due, Known, Queue, StoreError};

use crate::invitation::{Recipient, message};
use crate::outcome::later;
use crate::{Became, State};

/// How long a mail waits for its survey or the organisation to be set up.
pub(crate) const SET_UP: SignedDuration = SignedDuration::from_hours(1);

/// What is to be done with a claimed invitation.
#[derive(Debug)]
pub(crate) enum Prepared {
    /// Send it.
    Ready(Box<Ready>),
    /// Write the row, which says what became of it.
    Became(Became),
    /// Nothing: it comes back when its lease ends, with one attempt less.
    Leave,
}

/// All that sending needs.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) profile: ProfileRow,
    pub(crate) message: Message,
}

/// Asks again whether the person may be asked, and makes the mail.
///
/// # Errors
/// As any read.
pub(crate) async fn prepare(state: &State, row: &mut InvitationRow, now: Timestamp) -> Result<Prepared, StoreError> {
    let known = state.store.known(row.person, &state.pepper.suppression(row.person)).await?;
    let Some(setting) = state.surveys.setting(&state.store, &row.survey, None, now).await? else {
        tracing::error!("an invitation waits: its survey or the organisation is not set up");
        row.attempts = row.attempts.saturating_sub(1);
        row.due = Due::at(Queue::Deliver, &ProfileRow::partition(row.person), later(now, SET_UP));
        row.rev += 1;
        return Ok(Prepared::Became(Became::PutBack));
    };
    let card = match contact(state, &known, now).await {
        Ok(card) => card.unwrap_or_default(),
        Err(error) => {
            tracing::error!(%error, "an invitation is left: its contact could not be opened");
            return Ok(Prepared::Leave);
        }
    };
    let permission = match row.ground(&setting.organisation).lacks() {
        Some(why) if setting.mode != Mode::Test => Permission::NoBasis(why),
        _ => known.permission(&setting.version.settings, setting.mode, card.email.as_ref(), now),
    };
    if row.withhold(permission, card.email.is_some(), now) {
        return Ok(Prepared::Became(Became::Withheld));
    }
    let (Some(profile), Some(address)) = (known.profile, &card.email) else { return Ok(Prepared::Leave) };
    row.version = setting.version.version;
    let recipient = Recipient { address, name: card.name.as_ref(), locale: profile.locale.as_ref() };
    let Ok(message) = message(state, row, &setting, &recipient) else {
        tracing::error!("an invitation is left: its mail could not be written");
        return Ok(Prepared::Leave);
    };
    Ok(Prepared::Ready(Box::new(Ready { profile, message })))
}

/// The person's contact; none where it is gone. Master keys are read again where one is not known.
pub(crate) async fn contact(state: &State, known: &Known, now: Timestamp) -> Result<Option<ContactCard>, SealError> {
    match known.contact(&*state.master.fresh(now).await) {
        Err(SealError::UnknownMasterKey) if state.master.reload(now).await => known.contact(&state.master.current()),
        read => read,
    }
}
