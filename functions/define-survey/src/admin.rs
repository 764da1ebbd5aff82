//! `koe-admin`: what an operator does from a shell, because no API key exists yet, or none is left.
//!
//! It works with the operator's own AWS credentials. It fills secrets that are empty and never touches a filled one:
//! another pepper would make strangers of everyone, another master key would lose what is sealed.

mod rotate;

use std::collections::BTreeSet;
use std::io::{self, Write};

use koe_runtime::{
    GeneratedSecrets, Process, RingError, RingKind, StartError, link_keys, master_keys, pepper, signing_keys,
};
use koe_store::{RewrapError, StoreError};
use koe_web::Scope;
use serde_json::{Map, Value};

use crate::key;
use crate::text::check_name;

/// How it is used.
pub const USAGE: &str = "\
Usage: koe-admin init
       koe-admin key <name> <scope>[,<scope>…]
       koe-admin rotate links|master|signing
       koe-admin rewrap
       koe-admin retire links|master|signing <number>

init    fills the four secrets of a new stack and makes a first API key, with all scopes.
        What is filled stays as it is; it can be run again.
key     makes another API key. Scopes: define, issue, links, read, handle, privacy, admin.
rotate  brings a new key into use. What older keys made stays valid; running functions follow
        within five minutes. After \"rotate master\", wait ten minutes and run \"rewrap\".
rewrap  wraps every person's and text's key anew under the master key in use. Stopped midway, it
        goes on where it was.
retire  removes an older key. A master key goes only when nothing is wrapped under it any more;
        with a link key, the links that it made stop working: keep it as long as
        people may follow their mails. Receipts signed by a retired key can be verified only with a
        copy of the published keys from before.

An API key is printed once and cannot be shown again.

Environment: AWS credentials and region; KOE_TABLE, the table's name (rewrap and retire also
KOE_KEYS_TABLE); KOE_LINK_SECRET, KOE_PEPPER_SECRET, KOE_MASTER_SECRET and KOE_SIGNING_SECRET, the
stack's outputs LinkSecretArn, PepperSecretArn, MasterSecretArn and SigningSecretArn.
KOE_LOG=warn keeps the log out of the way.";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Fill the secrets and make the first key.
    Init,
    /// Make a key.
    Key {
        /// What it is for.
        name: String,
        /// What it may do.
        scopes: BTreeSet<Scope>,
    },
    /// Bring a new key into use.
    Rotate(RingKind),
    /// Wrap anew what older master keys wrapped.
    Rewrap,
    /// Remove an older key.
    Retire(RingKind, u8),
    /// Say how it is used.
    Help,
}

/// A command line that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(String);

impl Command {
    /// Reads the command line without the program's name.
    ///
    /// # Errors
    /// When it is not one that [`USAGE`] shows.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self, UsageError> {
        let words: Vec<String> = words.collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let wrong = |text: &str| Err(UsageError(text.to_owned()));
        match words.as_slice() {
            ["help" | "--help" | "-h", ..] => Ok(Self::Help),
            ["init"] => Ok(Self::Init),
            ["key", name, _] if check_name(name).is_err() => wrong("a name of 1 to 100 characters is expected"),
            ["key", name, scopes] => Ok(Self::Key { name: name.trim().to_owned(), scopes: read_scopes(scopes)? }),
            ["rotate", ring] => Ok(Self::Rotate(read_ring(ring)?)),
            ["rewrap"] => Ok(Self::Rewrap),
            ["retire", ring, number] => match number.parse() {
                Ok(number) => Ok(Self::Retire(read_ring(ring)?, number)),
                Err(_) => wrong("the number of a key is 1 to 255"),
            },
            ["rotate", ..] => wrong("rotate takes one of links, master, signing"),
            ["rewrap", ..] => wrong("rewrap takes nothing more"),
            ["retire", ..] => wrong("retire takes one of links, master, signing and a number"),
            ["init", ..] => wrong("init takes nothing more"),
            ["key", ..] => wrong("key takes a name and a list of scopes"),
            [other, ..] => Err(UsageError(format!("\"{other}\" is not a command"))),
            [] => wrong("a command is expected"),
        }
    }
}

fn read_ring(word: &str) -> Result<RingKind, UsageError> {
    match word {
        "links" => Ok(RingKind::Links),
        "master" => Ok(RingKind::Master),
        "signing" => Ok(RingKind::Signing),
        other => Err(UsageError(format!("\"{other}\" is none of links, master, signing"))),
    }
}

