//! The mail with a day's signed root, to whoever keeps it out of the owner's reach.

use std::time::Duration;

use koe_domain::{EmailAddress, Organisation};
use koe_mail::{Message, SendError, Sender};
use koe_store::rows::{Alert, RootRow};
use koe_store::{StoreError, Written};
use serde_json::Value;

use crate::State;

/// Tries to write down what became of a mail, before it is left as being sent; the next run calls it unknown.
const TRIES: u32 = 4;

/// Those of `roots`, the last of which comes first, whose mail is still to go or was left half done: the first first.
pub(super) fn unmailed(roots: &[RootRow]) -> Vec<&RootRow> {
    roots.iter().rev().filter(|root| matches!(root.mail, Alert::Due | Alert::Sending)).collect()
}

/// Mails roots that were not mailed yet, in this order, where the organisation says to whom. Like an alert, none is ever
/// sent twice: what is found being sent has an unknown outcome, and the next day's root covers it. Where the mail
/// service takes none at this moment, the rest waits for the next run as well.
///
/// # Errors
/// As any read or write.
pub(super) async fn mail(state: &State, roots: &[&RootRow]) -> Result<(), StoreError> {
    for root in roots {
        if root.mail == Alert::Sending {
            advance(state, root, Alert::Unknown).await?;
        } else if !mail_one(state, root).await? {
            break;
        }
    }
    Ok(())
}

/// Mails a root that is due. Whether the next may follow.
async fn mail_one(state: &State, root: &RootRow) -> Result<bool, StoreError> {
    let now = state.clock.now();
    let Some(organisation) = state.surveys.organisation(&state.store, now).await? else { return Ok(false) };
    let Some(to) = &organisation.privacy.ledger_root_to else { return Ok(false) };
    let message = message(root, &organisation, to, &state.base_url);
    let Some(sending) = advance(state, root, Alert::Sending).await? else { return Ok(true) };
    let became = match state.mailer.send(&message).await {
        Ok(_) => Alert::Sent,
        Err(error) => {
            tracing::warn!(%error, "the mail with a root of the ledger was not sent, or may not have been");
            after(&error)
        }
    };
    settle(state, &sending, became).await?;
    Ok(became != Alert::Due)
}

/// What a failure means for the mail.
const fn after(error: &SendError) -> Alert {
    match error {
        SendError::Unknown { .. } => Alert::Unknown,
        SendError::Refused { .. } => Alert::Failed,
        SendError::Throttled
        | SendError::NotSent
        | SendError::QuotaSpent
        | SendError::Paused { .. }
        | SendError::Misconfigured { .. } => Alert::Due,
    }
}

/// Moves the mail's state, unless another run was first.
async fn advance(state: &State, root: &RootRow, mail: Alert) -> Result<Option<RootRow>, StoreError> {
    let row = RootRow { mail, rev: root.rev + 1, ..root.clone() };
    Ok(state.store.replace_root(&row, root.rev).await?.is_done().then_some(row))
}

