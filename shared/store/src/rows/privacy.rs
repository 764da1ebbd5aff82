//! What people ask about their data, the letters that go out for it, and what shows that it was done.

use std::collections::BTreeMap;

use jiff::Timestamp;
use koe_domain::consent::LedgerHead;
use koe_domain::organisation::Law;
use koe_domain::{Locale, PersonId, RequestId, SourceId};
use serde::{Deserialize, Serialize};

use crate::row::{Due, Key, Row};
use crate::rows::{Alert, ProfileRow};
use crate::table::Table;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// A copy of everything (GDPR art. 15 and 20; APPI art. 33; CCPA 1798.110).
    Export,
    /// Erasure (GDPR art. 17; APPI art. 35; CCPA 1798.105).
    Erase,
    /// Correction (GDPR art. 16; APPI art. 34; CCPA 1798.106).
    Correct,
    /// An objection or restriction (GDPR art. 18 and 21; APPI art. 35).
    Object,
    /// No sale or sharing (CCPA 1798.120).
    OptOut,
}

/// By which way it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The person's own page.
    Page,
    /// Staff entered it: a letter, a call, a visit.
    Staff,
    /// A shop's webhook.
    Shop,
    /// The browser's signal.
    Signal,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// A letter with a single-use link is on its way; nothing happens before it is followed.
    AwaitingConfirmation,
    /// To be dealt with.
    Open,
    /// Being carried out.
    Working,
    /// Done.
    Done,
    /// Refused, with the reason.
    Refused,
    /// Never confirmed in time.
    Lapsed,
}

impl RequestState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::AwaitingConfirmation, Self::Open, Self::Working, Self::Done, Self::Refused, Self::Lapsed];

    /// The word used in rows and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Open => "open",
            Self::Working => "working",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Lapsed => "lapsed",
        }
    }
}

/// A request about somebody's data. Records of requests are kept for 24 months (11 CCR 7101), without the person once
/// they are erased.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestRow {
    /// The request.
    pub id: RequestId,
    /// Revision of this row.
    pub rev: u64,
    /// Whose data; none where nobody of that address is held, or the person is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// What is asked for.
    pub kind: RequestKind,
    /// Under which law its clock runs; the strictest of the organisation's where none was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Law>,
    /// By which way it came.
    pub via: Via,
    /// With an erasure: never to be asked again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never_ask: bool,
    /// The shop whose data alone is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// Where it stands.
    pub state: RequestState,
    /// When it came in.
    pub received_at: Timestamp,
    /// By when its receipt is to be confirmed, where the law asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_by: Option<Timestamp>,
    /// By when it is to be answered.
    pub answer_by: Timestamp,
    /// When it was answered or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// Why it was refused, or what staff noted; never personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The erasure that it led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erasure: Option<RequestId>,
    /// When it lapses, and later goes.
    #[serde(flatten)]
    pub due: Due,
    /// Index `list`.
    pub list_pk: String,
    /// Index `list`.
    pub list_at: String,
}

impl RequestRow {
    /// Partition of the index `list`.
    pub const LIST: &'static str = "REQUEST";

    /// Its partition key.
    #[must_use]
    pub fn partition(id: RequestId) -> String {
        format!("REQUEST#{}", id.encode())
    }

    /// Its key.
    #[must_use]
    pub fn key(id: RequestId) -> Key {
        Key::new(Table::People, Self::partition(id), "REQUEST")
    }
}

impl Row for RequestRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "privacy request";
    fn row_key(&self) -> Key {
        Self::key(self.id)
    }
}

/// What a letter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// Confirm that you want a copy of your data.
    ConfirmExport,
    /// Confirm that you want to be erased.
    ConfirmErase,
    /// The way to your own page.
    OwnPage,
}

/// A mail about a person's data that is to go at once. It holds no address: that is read when it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LetterRow {
    /// To whom.
    pub person: PersonId,
    /// The letter: the request's id, or from person and hour, so that pressing twice sends one.
    pub id: RequestId,
    /// Revision of this row.
    pub rev: u64,
    /// What it says.
    pub kind: LetterKind,
    /// With an erasure: never to be asked again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never_ask: bool,
    /// The language to write in.
    pub locale: Locale,
    /// When it was asked for; its single-use link ends 15 minutes after it is sent.
    pub made_at: Timestamp,
    /// Where it stands.
    pub state: Alert,
    /// Attempts to send it.
    #[serde(default)]
    pub attempts: u32,
    /// When it is due.
    #[serde(flatten)]
    pub due: Due,
}

