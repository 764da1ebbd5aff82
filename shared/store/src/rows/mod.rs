//! The rows, each with its key. Shapes are versioned; `tests` below pins the ones that are stored today.

mod case;
mod invitation;
mod key;
mod order;
mod person;
mod response;
mod setup;
mod small;
mod stat;

pub use case::{Alert, CaseRow};
pub use invitation::{InvitationRow, Origin};
pub use key::{PersonKeyRow, PointerRow, TextKeyRow};
pub use order::{Ask, AskState, CalledOff, ContactSeen, OrderRow};
pub use person::{ProfileRow, ReferenceRow};
pub use response::{RESPONSE_SHARDS, ResponseRow};
pub use setup::{ApiKeyRow, OrganisationRow, SourceRow, SurveyRow, VersionRow};
pub use small::{ConsentRow, IdempotencyRow, PauseRow, SeenRow, SuppressedRow};
pub use stat::{CountedRow, StatRow};

#[cfg(test)]
mod tests;
