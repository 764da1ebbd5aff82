//! The rows, each with its key. Shapes are versioned; `tests` below pins the ones that are stored today.

mod case;
mod invitation;
mod key;
mod ledger;
mod order;
mod outbound;
mod person;
mod privacy;
mod response;
mod setup;
mod small;
mod stat;

pub use case::{Alert, CaseNote, CaseRow, CaseState, CaseStep, Opening};
pub use invitation::{InvitationRow, Origin};
pub use key::{PersonKeyRow, PointerRow, TextKeyRow, WrappedBy};
pub use ledger::{NoticeRow, RootPageRow, RootRow};
pub use order::{Ask, AskState, CalledOff, ContactSeen, OrderRow};
pub use outbound::{DeliveryState, OutboxRow, SubscriptionRow};
pub use person::{ProfileRow, ReferenceRow};
pub use privacy::{
    ErasedRow, ErasureRow, ErasureState, LetterKind, LetterRow, LookRow, RequestKind, RequestRow, RequestState, Scope,
    Via,
};
pub use response::{RESPONSE_SHARDS, ResponseRow};
pub use setup::{ApiKeyRow, OrganisationRow, SourceRow, SurveyRow, VersionRow};
pub use small::{ConsentRow, IdempotencyRow, PauseRow, SeenRow, SuppressedRow};
pub use stat::{CountedRow, StatRow};

#[cfg(test)]
mod tests;
