//! How the person of an order is reached, and whether they want to be.

use koe_domain::consent::SURVEY_MAILS;
use koe_domain::order::{Contact, OrderId, Reach};
use koe_domain::{PersonId, Random};
use koe_privacy::{DataKey, MasterKeys, SealError};
use koe_store::asking::ContactCard;
use koe_store::rows::{InvitationRow, ProfileRow};
use koe_store::{InvitationWrite, Known, Plan};
use koe_web::Problem;

/// How the event reaches the order's person, where it speaks of that person: an older event may name another one.
pub(crate) fn own_reach(contact: &Contact, own: bool) -> Option<&Reach> {
    match contact {
        Contact::Known(reach) if own => Some(reach),
        Contact::Known(_) | Contact::Unknown | Contact::None => None,
    }
}

/// What is known of how to reach the person: what the event says, else what was sealed before.
pub(crate) fn card(reach: Option<&Reach>, known: &Known, keys: &MasterKeys) -> Result<ContactCard, Problem> {
    match reach {
        // What the person corrected stays as they said it.
        Some(reach) if known.profile.as_ref().is_some_and(|profile| profile.corrected) => {
            Ok(ContactCard { email: reach.email.clone(), name: known.contact(keys)?.and_then(|held| held.name) })
        }
        Some(reach) => Ok(ContactCard { email: reach.email.clone(), name: reach.name.clone() }),
        None => Ok(known.contact(keys)?.unwrap_or_default()),
    }
}

/// Whether a person must not be written to.
pub(crate) fn unwanted(known: &Known) -> bool {
    let objects = |profile: &ProfileRow| profile.consents.get(SURVEY_MAILS) == Some(&false);
    known.suppressed.is_some() || known.profile.as_ref().is_some_and(objects)
}

/// Seals the order's number into the invitations that are new in a plan, under the key of their person: staff who handle
/// a case need it, and nobody else can read it.
pub(crate) fn seal_order(
    order: &OrderId,
    person: PersonId,
    key: Option<&DataKey>,
    random: &dyn Random,
    plan: &mut Plan,
) -> Result<(), SealError> {
    let partition = ProfileRow::partition(person);
    for invitation in &mut plan.invitations {
        let InvitationWrite::Create(row) = invitation else { continue };
        let place = InvitationRow::order_place(&partition);
        row.order = key.map(|key| key.seal(random, &place, order.as_str().as_bytes())).transpose()?;
    }
    Ok(())
}
