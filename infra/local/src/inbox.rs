//! The inbox: every mail that was sent on this machine, and nothing that leaves it.
//!
//! It also holds the faults that the SES endpoint shall show next, so that a test or a demonstration breaks the wire and not
//! the code.

mod encoded_word;
mod pages;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use koe_domain::Clock;
use serde::{Deserialize, Serialize};

use crate::keep;

pub use pages::inbox_router;

/// One mail, as it would have arrived.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The message id that the sender was told.
    pub id: String,
    /// Every recipient, separated by a comma and a space.
    pub to: String,
    /// The sender, encoded words decoded.
    pub from: String,
    /// The subject, encoded words decoded.
    pub subject: String,
    /// The plain text; empty where there is none.
    pub text: String,
    /// The HTML; empty where there is none.
    pub html: String,
    /// Header fields beyond these, by name, `Reply-To` among them.
    pub headers: BTreeMap<String, String>,
    /// The tags that SES would repeat in its events.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// When it was sent, by the clock of this machine.
    pub sent_at: Timestamp,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail")
    }
}

/// What the SES endpoint does with a request instead of accepting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Refuses, as above the sending rate: 429 `TooManyRequestsException`. Nothing is sent.
    Throttle,
    /// Refuses, as above the daily quota: 429 `TooManyRequestsException`, another message. Nothing is sent.
    Quota,
    /// Refuses for good: 400 `MessageRejected`. Nothing is sent.
    Reject,
    /// Fails before anything happened: 500. Nothing is sent.
    Error500,
    /// Sends the mail and answers 500: the caller cannot know.
    AcceptThenError500,
    /// Sends the mail and closes the connection without an answer: the caller cannot know.
    AcceptThenCut,
}

/// A letter that the endpoint accepted, before it has an id and a time.
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) from: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// The inbox. Clones share it.
#[derive(Clone)]
pub struct Inbox {
    folder: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    state: Arc<Mutex<State>>,
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inbox")
    }
}

#[derive(Default)]
struct State {
    /// Oldest first.
    mails: Vec<Mail>,
    /// The number of the newest mail; files are named by it.
    newest: u64,
    faults: VecDeque<Fault>,
    /// The mail service's own list: addresses that bounced or complained.
    suppressed: BTreeSet<String>,
    always: Option<Fault>,
}

