//! What AWS would do by itself: schedules, streams and the mail service's events, with the shapes they really have.

mod report;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use jiff::Timestamp;
use koe_domain::{Clock as _, Period};
use koe_store::{Queue, Store, StoreError};
use serde::Serialize;
use serde_dynamo::AttributeValue;
use serde_json::json;
use tokio::sync::Mutex;

use crate::clock::MovableClock;
use crate::inbox::{Inbox, Mail};
use crate::streams::{StreamError, StreamReader};
use crate::turn::report::report;

/// The event functions.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Sends mail.
    pub deliver_link: deliver_link::State,
    /// Takes what the mail service reports.
    pub mail_events: mail_events::State,
    /// Retention and erasure.
    pub anonymize: anonymize::State,
    /// Counts.
    pub summarize: summarize::State,
    /// Alerts and outbound events.
    pub follow_up: follow_up::State,
}

/// Why a turn stopped.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stream.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The clock.
    #[error("the clock cannot be moved")]
    Clock(#[from] std::io::Error),
    /// An event could not be given its shape.
    #[error("an event could not be written")]
    Event(#[from] serde_json::Error),
    /// A function failed.
    #[error("the function {0} failed")]
    Function(&'static str),
}

/// What ran, and the time afterwards.
#[derive(Clone, Debug, Serialize)]
pub struct Ran {
    /// The time.
    pub now: Timestamp,
    /// How often each function ran.
    pub ran: BTreeMap<&'static str, u64>,
}

/// Runs what is due.
pub struct Turn {
    machine: Machine,
    clock: Arc<MovableClock>,
    store: Store,
    inbox: Inbox,
    koe: StreamReader,
    people: StreamReader,
    reported: HashSet<String>,
    daily_at: Timestamp,
    ran: BTreeMap<&'static str, u64>,
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Turn")
    }
}

/// Runs that make up for days that were passed at once, of some days each.
const DAYS_MADE_UP: usize = 50;
/// Rounds after which settling gives up: something is due again and again.
const ROUNDS: usize = 10_000;

impl Turn {
    pub(crate) fn new(
        machine: Machine,
        clock: Arc<MovableClock>,
        store: Store,
        inbox: Inbox,
        (koe, people): (StreamReader, StreamReader),
    ) -> Self {
        let reported = inbox.mails().into_iter().map(|mail| mail.id).collect();
        let daily_at = next_daily(clock.now());
        Self { machine, clock, store, inbox, koe, people, reported, daily_at, ran: BTreeMap::new() }
    }

    /// Moves the clock by `period`, stopping at each due time on the way, and runs until nothing is left to do.
    ///
    /// # Errors
    /// When a part fails; what was done stays done.
    pub async fn advance(&mut self, period: Period) -> Result<Ran, TurnError> {
        let target = period.after(self.clock.now());
        self.settle().await?;
        while let Some(next) = self.next_due().await?.filter(|next| *next <= target) {
            self.clock.set_to(next)?;
            self.settle().await?;
        }
        self.clock.set_to(target)?;
        self.settle().await?;
        Ok(Ran { now: self.clock.now(), ran: std::mem::take(&mut self.ran) })
    }

    /// Runs until nothing is left to do now.
    ///
    /// # Errors
    /// When a part fails; what was done stays done.
    pub async fn settle(&mut self) -> Result<(), TurnError> {
        for _ in 0..ROUNDS {
            let streams = self.streams().await?;
            let reports = self.reports().await?;
            let schedules = self.schedules().await?;
            if !(streams || reports || schedules) {
                return Ok(());
            }
        }
        tracing::error!("something is due again and again");
        Ok(())
    }

    /// The next time after now at which something is due, or sending goes on.
    async fn next_due(&self) -> Result<Option<Timestamp>, TurnError> {
        let now = self.clock.now();
        let mut next = self.store.pause().await?.map(|pause| pause.until).filter(|until| *until > now);
        for queue in Queue::ALL {
            // What is due and was not done (a pause, a lease) must not hide what comes after it.
            let due = self.store.next_due_after(queue, now).await?;
            next = next.into_iter().chain(due).min();
        }
        Ok(next)
    }

    fn count(&mut self, function: &'static str) {
        *self.ran.entry(function).or_default() += 1;
    }

    async fn schedules(&mut self) -> Result<bool, TurnError> {
        let now = self.clock.now();
        let mut progress = self.daily(now).await?;
        for queue in Queue::ALL {
            let before = self.store.due(queue, now, 100).await?.len();
            if before == 0 {
                continue;
            }
            let name = match queue {
                Queue::Deliver | Queue::Letter => "deliver-link",
                Queue::Alert | Queue::Outbox => "follow-up",
                Queue::Retain | Queue::Erase | Queue::Text => "anonymize",
            };
            self.count(name);
            let event = serde_json::from_value(scheduled(now))?;
            let failed = match queue {
                Queue::Deliver | Queue::Letter => {
                    deliver_link::handle(&self.machine.deliver_link, event).await.is_err()
                }
                Queue::Alert | Queue::Outbox => {
                    follow_up::handle_schedule(&self.machine.follow_up, event).await.is_err()
                }
                Queue::Retain | Queue::Erase | Queue::Text => {
                    anonymize::handle(&self.machine.anonymize, event).await.is_err()
                }
            };
            if failed {
                tracing::warn!(function = name, "a function failed; it runs again at the next turn");
            } else {
                progress |= self.store.due(queue, now, 100).await?.len() < before || before >= 100;
            }
        }
        Ok(progress)
    }

    /// Once a day, a quarter past midnight (UTC): the root of the consent ledger. A clock that is moved by weeks does not
    /// stop at each midnight: the days that were passed are made up for at its end, as after an outage. Whether it was
    /// time.
    async fn daily(&mut self, now: Timestamp) -> Result<bool, TurnError> {
        if now < self.daily_at {
            return Ok(false);
        }
        self.daily_at = next_daily(now);
        for _ in 0..DAYS_MADE_UP {
            self.count("follow-up");
            let event = serde_json::from_value(scheduled(now))?;
            match follow_up::handle_schedule(&self.machine.follow_up, event).await {
                Ok(report) if report.roots > 0 => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "the root of the ledger was not made; it is tried again tomorrow");
                    break;
                }
            }
        }
        Ok(true)
    }

    async fn streams(&mut self) -> Result<bool, TurnError> {
        let mut progress = false;
        while let Some((event, position)) = self.koe.next(100).await? {
            let event = filtered(event, "pk", |pk| pk.starts_with("RESPONSE#"));
            if !event.records.is_empty() {
                self.count("summarize");
                let answer = summarize::handle(&self.machine.summarize, event).await;
                if !answer.is_ok_and(|answer| answer.batch_item_failures.is_empty()) {
                    return Ok(progress);
                }
            }
            self.koe.commit(position)?;
            progress = true;
        }
        while let Some((event, position)) = self.people.next(100).await? {
            let event =
                filtered(event, "sk", |sk| sk.starts_with("CASE#") || sk.starts_with("INVITE#") || sk == "PROFILE");
            if !event.records.is_empty() {
                self.count("follow-up");
                let answer = follow_up::handle_stream(&self.machine.follow_up, event).await;
                if !answer.is_ok_and(|answer| answer.batch_item_failures.is_empty()) {
                    return Ok(progress);
                }
            }
            self.people.commit(position)?;
            progress = true;
        }
        Ok(progress)
    }

    /// Reports each new mail as the mail service would: delivered, or what its simulator addresses stand for.
    async fn reports(&mut self) -> Result<bool, TurnError> {
        let new: Vec<Mail> = self.inbox.mails().into_iter().filter(|mail| !self.reported.contains(&mail.id)).collect();
        let progress = !new.is_empty();
        for mail in new.into_iter().rev() {
            self.count("mail-events");
            if mail.to.ends_with("@simulator.amazonses.com") {
                self.inbox.suppress(&mail.to);
            }
            let event = serde_json::from_value(report(&mail, self.clock.now()))?;
            if mail_events::handle(&self.machine.mail_events, event).await.is_err() {
                return Ok(false);
            }
            self.reported.insert(mail.id);
        }
        Ok(progress)
    }
}

