//! Keys that may be rotated while a process lives.
//!
//! A process reads its keys once, at start. When it meets a key id that it does not know it reads them again, once a
//! minute at most: a rotation is followed at once, and a stranger who makes up key ids cannot make it read more.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::seal::{MasterKeys, WrappedKey};

/// Why keys could not be read again. What was read before stays in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keys could not be read again")]
pub struct ReloadError;

type Loading<K> = Pin<Box<dyn Future<Output = Result<K, ReloadError>> + Send>>;
type Loader<K> = dyn Fn() -> Loading<K> + Send + Sync;

/// Seconds between two readings.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// How old keys in memory may become while they are used.
const LIFE: SignedDuration = SignedDuration::from_mins(5);

/// Keys of one kind, and how to read them again.
pub struct Keyring<K> {
    held: Arc<Mutex<Held<K>>>,
    loader: Option<Arc<Loader<K>>>,
}

struct Held<K> {
    keys: Arc<K>,
    read: Option<Timestamp>,
    tried: Option<Timestamp>,
    failed: bool,
}

impl<K> Clone for Keyring<K> {
    fn clone(&self) -> Self {
        Self { held: Arc::clone(&self.held), loader: self.loader.clone() }
    }
}

impl<K> fmt::Debug for Keyring<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

impl<K: Send + Sync + 'static> Keyring<K> {
    /// Keys read at start, and how to read them again.
    pub fn new<F>(keys: K, loader: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<K, ReloadError>> + Send + 'static,
    {
        Self { loader: Some(Arc::new(move || Box::pin(loader()))), ..Self::fixed(keys) }
    }

    /// Keys that never change.
    pub fn fixed(keys: K) -> Self {
        let held = Held { keys: Arc::new(keys), read: None, tried: None, failed: false };
        Self { held: Arc::new(Mutex::new(held)), loader: None }
    }

    fn held(&self) -> MutexGuard<'_, Held<K>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys in use.
    #[must_use]
    pub fn current(&self) -> Arc<K> {
        Arc::clone(&self.held().keys)
    }

    /// Whether the keys could not be read again when they were last tried: what does not open may yet be ours.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.held().failed
    }

    /// The keys, read again where they are older than five minutes: a key that was rotated out makes nothing new after
    /// that, in any process. Where they cannot be read again the ones that are there serve on.
    pub async fn fresh(&self, now: Timestamp) -> Arc<K> {
        let age = {
            let mut held = self.held();
            now.duration_since(*held.read.get_or_insert(now))
        };
        if age > LIFE {
            self.reload(now).await;
        }
        self.current()
    }

    /// Reads the keys again, unless that was tried within the last minute. Whether there are newer ones to try.
    pub async fn reload(&self, now: Timestamp) -> bool {
        let Some(loader) = &self.loader else { return false };
        {
            let mut held = self.held();
            if held.tried.is_some_and(|last| now.duration_since(last) < PAUSE) {
                return false;
            }
            held.tried = Some(now);
        }
        let read = loader().await;
        let mut held = self.held();
        held.failed = read.is_err();
        let Ok(keys) = read else { return false };
        held.keys = Arc::new(keys);
        held.read = Some(now);
        true
    }
}

impl Keyring<MasterKeys> {
    /// The keys in use, read again first where they do not hold the one that wrapped `wrapped`.
    pub async fn holding(&self, wrapped: &WrappedKey, now: Timestamp) -> Arc<MasterKeys> {
        let keys = self.fresh(now).await;
        if keys.hold(wrapped) || !self.reload(now).await {
            return keys;
        }
        self.current()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DataKey, MasterKey};

    #[derive(Debug)]
    struct Ones;

    impl koe_domain::Random for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(1);
        }
    }

    fn keys(id: u8) -> MasterKeys {
        MasterKeys::new(MasterKey { id, key: [id; 32] }, Vec::new())
    }

    #[tokio::test]
    async fn keys_are_read_again_after_five_minutes_and_serve_on_where_they_cannot_be() {
        let reads = Arc::new(std::sync::atomic::AtomicU8::new(1));
        let counted = Arc::clone(&reads);
        let ring = Keyring::new(keys(1), move || {
            let id = counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            async move { if id == 2 { Ok(keys(2)) } else { Err(ReloadError) } }
        });
        let at = |minute| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
        assert!(format!("{:?}", ring.fresh(at(0)).await).contains("MasterKey 1"));
        assert!(format!("{:?}", ring.fresh(at(5)).await).contains("MasterKey 1"));
        assert!(format!("{:?}", ring.fresh(at(6)).await).contains("MasterKey 2"));
        assert!(format!("{:?}", ring.fresh(at(12)).await).contains("MasterKey 2"));
        assert_eq!(reads.load(std::sync::atomic::Ordering::Relaxed), 3);
        assert!(ring.is_behind());
    }

    #[tokio::test]
    async fn a_key_wrapped_after_a_rotation_is_found_and_a_made_up_one_reads_once_a_minute()
    -> Result<(), crate::SealError> {
        let reads = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = Arc::clone(&reads);
        let ring = Keyring::new(keys(1), move || {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            async { Ok(keys(2)) }
        });
        let wrapped = keys(2).wrap(&Ones, "row", &DataKey::generate(&Ones))?;
        let start = Timestamp::UNIX_EPOCH;
        assert!(ring.holding(&wrapped, start).await.hold(&wrapped));
        let strange = keys(9).wrap(&Ones, "row", &DataKey::generate(&Ones))?;
        for second in 0..120 {
            ring.holding(&strange, start + SignedDuration::from_secs(second)).await;
        }
        assert_eq!(reads.load(std::sync::atomic::Ordering::Relaxed), 2);
        Ok(())
    }
}
