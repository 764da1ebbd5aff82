//! The erasure begins: from here on nothing is written about the person, and `anonymize` does the rest.

use axum::response::Response;
use koe_domain::{RequestId, clock};
use koe_store::ErasureBegun;
use koe_store::rows::{ErasureRow, SuppressedRow, Via};
use koe_web::Problem;

use super::Confirming;
use crate::requests::row::{confirmed, day};
use crate::visit::Stop;

/// How often an erasure is begun: once, and four times more where the person changed meanwhile.
const TRIES: usize = 5;

impl Confirming<'_> {
    /// Begins the erasure. Three round trips, and two more for each time the person changed meanwhile.
    pub(super) async fn erase(&self) -> Result<Response, Stop> {
        if self.is_over() {
            return self.over();
        }
        let Some(request) = self.request().await? else { return self.used().await };
        let state = self.visit.state;
        let id = RequestId::from_bytes(clock::random(&*state.random));
        for _ in 0..TRIES {
            let profile = state.store.profile(self.token.person).await?;
            let Some(profile) = profile.filter(|profile| profile.tombstone.is_none()) else {
                return Err(Stop::Gone);
            };
            let now = state.clock.now();
            let erasure = ErasureRow {
                request: Some(request.id),
                ..ErasureRow::of_person(id, &profile, Via::Page, self.token.never_ask, now)
            };
            let suppression = self.token.never_ask.then(|| SuppressedRow {
                name: state.pepper.suppression(profile.person),
                why: SuppressedRow::NEVER_ASK.to_owned(),
                // No moment by which this hash could be told to belong to that erasure.
                at: day(now),
            });
            let working = confirmed(&request, Some(id), now);
            let begun = state
                .store
                .begin_erasure(&erasure, &profile, suppression.as_ref(), Some((&working, request.rev)))
                .await?;
            match begun {
                ErasureBegun::Done => return self.erasing(id).await,
                ErasureBegun::Spent => return self.used().await,
                ErasureBegun::Gone => return Err(Stop::Gone),
                ErasureBegun::Raced => {}
            }
        }
        tracing::warn!("a person changed at every try");
        Err(Problem::try_again().into())
    }
}
