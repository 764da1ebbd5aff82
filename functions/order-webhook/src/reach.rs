//! How the person of an order is reached, and whether they want to be.

use koe_domain::consent::SURVEY_MAILS;
use koe_domain::order::{Contact, Reach};
use koe_privacy::MasterKeys;
use koe_store::Known;
use koe_store::asking::ContactCard;
use koe_store::rows::ProfileRow;
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
        Some(reach) => Ok(ContactCard { email: reach.email.clone(), name: reach.name.clone() }),
        None => Ok(known.contact(keys)?.unwrap_or_default()),
    }
}

/// Whether a person must not be written to.
pub(crate) fn unwanted(known: &Known) -> bool {
    let objects = |profile: &ProfileRow| profile.consents.get(SURVEY_MAILS) == Some(&false);
    known.suppressed.is_some() || known.profile.as_ref().is_some_and(objects)
}
