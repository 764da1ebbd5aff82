//! Surveys: what is asked, what may be answered, and how a survey is run.
//!
//! A [`Definition`] is a SurveyJS document of which every property is understood; one that is not is refused by name
//! and JSON pointer, since a rule dropped in silence (a condition, a validator) would ask people the wrong questions.
//! [`Settings`] say how it is sent, counted and forgotten. [`Answers`] are what one person said, already checked
//! against the definition. Reading these types with serde alone was rejected: it stops at the first fault.

mod answering;
mod answers;
mod definition;
mod object;
mod question;
mod rating;
mod settings;
#[cfg(test)]
mod tests;

pub use answering::Require;
pub use answers::{Answer, Answers, Texts};
pub use definition::{Definition, Page};
pub use question::{Choice, Comment, Kind, Question};
pub use rating::{Rating, Scale};
pub use settings::{
    Alert, CesVariant, Consent, InvitationSettings, Metric, MetricName, Mode, Retention, Settings, SurveyIdentity,
};
