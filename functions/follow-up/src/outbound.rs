//! Events for other systems: made once from what changed, sent until they are taken.

mod address;
mod body;
mod cause;
mod hear;
mod make;
mod parcel;
mod plan;
mod post;
mod send;
mod settle;
mod sign;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::{SignedDuration, Timestamp};
use koe_store::StoreError;
use koe_store::rows::SubscriptionRow;
use reqwest::Client;

use crate::State;

pub(crate) use address::checked_url;
pub(crate) use body::EventType;
pub(crate) use hear::{Heard, hear};
pub use send::Deliveries;
pub(crate) use send::send;

/// Seconds for which the list of subscriptions is taken as read.
const FRESH: SignedDuration = SignedDuration::from_secs(30);
/// Subscriptions read at once.
const PAGE: i32 = 100;

/// What a process keeps between two runs: who wants events, the client that sends them, and how far the ledger's roots
/// have come.
#[derive(Clone, Default)]
pub struct Outbound(Arc<Held>);

#[derive(Default)]
struct Held {
    subscriptions: Mutex<Option<(Arc<[SubscriptionRow]>, Timestamp)>>,
    client: OnceLock<Client>,
    rootless: Mutex<Option<String>>,
}

impl Outbound {
    /// Every subscription. Two round trips the first time and after thirty seconds, else none.
    ///
    /// # Errors
    /// As any read.
    pub(crate) async fn subscriptions(&self, state: &State) -> Result<Arc<[SubscriptionRow]>, StoreError> {
        let now = state.clock.now();
        let held = lock(&self.0.subscriptions).clone();
        if let Some((rows, _)) = held.filter(|(_, at)| now >= *at && now.duration_since(*at) < FRESH) {
            return Ok(rows);
        }
        let (mut rows, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let Ok(page) = state.store.subscriptions(PAGE, cursor.as_deref()).await? else { break };
            rows.extend(page.items);
            cursor = page.cursor;
            if cursor.is_none() {
                break;
            }
        }
        let rows: Arc<[SubscriptionRow]> = rows.into();
        *lock(&self.0.subscriptions) = Some((Arc::clone(&rows), now));
        Ok(rows)
    }

    /// Forgets the subscriptions: one of them was written.
    pub(crate) fn forget(&self) {
        *lock(&self.0.subscriptions) = None;
    }

    /// The client that sends; none where this machine has nothing to prove a receiver by.
    pub(crate) fn client(&self, one_machine: bool) -> Option<&Client> {
        if let Some(client) = self.0.client.get() {
            return Some(client);
        }
        let client = post::client(one_machine)
            .inspect_err(|_| tracing::error!("events cannot be sent: the HTTP client does not start"))
            .ok()?;
        Some(self.0.client.get_or_init(|| client))
    }

    /// Whether this process has found that nothing happened up to `day`, and that no root is needed for it.
    pub(crate) fn is_rootless(&self, day: &str) -> bool {
        lock(&self.0.rootless).as_deref() == Some(day)
    }

    /// Notes that nothing happened up to `day`.
    pub(crate) fn note_rootless(&self, day: &str) {
        *lock(&self.0.rootless) = Some(day.to_owned());
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbound")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
