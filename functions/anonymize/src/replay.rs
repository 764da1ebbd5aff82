//! `koe-replay-erasures`: after a table was restored from a backup, whoever was erased since the backup was made is
//! erased again.
//!
//! The list of who that is stands in the table of keys, which has no backup and is never restored. To run it again is
//! safe: somebody whose erasure is under way, or of whom nothing came back, is left alone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use koe_store::rows::{ErasedRow, ErasureRow, ErasureState, ProfileRow, SuppressedRow, Via};
use koe_store::{Left, StoreError, whole_seconds};
use serde::Serialize;

use crate::State;
use crate::day::midnight;
use crate::erase::{erased_row, free_id, is_blank};

/// How it is used.
pub const USAGE: &str = "\
Usage: koe-replay-erasures --since YYYY-MM-DD

Erases again whoever was erased on that day (UTC) or later and stands in the tables once more, because they were
restored from a backup. Give the day of the backup, or any day before it; erasures are known for 90 days.
It begins the erasures; the function anonymize carries them out. It can be run again.

Environment: AWS credentials and region; KOE_TABLE, KOE_PEOPLE_TABLE, KOE_CONSENT_TABLE and KOE_KEYS_TABLE, the tables'
names; KOE_PEPPER_SECRET, KOE_MASTER_SECRET and KOE_SIGNING_SECRET, the stack's outputs PepperSecretArn, MasterSecretArn
and SigningSecretArn; KOE_BASE_URL. KOE_LOG=warn keeps the log out of the way.";

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Replay what was erased on this day or later.
    Since(Date),
    /// Say how it is used.
    Help,
}

/// A command line that is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--since and a day such as 2026-11-22 are expected")]
pub struct UsageError;

impl Command {
    /// Reads the command line without the program's name.
    ///
    /// # Errors
    /// When it is not one that [`USAGE`] shows.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self, UsageError> {
        let words: Vec<String> = words.collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["help" | "--help" | "-h", ..] => Ok(Self::Help),
            ["--since", day] => day.parse().map(Self::Since).map_err(|_| UsageError),
            _ => Err(UsageError),
        }
    }
}

/// What a replay found and did, in people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// Days that were looked at.
    pub days: u64,
    /// People who were erased on them.
    pub people: u64,
    /// Of these, people who had come back, and are erased again.
    pub again: u64,
    /// People who had come back, and whose erasure was under way already.
    pub under_way: u64,
    /// People of whom nothing had come back.
    pub in_order: u64,
    /// People whose wish never to be asked was made sure of.
    pub never_ask: u64,
    /// People who changed while they were looked at: run it again.
    pub left: u64,
}

/// What became of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Again,
    UnderWay,
    InOrder,
    Left,
}

/// Begins the erasure of whoever was erased on `since` or later, UTC, and has come back. Two round trips for each day,
/// four and more for each person.
///
/// # Errors
/// When the tables do not serve; what was done stays done, and to run it again is safe.
pub async fn replay(state: &State, since: Date) -> Result<Replayed, StoreError> {
    let mut done = Replayed::default();
    let now = state.clock.now();
    for day in days(since, now) {
        done.days += 1;
        for erased in state.store.erased_on(&day.to_string()).await? {
            if is_over(&erased, now) {
                continue;
            }
            done.people += 1;
            if erased.never_ask {
                done.never_ask += 1;
                suppress(state, &erased).await?;
            }
            let count = match person(state, &erased).await? {
                Became::Again => &mut done.again,
                Became::UnderWay => &mut done.under_way,
                Became::InOrder => &mut done.in_order,
                Became::Left => &mut done.left,
            };
            *count += 1;
        }
    }
    Ok(done)
}

/// The days from `since` to today, as far back as erasures are known.
fn days(since: Date, now: Timestamp) -> impl Iterator<Item = Date> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let first = since.max(today.saturating_sub(Span::new().days(ErasedRow::DAYS + 1)));
    first.series(Span::new().days(1)).take_while(move |day| *day <= today)
}

/// Whether the row's time is over: DynamoDB removes it days later, and whoever came anew since must not be erased. To the
/// day, as the tombstone is lifted.
fn is_over(erased: &ErasedRow, now: Timestamp) -> bool {
    Timestamp::from_second(erased.ttl).is_ok_and(|end| midnight(end) <= now)
}

async fn suppress(state: &State, erased: &ErasedRow) -> Result<(), StoreError> {
    let name = state.pepper.suppression(erased.person);
    let at = whole_seconds(state.clock.now());
    state.store.restore_never_ask(&SuppressedRow { name, why: SuppressedRow::NEVER_ASK.to_owned(), at }).await
}

