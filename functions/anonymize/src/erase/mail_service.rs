//! The mail service keeps a list of its own of addresses that bounced or complained: that entry goes too. It can be
//! named by the address alone, so this comes before the address goes.

use koe_domain::PersonId;
use koe_mail::Forgotten;
use koe_privacy::SealError;
use koe_store::{Destruction, Known};

use super::{Halt, PATIENCE, Work};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// There was an entry.
    Removed,
    /// There was none.
    NoEntry,
    /// The address was not held any more.
    NoAddress,
    /// The mail service did not answer, or the address cannot be read here.
    Trouble,
}

impl Asked {
    /// The word in the erasure's row; none where it is tried again. What cannot be done for ever must not keep the rest
    /// from being erased.
    const fn word(self, attempts: u32) -> Option<&'static str> {
        match self {
            Self::Removed => Some("removed"),
            Self::NoEntry => Some("none"),
            Self::NoAddress => Some("no_address"),
            Self::Trouble if attempts < PATIENCE => None,
            Self::Trouble => Some("unreached"),
        }
    }
}

impl Work<'_> {
    /// Asks the mail service once. Whether the contact is needed no longer.
    pub(super) async fn mail_service(&mut self, person: PersonId) -> Result<bool, Halt> {
        if self.row.mail_service.is_some() {
            return Ok(true);
        }
        let suppression = self.state.pepper.suppression(person);
        let known = self.state.store.known(person, &suppression).await?;
        let Some(word) = self.ask(&known).await.word(self.row.attempts) else { return Ok(false) };
        self.carry_out(&Destruction::default(), |row| row.mail_service = Some(word.to_owned())).await?;
        Ok(self.row.mail_service.is_some())
    }

    async fn ask(&self, known: &Known) -> Asked {
        let address = match self.address(known).await {
            Ok(Some(address)) => address,
            Ok(None) => return Asked::NoAddress,
            Err(error) => {
                tracing::error!(%error, "the contact of somebody who is erased cannot be read");
                return Asked::Trouble;
            }
        };
        match self.state.mailer.forget(&address).await {
            Ok(Forgotten::Removed) => Asked::Removed,
            Ok(Forgotten::None) => Asked::NoEntry,
            Err(error) => {
                tracing::warn!(%error, "the mail service did not forget an address");
                Asked::Trouble
            }
        }
    }

    async fn address(&self, known: &Known) -> Result<Option<koe_domain::EmailAddress>, SealError> {
        let Some(key) = &known.key else { return Ok(None) };
        let master = self.state.master.holding(&key.key, self.state.clock.now()).await;
        Ok(known.contact(&master)?.and_then(|card| card.email))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_tried_again_and_given_up_in_the_end() {
        assert_eq!(Asked::Trouble.word(1), None);
        assert_eq!(Asked::Trouble.word(PATIENCE - 1), None);
        assert_eq!(Asked::Trouble.word(PATIENCE), Some("unreached"));
        for (asked, word) in [(Asked::Removed, "removed"), (Asked::NoEntry, "none"), (Asked::NoAddress, "no_address")] {
            assert_eq!(asked.word(1), Some(word));
        }
    }
}
