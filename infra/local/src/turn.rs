//! What AWS would do by itself: schedules, streams and the mail service's events, with the shapes they really have.

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

/// The event functions.
#[derive(Clone, Debug)]
pub struct Machine {
    pub(crate) deliver_link: deliver_link::State,
    pub(crate) mail_events: mail_events::State,
    pub(crate) anonymize: anonymize::State,
    pub(crate) summarize: summarize::State,
    pub(crate) follow_up: follow_up::State,
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
    ran: BTreeMap<&'static str, u64>,
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Turn")
    }
}

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
        Self { machine, clock, store, inbox, koe, people, reported, ran: BTreeMap::new() }
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
        let mut progress = false;
        for queue in Queue::ALL {
            let before = self.store.due(queue, now, 100).await?.len();
            if before == 0 {
                continue;
            }
            let name = match queue {
                Queue::Deliver => "deliver-link",
                Queue::Alert => "follow-up",
                Queue::Retain | Queue::Text => "anonymize",
            };
            self.count(name);
            let event = serde_json::from_value(scheduled(now))?;
            let failed = match queue {
                Queue::Deliver => deliver_link::handle(&self.machine.deliver_link, event).await.is_err(),
                Queue::Alert => follow_up::handle_schedule(&self.machine.follow_up, event).await.is_err(),
                Queue::Retain | Queue::Text => anonymize::handle(&self.machine.anonymize, event).await.is_err(),
            };
            if failed {
                tracing::warn!(function = name, "a function failed; it runs again at the next turn");
            } else {
                progress |= self.store.due(queue, now, 100).await?.len() < before || before >= 100;
            }
        }
        Ok(progress)
    }

    async fn streams(&mut self) -> Result<bool, TurnError> {
        let mut progress = false;
        while let Some((event, position)) = self.koe.next(100).await? {
            let event = filtered(event, "pk", "RESPONSE#");
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
            let event = filtered(event, "sk", "CASE#");
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
            let event = serde_json::from_value(report(&mail, self.clock.now()))?;
            if mail_events::handle(&self.machine.mail_events, event).await.is_err() {
                return Ok(false);
            }
            self.reported.insert(mail.id);
        }
        Ok(progress)
    }
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
fn filtered(mut event: StreamEvent, key: &str, prefix: &str) -> StreamEvent {
    event.records.retain(|record| {
        let keys = record.change.keys.inner();
        let fits = matches!(keys.get(key), Some(AttributeValue::S(value)) if value.starts_with(prefix));
        fits && record.event_name != "REMOVE"
    });
    event
}

/// The event that SES publishes about a mail, in the envelope of SNS.
fn report(mail: &Mail, now: Timestamp) -> serde_json::Value {
    let tags: BTreeMap<&String, [&String; 1]> = mail.tags.iter().map(|(name, value)| (name, [value])).collect();
    let about = json!({
        "timestamp": mail.sent_at.to_string(), "source": mail.from, "messageId": mail.id,
        "destination": [mail.to], "tags": tags,
    });
    let at = now.to_string();
    let message = match mail.to.split('@').next() {
        Some("bounce") if mail.to.ends_with("@simulator.amazonses.com") => json!({
            "eventType": "Bounce", "mail": about, "bounce": {
                "bounceType": "Permanent", "bounceSubType": "General", "timestamp": at, "feedbackId": "local",
                "bouncedRecipients": [{"emailAddress": mail.to, "action": "failed", "status": "5.1.1"}]},
        }),
        Some("complaint") if mail.to.ends_with("@simulator.amazonses.com") => json!({
            "eventType": "Complaint", "mail": about, "complaint": {
                "timestamp": at, "feedbackId": "local", "complainedRecipients": [{"emailAddress": mail.to}]},
        }),
        _ => json!({
            "eventType": "Delivery", "mail": about, "delivery": {
                "timestamp": at, "recipients": [mail.to], "smtpResponse": "250 ok", "processingTimeMillis": 1},
        }),
    };
    json!({"Records": [{
        "EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": "arn:aws:sns:local:000000000000:koe",
        "Sns": {
            "Type": "Notification", "MessageId": mail.id, "TopicArn": "arn:aws:sns:local:000000000000:koe",
            "Subject": "Amazon SES Email Event Notification", "Message": format!("{message}\n"),
            "Timestamp": at, "SignatureVersion": "1", "Signature": "local", "SigningCertUrl": "local",
            "UnsubscribeUrl": "local", "MessageAttributes": {},
        },
    }]})
}