async fn person(state: &State, erased: &ErasedRow) -> Result<Became, StoreError> {
    let left = state.store.left_of(erased.person).await?;
    if is_in_order(&left) {
        return Ok(Became::InOrder);
    }
    let first = state.store.erasure_now(erased.erasure).await?;
    if first.is_some_and(|row| row.state == ErasureState::Erasing) {
        return Ok(Became::UnderWay);
    }
    let seed = format!("replay {}", erased.erasure.encode());
    let Some(id) = free_id(state, &seed).await? else { return Ok(Became::UnderWay) };
    let now = state.clock.now();
    let seen = left.profile.as_ref().map(|profile| profile.rev);
    let mut profile = left.profile.unwrap_or_else(|| ProfileRow::new(erased.person));
    profile.rev += 1;
    profile.tombstone = Some(profile.tombstone.unwrap_or_else(|| whole_seconds(now)));
    let erasure = ErasureRow::of_person(id, &profile, Via::Staff, erased.never_ask, now);
    // The same row as before, for as long again: a backup of the restored table would bring the person back once more.
    let kept =
        ErasedRow { day: erased.day.clone(), erasure: erased.erasure, ..erased_row(erased.person, &erasure, now) };
    let written = state.store.erase_again(&erasure, &profile, seen, &kept).await?;
    Ok(if written.is_done() { Became::Again } else { Became::Left })
}

/// Whether nothing but a tombstone is there, if that.
fn is_in_order(left: &Left) -> bool {
    left.rows.is_empty() && left.profile.as_ref().is_none_or(is_blank)
}

#[cfg(test)]
mod tests {
    use koe_domain::{PersonId, RequestId};
    use koe_store::rows::ReferenceRow;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn parse(words: &[&str]) -> Result<Command, UsageError> {
        Command::parse(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn a_day_is_asked_for() -> Outcome {
        assert_eq!(parse(&["--since", "2026-11-22"]), Ok(Command::Since("2026-11-22".parse()?)));
        assert_eq!(parse(&["--help"]), Ok(Command::Help));
        let nothing: &[&str] = &[];
        for bad in [nothing, &["--since"], &["--since", "yesterday"], &["2026-11-22"], &["--since", "2026-11-22", "x"]]
        {
            assert_eq!(parse(bad), Err(UsageError), "{bad:?}");
        }
        Ok(())
    }

    #[test]
    fn every_day_is_looked_at_and_none_that_is_forgotten() -> Outcome {
        let now: Timestamp = "2026-11-22T23:59:59Z".parse()?;
        let named = |since: &str| -> Result<Vec<String>, jiff::Error> {
            Ok(days(since.parse()?, now).map(|day| day.to_string()).collect())
        };
        assert_eq!(named("2026-11-20")?, ["2026-11-20", "2026-11-21", "2026-11-22"]);
        assert_eq!(named("2026-11-23")?, Vec::<String>::new());
        let all = named("2020-01-01")?;
        assert_eq!((all.len(), all[0].as_str()), (92, "2026-08-23"));
        Ok(())
    }

    #[test]
    fn an_erasure_is_known_until_its_tombstone_is_lifted() -> Outcome {
        let (now, over): (Timestamp, Timestamp) = ("2027-02-19T23:59:59Z".parse()?, "2027-02-20T00:00:00Z".parse()?);
        let end: Timestamp = "2027-02-20T09:30:15Z".parse()?;
        let erased = ErasedRow {
            person: PersonId::from_bytes([1; 10]),
            day: "2026-11-22".to_owned(),
            erasure: RequestId::from_bytes([2; 16]),
            never_ask: false,
            ttl: end.as_second(),
        };
        assert!(!is_over(&erased, now) && is_over(&erased, over));
        Ok(())
    }

    #[test]
    fn a_row_or_a_profile_that_came_back_is_not_in_order() -> Outcome {
        let me = PersonId::from_bytes([1; 10]);
        let mut profile = ProfileRow::new(me);
        let left = |profile: &ProfileRow| Left { profile: Some(profile.clone()), rows: Vec::new() };
        assert!(is_in_order(&Left::default()) && !is_in_order(&left(&profile)));
        profile.tombstone = Some("2026-11-22T00:00:00Z".parse()?);
        assert!(is_in_order(&left(&profile)));
        let more = Left { rows: vec![ReferenceRow::key(me, "ORDER#a")], ..left(&profile) };
        assert!(!is_in_order(&more));
        Ok(())
    }
}