impl Inbox {
    /// The inbox in `inbox/` of the data folder `data`, with the mail that is there; without a folder, one in memory.
    /// A file that is no mail is left alone.
    ///
    /// # Errors
    /// When the folder cannot be made or listed.
    pub fn open(data: Option<&Path>, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let folder = data.map(|data| data.join("inbox"));
        let (mut found, mut newest) = (BTreeMap::new(), 0);
        if let Some(folder) = &folder {
            keep::folder(folder)?;
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if let Some(number) = number_of(&path) {
                    newest = number.max(newest);
                    match keep::read::<Mail>(&path) {
                        Ok(mail) => found.extend(mail.map(|mail| (number, mail))),
                        Err(error) => tracing::warn!(%error, number, "a file in the inbox is no mail"),
                    }
                }
            }
        }
        let state = State { mails: found.into_values().collect(), newest, ..State::default() };
        Ok(Self { folder, clock, state: Arc::new(Mutex::new(state)) })
    }

    /// All mail, newest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.state().mails.iter().rev().cloned().collect()
    }

    /// The newest `count` mails, newest first.
    #[must_use]
    pub fn latest(&self, count: usize) -> Vec<Mail> {
        self.state().mails.iter().rev().take(count).cloned().collect()
    }

    /// The newest mail to `address`, in whatever case it is written.
    #[must_use]
    pub fn latest_to(&self, address: &str) -> Option<Mail> {
        let to_them = |mail: &&Mail| mail.to.split(", ").any(|to| bare(to).eq_ignore_ascii_case(address));
        self.state().mails.iter().rev().find(to_them).cloned()
    }

    /// The mail with this message id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Mail> {
        self.state().mails.iter().find(|mail| mail.id == id).cloned()
    }

    /// Puts an address on the mail service's own list, as a bounce or complaint does.
    pub fn suppress(&self, address: &str) {
        self.state().suppressed.insert(address.to_owned());
    }

    /// Takes an address off that list; whether it was there.
    pub fn forget(&self, address: &str) -> bool {
        self.state().suppressed.remove(address)
    }

    /// Whether an address is on that list.
    #[must_use]
    pub fn is_suppressed(&self, address: &str) -> bool {
        self.state().suppressed.contains(address)
    }

    /// Lets the endpoint show `fault` once, after those that are waiting.
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push_back(fault);
    }

    /// Lets the endpoint show `fault` whenever none is waiting, until `None` ends it.
    pub fn always(&self, fault: Option<Fault>) {
        self.state().always = fault;
    }

    /// The fault to show now.
    pub(crate) fn next_fault(&self) -> Option<Fault> {
        let mut state = self.state();
        state.faults.pop_front().or(state.always)
    }

    /// Keeps a letter, and gives the message id.
    pub(crate) fn accept(&self, letter: Letter) -> io::Result<String> {
        let Letter { to, from, subject, text, html, headers, tags } = letter;
        let (from, subject) = (encoded_word::decode(&from), encoded_word::decode(&subject));
        let sent_at = self.clock.now();
        let mut state = self.state();
        let number = state.newest + 1;
        let id = message_id(sent_at, number);
        let mail = Mail { id: id.clone(), to, from, subject, text, html, headers, tags, sent_at };
        if let Some(folder) = &self.folder {
            keep::replace(&folder.join(format!("{number:08}.json")), &mail)?;
        }
        state.newest = number;
        state.mails.push(mail);
        Ok(id)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number in the name of a mail's file.
fn number_of(path: &Path) -> Option<u64> {
    let json = path.extension().is_some_and(|extension| extension == "json");
    path.file_stem()?.to_str()?.parse().ok().filter(|_| json)
}

/// A message id of the form that SES gives: 16 hexadecimal digits of a time, a UUID and six digits. Drawn from time and
/// number, so that it is unique in an inbox and a test can be repeated.
fn message_id(sent_at: Timestamp, number: u64) -> String {
    format!("{:016x}-00000000-0000-4000-8000-{number:012x}-000000", sent_at.as_millisecond())
}

/// The address alone of `Name <address>`.
pub(crate) fn bare(address: &str) -> &str {
    let inner = address.rsplit_once('<').and_then(|(_, inner)| inner.trim_end().strip_suffix('>'));
    inner.unwrap_or(address).trim()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A clock that stands still.
    #[derive(Debug)]
    pub(crate) struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    pub(crate) fn letter(to: &str, subject: &str) -> Letter {
        Letter {
            to: to.to_owned(),
            from: "=?UTF-8?B?44GT44GI?= <shop@example.com>".to_owned(),
            subject: subject.to_owned(),
            text: "https://koe.example.com/s/abc?score=9 .".to_owned(),
            html: "<html><head><title>x</title></head><body><p>Hi</p></body></html>".to_owned(),
            headers: BTreeMap::from([("Reply-To".to_owned(), "reply@example.com".to_owned())]),
            tags: BTreeMap::new(),
        }
    }

    #[test]
    fn mail_outlives_a_restart_newest_first_with_ids_that_do_not_repeat() -> io::Result<()> {
        let data = tempfile::tempdir()?;
        let inbox = Inbox::open(Some(data.path()), Arc::new(Still))?;
        inbox.accept(letter("a@example.com", "one"))?;
        inbox.accept(letter("A <b@example.com>, c@example.com", "two"))?;
        let before = inbox.mails();
        std::fs::write(data.path().join("inbox").join("00000009.json"), "{")?;

        let inbox = Inbox::open(Some(data.path()), Arc::new(Still))?;
        assert_eq!(inbox.mails(), before);
        inbox.accept(letter("a@example.com", "three"))?;
        let subjects: Vec<_> = inbox.mails().into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, ["three", "two", "one"]);
        let ids: std::collections::BTreeSet<_> = inbox.mails().into_iter().map(|mail| mail.id).collect();
        assert_eq!(ids.len(), 3);
        assert_eq!(inbox.latest_to("B@example.com").map(|mail| mail.subject), Some("two".to_owned()));
        assert_eq!(inbox.latest(1)[0].from, "こえ <shop@example.com>");
        Ok(())
    }

    #[test]
    fn faults_are_shown_one_by_one_before_the_lasting_one() -> io::Result<()> {
        let inbox = Inbox::open(None, Arc::new(Still))?;
        inbox.always(Some(Fault::Error500));
        inbox.fault(Fault::Throttle);
        assert_eq!(inbox.next_fault(), Some(Fault::Throttle));
        assert_eq!(inbox.next_fault(), Some(Fault::Error500));
        inbox.always(None);
        assert_eq!(inbox.next_fault(), None);
        Ok(())
    }

    #[test]
    fn debug_of_a_mail_prints_its_kind_only() -> io::Result<()> {
        let inbox = Inbox::open(None, Arc::new(Still))?;
        inbox.accept(letter("a@example.com", "one"))?;
        assert_eq!(format!("{:?}", inbox.mails()), "[Mail]");
        Ok(())
    }
}
