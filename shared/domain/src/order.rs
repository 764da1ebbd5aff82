//! What happened to an order, in the one form into which every shop's system is translated.
//!
//! Platforms differ in names, in what an event carries and in how often they send it. Rules and states would have to
//! know all of that if they saw it; so an adapter translates at the edge, and only these types go further.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::contact::{EmailAddress, PersonName};
use crate::fault::Faults;
use crate::text::Locale;

/// One thing that happened to one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderEvent {
    /// The order, by the platform's own number.
    pub order: OrderId,
    /// When it happened, by the platform's clock. Events may come in any order; this says which is newer.
    pub at: Timestamp,
    /// What happened.
    pub moment: Moment,
    /// Whom the order belongs to, as far as this event says.
    pub contact: Contact,
    /// The store's code as sent, 1 to 128 characters, for instance Shopify's `location_id` of a sale over the counter.
    pub store: Option<String>,
}

/// An order's number exactly as the platform writes it: digits or text, 1 to 128 characters, no control character.
///
/// It is text here because numbers above 2^53 lose their last digits wherever they pass through a floating point number.
/// `Debug` shows the kind alone: with the shop's records an order leads to a person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderId(String);

impl OrderId {
    /// Most characters of a number.
    pub const LONGEST: usize = 128;

    /// Reads the number; nothing is folded or trimmed.
    ///
    /// # Errors
    /// When it is empty, longer than [`Self::LONGEST`] characters, or holds a control character.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        if (1..=Self::LONGEST).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Faults::one("", "1 to 128 characters without control characters are expected"))
        }
    }

    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderId")
    }
}

impl TryFrom<String> for OrderId {
    type Error = Faults;
    fn try_from(text: String) -> Result<Self, Faults> {
        Self::parse(&text)
    }
}

impl From<OrderId> for String {
    fn from(id: OrderId) -> Self {
        id.0
    }
}

/// What happened to the order, or to a support ticket, which is treated like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// It was placed or paid.
    Placed,
    /// Something about it changed; worth knowing for the contact it carries.
    Updated,
    /// All of it was handed to a carrier.
    Shipped,
    /// The carrier handed it over.
    Delivered,
    /// It was called off.
    Cancelled,
    /// Money went back, all or part of it.
    Refunded,
    /// The ticket was solved.
    Solved,
}

impl Moment {
    /// The word for it, as it stands in rows and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Updated => "updated",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Solved => "solved",
        }
    }

    /// What a rule calls this moment; `None` where no rule may ask because of it.
    #[must_use]
    pub const fn triggers(self) -> Option<Trigger> {
        match self {
            Self::Placed => Some(Trigger::Placed),
            Self::Shipped => Some(Trigger::Shipped),
            Self::Delivered => Some(Trigger::Delivered),
            Self::Solved => Some(Trigger::Solved),
            Self::Updated | Self::Cancelled | Self::Refunded => None,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a source's rule may name in `on`: the moments that are worth a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The order was placed or paid.
    Placed,
    /// All of the order was handed to a carrier.
    Shipped,
    /// The carrier handed the order over.
    Delivered,
    /// The ticket was solved.
    Solved,
}

impl Trigger {
    /// Reads the word of a rule.
    ///
    /// # Errors
    /// When it is none of `placed`, `shipped`, `delivered` and `solved`.
    pub fn parse(word: &str) -> Result<Self, Faults> {
        match word {
            "placed" => Ok(Self::Placed),
            "shipped" => Ok(Self::Shipped),
            "delivered" => Ok(Self::Delivered),
            "solved" => Ok(Self::Solved),
            _ => Err(Faults::one("", "\"placed\", \"shipped\", \"delivered\" or \"solved\" is expected")),
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Solved => "solved",
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whom an order belongs to, as far as one event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contact {
    /// This kind of event never says; an earlier or later one may.
    Unknown,
    /// The event would say, and the order has neither address nor customer.
    None,
    /// The order has at least one of them.
    Known(Reach),
}

impl From<Reach> for Contact {
    /// A name or a language alone reaches nobody: without address and customer it is [`Contact::None`].
    fn from(reach: Reach) -> Self {
        if reach.email.is_none() && reach.customer.is_none() { Self::None } else { Self::Known(reach) }
    }
}

/// How the person behind an order is reached. `Debug` shows the kind alone.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The address; `None` also where what the shop holds is no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// The shop's own number for the customer, exactly as sent, 1 to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// The language the person shopped in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reach")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_is_kept_to_the_last_character() -> Result<(), Faults> {
        for number in ["820982911946154508", "007", " R-1001 ", "注文１００１"] {
            assert_eq!(OrderId::parse(number)?.as_str(), number);
        }
        for bad in ["", "a\nb", "\u{0}", &"9".repeat(129)] {
            assert!(OrderId::parse(bad).is_err(), "{bad}");
        }
        Ok(())
    }

    #[test]
    fn only_four_moments_are_worth_a_question_and_rules_call_them_the_same() -> Result<(), Faults> {
        use Moment::{Cancelled, Delivered, Placed, Refunded, Shipped, Solved, Updated};
        for moment in [Placed, Shipped, Delivered, Solved] {
            assert_eq!(Some(Trigger::parse(moment.as_str())?), moment.triggers());
            assert_eq!(serde_json::to_value(moment).ok(), serde_json::to_value(moment.triggers()).ok());
        }
        for moment in [Updated, Cancelled, Refunded] {
            assert_eq!(moment.triggers(), None);
            assert!(Trigger::parse(moment.as_str()).is_err());
            assert_eq!(serde_json::to_value(moment).ok(), Some(serde_json::json!(moment.to_string())));
        }
        Ok(())
    }

    #[test]
    fn a_name_alone_reaches_nobody() {
        let name = PersonName::new(Some("髙橋"), None);
        assert_eq!(Contact::from(Reach { name: name.clone(), ..Reach::default() }), Contact::None);
        let reach = Reach { customer: Some("7".to_owned()), name, ..Reach::default() };
        assert_eq!(Contact::from(reach.clone()), Contact::Known(reach));
    }

    #[test]
    fn an_event_prints_neither_the_order_nor_the_person() -> Result<(), Faults> {
        let event = OrderEvent {
            order: OrderId::parse("820982911946154508")?,
            at: Timestamp::UNIX_EPOCH,
            moment: Moment::Placed,
            contact: Reach { customer: Some("115310627314723954".to_owned()), ..Reach::default() }.into(),
            store: None,
        };
        let printed = format!("{event:?}");
        assert!(printed.contains("order: OrderId") && printed.contains("contact: Known(Reach)"), "{printed}");
        assert!(!printed.contains("8209") && !printed.contains("1153"), "{printed}");
        Ok(())
    }
}
