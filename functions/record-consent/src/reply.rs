//! The answer to a reader: always a page, and always 200.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use koe_domain::link::{Purpose, Target};
use koe_domain::{Locale, PersonId};
use koe_store::rows::ProfileRow;
use koe_store::{Store, StoreError};
use koe_web::links::open_link;
use koe_web::{Page, Problem};

use crate::State;
use crate::language::choose;
use crate::page::{State as Shown, UnsubscribeView, unsubscribe, unsubscribe_title};

/// A request for the page of one link.
pub(crate) struct Reader<'a> {
    pub(crate) state: &'a State,
    pub(crate) link: &'a str,
    /// The language asked for.
    pub(crate) asked: Option<Locale>,
    pub(crate) headers: &'a HeaderMap,
}

impl Reader<'_> {
    /// Whose link it is; none for one that is not ours. No round trip.
    pub(crate) async fn target(&self) -> Result<Option<Target>, Problem> {
        Ok(open_link(&self.state.links, self.state.clock.now(), Purpose::Unsubscribe, self.link).await?)
    }

    /// The page of a person. One round trip where the organisation was not read lately, else none.
    pub(crate) async fn page(&self, shown: Shown, profile: &ProfileRow) -> Result<Response, Problem> {
        let now = self.state.clock.now();
        let organisation = self.state.surveys.organisation(&self.state.store, now).await?;
        let organisation = organisation.as_deref();
        let fallback = organisation.map(|organisation| &organisation.locale);
        let locale = choose(self.asked.as_ref(), profile.locale.as_ref(), self.headers, fallback);
        self.render(shown, locale, organisation.map(|organisation| organisation.legal_name.as_str()))
    }

    /// The page for a link that is not ours, or of a person who is gone: true either way, with nothing to press. No
    /// round trip.
    pub(crate) fn neutral(&self) -> Result<Response, Problem> {
        self.render(Shown::Neutral, choose(self.asked.as_ref(), None, self.headers, None), None)
    }

    fn render(&self, state: Shown, locale: Locale, legal_name: Option<&str>) -> Result<Response, Problem> {
        // The button brings the language shown back, so that the ledger can say which words were pressed.
        let action = format!("/unsubscribe/{}?lang={locale}", self.link);
        let body = unsubscribe(UnsubscribeView { state, locale: &locale, legal_name, action: &action })?;
        let title = unsubscribe_title(state, &locale).to_owned();
        Ok(Page { locale, title, body }.into_response(StatusCode::OK))
    }
}

/// A person who was not erased. One round trip.
pub(crate) async fn living(store: &Store, person: PersonId) -> Result<Option<ProfileRow>, StoreError> {
    Ok(store.profile(person).await?.filter(|profile| profile.tombstone.is_none()))
}
