//! The rules of Koe, without any input or output.
//!
//! Everything here is a value or a function of values: identifiers, links, surveys, answers, scores, consent events and
//! the states of an invitation. Time and randomness come in as parameters ([`clock`]). Nothing knows a table, a mail
//! service or HTTP; that is what lets the same rule hold on a page, in a stream reader and in a property test.

pub mod clock;
pub mod consent;
pub mod contact;
pub mod counting;
pub mod duration;
pub mod fault;
pub mod id;
pub mod invitation;
pub mod link;
pub mod nonce;
pub mod notice;
pub mod order;
pub mod organisation;
pub mod privacy_request;
pub mod score;
pub mod source;
pub mod survey;
pub mod text;

pub use clock::{Clock, Random};
pub use contact::{EmailAddress, Identity, PersonName};
pub use duration::Period;
pub use fault::{Fault, Faults};
pub use id::{DeliveryId, InvitationId, PersonId, RequestId, ResponseId, SourceId, StoreId, SurveyId};
pub use organisation::Organisation;
pub use text::{Locale, Localized};