fn read_scopes(list: &str) -> Result<BTreeSet<Scope>, UsageError> {
    let scope = |word: &str| {
        let known = Scope::ALL.into_iter().find(|scope| scope.as_str() == word);
        known.ok_or_else(|| UsageError(format!("\"{word}\" is not a scope")))
    };
    list.split(',').map(|word| scope(word.trim())).collect()
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// A setting is missing, or a secret cannot be read or written.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The table did not serve.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A secret holds something that is not ours.
    #[error("the secret that {0} names is filled, but not in the documented form; nothing was changed")]
    Foreign(&'static str),
    /// A key of the same public part exists.
    #[error("the key that was drawn exists already; please try again")]
    Collision,
    /// A ring of keys was not changed.
    #[error(transparent)]
    Ring(#[from] RingError),
    /// A key was not wrapped anew.
    #[error(transparent)]
    Rewrap(#[from] RewrapError),
    /// A master key still wraps something.
    #[error("master key {0} still wraps keys, or did a moment ago; run rewrap, and then this again")]
    StillNeeded(u8),
    /// What was done could not be printed.
    #[error("the output cannot be written to")]
    Output(#[from] io::Error),
}

/// Does what `command` says, and writes to `out` what was done.
///
/// # Errors
/// When it is not done, or not all of it; to run it again is safe.
pub async fn run(process: &Process, command: Command, out: &mut impl Write) -> Result<(), AdminError> {
    match command {
        Command::Init => {
            require_table(process)?;
            fill_secrets(process, out).await?;
            first_key(process, out).await
        }
        Command::Key { name, scopes } => {
            require_table(process)?;
            make_key(process, name, &scopes, out).await
        }
        Command::Rotate(ring) => rotate::rotate(process, ring, out).await,
        Command::Rewrap => rotate::rewrap(process, out).await.map(|_| ()),
        Command::Retire(ring, number) => rotate::retire(process, ring, number, out).await,
        Command::Help => {
            writeln!(out, "{USAGE}")?;
            Ok(())
        }
    }
}

fn require_table(process: &Process) -> Result<(), StartError> {
    process.environment.required("KOE_TABLE")?;
    Ok(())
}

/// A secret: the setting that names it, what fills it, and whether what it holds can be used.
struct Secret {
    setting: &'static str,
    fresh: fn(&GeneratedSecrets) -> &str,
    reads: fn(&str) -> bool,
}

static SECRETS: [Secret; 4] = [
    Secret { setting: "KOE_LINK_SECRET", fresh: |made| made.link.as_str(), reads: |json| link_keys(json).is_ok() },
    Secret { setting: "KOE_PEPPER_SECRET", fresh: |made| made.pepper.as_str(), reads: |json| pepper(json).is_ok() },
    Secret {
        setting: "KOE_MASTER_SECRET",
        fresh: |made| made.master.as_str(),
        reads: |json| master_keys(json).is_ok(),
    },
    Secret {
        setting: "KOE_SIGNING_SECRET",
        fresh: |made| made.signing.as_str(),
        reads: |json| signing_keys(json).is_ok(),
    },
];

/// Looks at all secrets before it fills one, so that a mistaken setting changes nothing.
async fn fill_secrets(process: &Process, out: &mut impl Write) -> Result<(), AdminError> {
    let mut empty = Vec::new();
    for secret in &SECRETS {
        let held = process.read_secret(secret.setting).await?;
        if is_empty(&held) {
            empty.push(secret);
        } else if (secret.reads)(&held) {
            writeln!(out, "{}: filled before, left as it is", secret.setting)?;
        } else {
            return Err(AdminError::Foreign(secret.setting));
        }
    }
    let made = GeneratedSecrets::generate(&*process.random());
    for secret in empty {
        process.put_secret(secret.setting, (secret.fresh)(&made)).await?;
        writeln!(out, "{}: filled", secret.setting)?;
    }
    Ok(())
}

/// Whether a secret is as the template makes it.
fn is_empty(held: &str) -> bool {
    let held = held.trim();
    held.is_empty() || serde_json::from_str::<Map<String, Value>>(held).is_ok_and(|fields| fields.is_empty())
}

async fn first_key(process: &Process, out: &mut impl Write) -> Result<(), AdminError> {
    let keys = process.store().api_keys(1, None).await?;
    if keys.is_ok_and(|page| !page.items.is_empty()) {
        writeln!(out, "API keys: made before; `koe-admin key` makes another")?;
        return Ok(());
    }
    make_key(process, "first key".to_owned(), &BTreeSet::from(Scope::ALL), out).await
}

async fn make_key(
    process: &Process,
    name: String,
    scopes: &BTreeSet<Scope>,
    out: &mut impl Write,
) -> Result<(), AdminError> {
    let (store, random, now) = (process.store(), process.random(), process.clock().now());
    let made = key::make(&store, &*random, name, scopes, now).await?;
    let (key, row) = made.ok_or(AdminError::Collision)?;
    writeln!(out, "API key \"{}\", shown this once:\n{}", row.name, key.reveal())?;
    Ok(())
}

#[cfg(test)]
mod tests;