/// The next quarter past midnight (UTC).
fn next_daily(now: Timestamp) -> Timestamp {
    let quarter = 15 * 60;
    let second = now.as_second() - quarter;
    Timestamp::from_second(second - second.rem_euclid(86_400) + 86_400 + quarter).unwrap_or(Timestamp::MAX)
}

/// Once a second, until it is aborted.
pub(crate) async fn tick(turn: Arc<Mutex<Turn>>) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    loop {
        every.tick().await;
        if let Err(error) = turn.lock().await.settle().await {
            tracing::warn!(%error, "a turn stopped");
        }
    }
}

/// The event of a schedule, as EventBridge sends it.
#[must_use]
pub fn scheduled(now: Timestamp) -> serde_json::Value {
    json!({
        "version": "0", "id": "local", "detail-type": "Scheduled Event", "source": "aws.events",
        "account": "000000000000", "time": now.to_string(), "region": "local",
        "resources": ["arn:aws:events:local:000000000000:rule/local"], "detail": {},
    })
}

/// What the template's filter lets through.
fn filtered(mut event: StreamEvent, key: &str, fits: impl Fn(&str) -> bool) -> StreamEvent {
    event.records.retain(|record| {
        let keys = record.change.keys.inner();
        let wanted = matches!(keys.get(key), Some(AttributeValue::S(value)) if fits(value));
        wanted && record.event_name != "REMOVE"
    });
    event
}
