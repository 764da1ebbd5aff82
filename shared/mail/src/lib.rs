//! The mails that Koe sends, and the one way they leave: SES v2.
//!
//! A mail is first a value ([`Message`]): subject, text and HTML, headers and tags. Whoever sends it ([`Mailer`]) knows
//! nothing of surveys, and whoever writes it knows nothing of SES. Templates stored at SES were rejected: they would be a
//! second place to deploy, checked by nobody, and a template that fails there is told only after the mail was accepted.
//!
//! SES has no idempotency token, so the outcome of a send is read with care: [`SendError::Unknown`] means that the mail
//! may be on its way, and that it is never sent again.

mod alert;
mod date;
mod error;
mod forget;
mod header;
mod invitation;
mod letter;
mod letter_words;
mod message;
mod pace;
mod ses;
mod words;

pub use alert::Alert;
pub use date::long_date;
pub use error::SendError;
pub use forget::Forgotten;
pub use invitation::Invitation;
pub use letter::{Letter, Matter};
pub use message::{Message, Sender};
pub use pace::Pace;
pub use ses::{Mailer, MessageId};