impl LetterRow {
    /// Its key.
    #[must_use]
    pub fn key(person: PersonId, id: RequestId) -> Key {
        Key::new(Table::People, ProfileRow::partition(person), format!("LETTER#{}", id.encode()))
    }
}

impl Row for LetterRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "letter";
    fn row_key(&self) -> Key {
        Self::key(self.person, self.id)
    }
}

/// What is erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything of the person.
    Person,
    /// What one shop brought; the person as well, where nothing else is left of them.
    Source(SourceId),
    /// Everything that one shop brought, of all its customers.
    Shop(SourceId),
}

/// Where an erasure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureState {
    /// Rows are being destroyed.
    Erasing,
    /// All is destroyed here; those who got the data are told.
    Notifying,
    /// Done, and certified.
    Done,
}

/// An erasure, and in the end its certificate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErasureRow {
    /// The erasure.
    pub id: RequestId,
    /// Revision of this row.
    pub rev: u64,
    /// Who is erased; taken out when it is done. None for a whole shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// What is erased.
    pub scope: Scope,
    /// By which way it was asked for.
    pub via: Via,
    /// Whether a suppression was left behind, at the person's wish.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never_ask: bool,
    /// The request that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// Where it stands.
    pub state: ErasureState,
    /// When it was begun: from then on nothing is written under the person.
    pub started_at: Timestamp,
    /// When nothing was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    /// What was destroyed, by kind of row.
    #[serde(default)]
    pub destroyed: BTreeMap<String, u64>,
    /// Where the person's consent ledger ended.
    #[serde(default)]
    pub head: LedgerHead,
    /// What the mail service said when its own entry about the address was to go: `removed`, `none` or `unreached`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_service: Option<String>,
    /// Who was told, and whether they acknowledged: by subscription `told`, `acknowledged` or `unreached`.
    #[serde(default)]
    pub told: BTreeMap<String, String>,
    /// The certificate, signed, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Attempts.
    #[serde(default)]
    pub attempts: u32,
    /// When it goes on, and in the end when this row goes.
    #[serde(flatten)]
    pub due: Due,
}

impl ErasureRow {
    /// Its partition key.
    #[must_use]
    pub fn partition(id: RequestId) -> String {
        format!("ERASURE#{}", id.encode())
    }

    /// Its key.
    #[must_use]
    pub fn key(id: RequestId) -> Key {
        Key::new(Table::People, Self::partition(id), "ERASURE")
    }
}

impl Row for ErasureRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "erasure";
    fn row_key(&self) -> Key {
        Self::key(self.id)
    }
}

/// That somebody was erased on a day, in the one table that is never restored: after the others were restored from a
/// backup, these bring the tombstones back into force.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErasedRow {
    /// Who.
    pub person: PersonId,
    /// The day in UTC, `YYYY-MM-DD`.
    pub day: String,
    /// The erasure.
    pub erasure: RequestId,
    /// Whether a suppression was left behind.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never_ask: bool,
    /// When DynamoDB may remove the row, seconds since 1970: after every backup in which the person might still be.
    pub ttl: i64,
}

impl ErasedRow {
    /// Days for which it is kept: backups reach 35 days back, and a restored table may be used for a while.
    pub const DAYS: i64 = 90;

    /// The partition of a day.
    #[must_use]
    pub fn partition(day: &str) -> String {
        format!("ERASED#{day}")
    }

    /// Its key.
    #[must_use]
    pub fn key(day: &str, person: PersonId) -> Key {
        Key::new(Table::Keys, Self::partition(day), person.encode())
    }
}

impl Row for ErasedRow {
    const TABLE: Table = Table::Keys;
    const KIND: &'static str = "erased person";
    fn row_key(&self) -> Key {
        Self::key(&self.day, self.person)
    }
}

/// That staff looked at a person: who, when, at what. The person's export shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LookRow {
    /// Who was looked at.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// The API key that looked.
    pub who: String,
    /// At what: `case`, `contact`, `export`, `consents`.
    pub what: String,
    /// Eight random bytes as text: two looks of one moment are two.
    pub nonce: String,
}

impl LookRow {
    /// Its key.
    #[must_use]
    pub fn key(person: PersonId, at: Timestamp, nonce: &str) -> Key {
        Key::new(Table::People, ProfileRow::partition(person), format!("LOOK#{at}#{nonce}"))
    }
}

impl Row for LookRow {
    const TABLE: Table = Table::People;
    const KIND: &'static str = "look";
    fn row_key(&self) -> Key {
        Self::key(self.person, self.at, &self.nonce)
    }
}
