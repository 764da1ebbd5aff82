//! The mail of one letter, with the link that it is sent for.
//!
//! The link that confirms is made when its mail is: it ends 15 minutes later, however long the letter waited, and no
//! row holds it.

mod outcome;
mod prepare;
mod settle;

use jiff::Timestamp;
use koe_domain::link::{LinkKeys, Purpose, Target};
use koe_domain::{EmailAddress, Organisation};
use koe_mail::{Letter, Matter, Message};
use koe_store::rows::{LetterKind, LetterRow};
use koe_store::whole_seconds;
use koe_web::token::{LIFE, Token, TokenKind};

pub(crate) use self::outcome::{put_back, triage, withhold};
pub(crate) use self::prepare::{Prepared, prepare};
pub(crate) use self::settle::settle;
use crate::invitation::{Unwritable, sender};
use crate::outcome::later;

/// The mail of `row` to `to`, at `now`.
fn message(
    base_url: &str,
    keys: &LinkKeys,
    row: &LetterRow,
    organisation: &Organisation,
    to: &EmailAddress,
    now: Timestamp,
) -> Result<Message, Unwritable> {
    let confirm = |kind, never_ask| {
        let until = later(whole_seconds(now), LIFE);
        let token = Token { kind, person: row.person, request: row.id, never_ask, until };
        token.seal(keys).map(|token| format!("{base_url}/confirm/{token}?lang={}", row.locale)).map_err(|_| Unwritable)
    };
    let url = match row.kind {
        LetterKind::ConfirmExport => confirm(TokenKind::Export, false)?,
        LetterKind::ConfirmErase => confirm(TokenKind::Erase, row.never_ask)?,
        LetterKind::OwnPage => {
            let link = keys.seal(Purpose::Privacy, Target::of_person(row.person)).map_err(|_| Unwritable)?;
            format!("{base_url}/privacy/{}", link.as_str())
        }
    };
    let mail = Letter {
        locale: &row.locale,
        matter: match row.kind {
            LetterKind::ConfirmExport => Matter::ConfirmExport { url: &url },
            LetterKind::ConfirmErase => Matter::ConfirmErase { url: &url, never_ask: row.never_ask },
            LetterKind::OwnPage => Matter::OwnPage { url: &url },
        },
        sender: &sender(organisation),
        to,
        legal_name: &organisation.legal_name,
        address: &organisation.address,
        contact: &organisation.privacy_contact.deliverable(),
    };
    mail.message().map_err(|_| Unwritable)
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use jiff::SignedDuration;
    use koe_domain::link::LinkKey;
    use koe_privacy::Keyring;
    use koe_store::rows::Alert;
    use serde_json::json;

    use super::outcome::tests::row;
    use super::*;

    type Outcome = Result<(), Box<dyn Error>>;

    const BASE: &str = "https://koe.example.jp";

    fn organisation() -> Result<Organisation, serde_json::Error> {
        serde_json::from_value(json!({
            "legal_name": "Example Ltd.", "address": "1 Example Street", "complaints": "support@example.com",
            "sender": {"name": "Example", "email": "feedback@mail.example.com"},
            "privacy_contact": "privacy@example.com", "locale": "en", "timezone": "UTC",
        }))
    }

    /// The link of a letter, after `BASE` and the first part of its path.
    fn link(row: &LetterRow, keys: &Keyring<LinkKeys>, path: &str, now: Timestamp) -> Result<String, Box<dyn Error>> {
        let to = EmailAddress::parse("hanako@example.com")?;
        let mail = message(BASE, &keys.current(), row, &organisation()?, &to, now).map_err(|_| "unwritable")?;
        let start = format!("{BASE}/{path}/");
        let link = mail.text.lines().find_map(|line| line.strip_prefix(&start)).ok_or("no link")?;
        assert_eq!(mail.html.matches(link).count(), 1);
        assert!(mail.text.contains("Example Ltd.") && mail.text.contains("privacy@example.com"));
        Ok(link.to_owned())
    }

    fn ring() -> Keyring<LinkKeys> {
        Keyring::fixed(LinkKeys::new(LinkKey { id: 1, link: [1; 64], nonce: [2; 64] }, Vec::new()))
    }

    #[tokio::test]
    async fn a_link_that_confirms_says_what_and_ends_a_quarter_of_an_hour_after_it_is_sent() -> Outcome {
        let sent = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(5);
        for (kind, never_ask, confirms) in [
            (LetterKind::ConfirmExport, false, TokenKind::Export),
            (LetterKind::ConfirmErase, false, TokenKind::Erase),
            (LetterKind::ConfirmErase, true, TokenKind::Erase),
        ] {
            let row = LetterRow { kind, never_ask, ..row(Alert::Due, 1)? };
            let text = link(&row, &ring(), "confirm", sent + SignedDuration::from_millis(900))?;
            let text = text.split('?').next().ok_or("no link")?;
            let token = Token::open(&ring(), sent, text).await?.ok_or("no token")?;
            let until = sent + SignedDuration::from_mins(15);
            let expected = Token { kind: confirms, person: row.person, request: row.id, never_ask, until };
            assert_eq!(token, expected, "{kind:?}");
        }
        Ok(())
    }

    #[test]
    fn the_way_to_ones_own_page_is_a_link_of_no_invitation() -> Outcome {
        let row = LetterRow { kind: LetterKind::OwnPage, ..row(Alert::Due, 1)? };
        let text = link(&row, &ring(), "privacy", Timestamp::UNIX_EPOCH)?;
        assert_eq!(ring().current().open(Purpose::Privacy, &text)?, Target::of_person(row.person));
        Ok(())
    }
}