async fn settle(state: &State, sending: &RootRow, became: Alert) -> Result<(), StoreError> {
    let row = RootRow { mail: became, rev: sending.rev + 1, ..sending.clone() };
    let mut last = StoreError::Busy { code: "ConditionFailed".to_owned() };
    for attempt in 0..TRIES {
        if attempt > 0 {
            tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
        }
        match state.store.replace_root(&row, sending.rev).await {
            Ok(Written::Done(()) | Written::ConditionFailed) => return Ok(()),
            Err(error) if error.is_passing() => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn message(root: &RootRow, organisation: &Organisation, to: &EmailAddress, base_url: &str) -> Message {
    let text = text(root, base_url);
    let html = format!("<!doctype html>\n<meta charset=\"utf-8\">\n<pre>{}</pre>\n", escaped(&text));
    let subject = format!("Koe ledger root {} / 同意台帳の要約値", root.day);
    Message {
        to: to.clone(),
        sender: Sender {
            name: organisation.sender.name.clone(),
            email: organisation.sender.email.clone(),
            reply_to: organisation.sender.reply_to.clone(),
        },
        subject,
        text,
        html,
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        tags: vec![("kind".to_owned(), "ledger-root".to_owned())],
    }
}

fn text(root: &RootRow, base_url: &str) -> String {
    let RootRow { day, statement, .. } = root;
    let statement: Value = serde_json::from_str(statement).unwrap_or_default();
    format!(
        "Root of the consent ledger, {day} (UTC)\n\n\
         Please keep this mail where nobody who can change the tables can change it. It holds a signed value over the\n\
         latest entries of all consent ledgers that moved on this day, and over every value before it. Where a later\n\
         value does not continue this one, the ledger was altered.\n\n\
         同意台帳の要約値 {day}（協定世界時）\n\n\
         このメールは、データベースを変更できる人の手が届かない場所に保管してください。\n\
         この日に更新されたすべての同意台帳の最新の記録と、それまでのすべての要約値をまとめ、電子署名を付けた値です。\n\
         以後の要約値がこの値につながらない場合は、台帳が書き換えられたことを示します。\n\n\
         {statement:#}\n\n\
         How to check it / 確認方法:\n\
         {base_url}/v1/ledger/roots/{day}\n\
         {base_url}{}\n",
        koe_privacy::sign::KEYS_PATH
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> RootRow {
        RootRow {
            day: "2026-11-22".to_owned(),
            rev: 1,
            previous_day: String::new(),
            previous: String::new(),
            heads: 2,
            pages: 1,
            root: "ab".repeat(32),
            statement: format!("{{\"organisation\":\"A & <B>\",\"root\":\"{}\"}}", "ab".repeat(32)),
            mail: Alert::Due,
        }
    }

    #[test]
    fn the_mail_holds_the_statement_in_both_languages_and_passes_the_mail_service() -> Result<(), koe_domain::Faults> {
        let text = text(&root(), "https://koe.example.com");
        for part in [
            "Root of the consent ledger, 2026-11-22 (UTC)",
            "同意台帳の要約値 2026-11-22",
            "\"organisation\": \"A & <B>\"",
            "https://koe.example.com/v1/ledger/roots/2026-11-22",
            "https://koe.example.com/.well-known/koe-signing-keys.json",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(escaped(&text).contains("A &amp; &lt;B&gt;"));
        let to = EmailAddress::parse("proof@example.com")?;
        let organisation: Organisation = serde_json::from_value(serde_json::json!({
            "legal_name": "Example Ltd.", "address": "1 Example Street", "complaints": "support@example.com",
            "sender": {"name": "Example", "email": "feedback@example.com"}, "privacy_contact": "privacy@example.com",
            "locale": "en", "timezone": "UTC",
        }))
        .map_err(|error| koe_domain::Faults::one("", error.to_string()))?;
        assert_eq!(message(&root(), &organisation, &to, "https://koe.example.com").check(), Ok(()));
        Ok(())
    }

    #[test]
    fn what_was_not_mailed_yet_is_mailed_in_the_order_of_days() {
        let of = |day: &str, mail| RootRow { day: day.to_owned(), mail, ..root() };
        let roots = [
            of("2026-11-26", Alert::Due),
            of("2026-11-25", Alert::Sent),
            of("2026-11-24", Alert::Sending),
            of("2026-11-23", Alert::Failed),
            of("2026-11-22", Alert::Due),
            of("2026-11-21", Alert::Unknown),
        ];
        let days: Vec<&str> = unmailed(&roots).into_iter().map(|root| root.day.as_str()).collect();
        assert_eq!(days, ["2026-11-22", "2026-11-24", "2026-11-26"]);
        assert!(unmailed(&[]).is_empty());
    }

    #[test]
    fn only_a_mail_that_certainly_did_not_leave_is_tried_again() {
        assert_eq!(after(&SendError::Throttled), Alert::Due);
        assert_eq!(after(&SendError::Unknown { code: "x".to_owned() }), Alert::Unknown);
        assert_eq!(after(&SendError::Refused { code: "x".to_owned() }), Alert::Failed);
    }
}
