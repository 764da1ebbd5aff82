//! What the person's own page says, in English and Japanese.

mod english;
mod japanese;

use koe_domain::Locale;

/// The texts of one language.
pub(crate) struct OwnWords {
    pub(crate) title: &'static str,
    pub(crate) intro: fn(&str) -> String,
    pub(crate) language: &'static str,
    pub(crate) saved: &'static str,
    /// The words are others than on the page that was pressed on.
    pub(crate) changed: &'static str,
    /// 11 CCR 7025(c)(6): whether the signal was processed is displayed.
    pub(crate) honoured: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) email: &'static str,
    pub(crate) masked: &'static str,
    pub(crate) no_email: &'static str,
    pub(crate) kept_until: fn(&str) -> String,
    pub(crate) contact_gone: &'static str,
    pub(crate) email_fixed: &'static str,
    pub(crate) family: &'static str,
    pub(crate) given: &'static str,
    pub(crate) written_in: &'static str,
    pub(crate) save: &'static str,
    pub(crate) consents: &'static str,
    pub(crate) no_consents: &'static str,
    pub(crate) agreed: fn(&str) -> String,
    pub(crate) refused: fn(&str) -> String,
    pub(crate) withdrew: fn(&str) -> String,
    pub(crate) expired: fn(&str) -> String,
    pub(crate) withdraw: &'static str,
    pub(crate) agree: &'static str,
    pub(crate) receipt: &'static str,
    pub(crate) mails: &'static str,
    pub(crate) mails_on: &'static str,
    pub(crate) mails_off: &'static str,
    pub(crate) sale: &'static str,
    pub(crate) sale_offer: &'static str,
    pub(crate) do_not_sell: &'static str,
    /// Civil Code 1798.135(c)(4): no request to opt in again for twelve months. Opting in takes two steps (11 CCR 7028),
    /// and is not offered here.
    pub(crate) opted_out: fn(&str) -> String,
    pub(crate) invitations: &'static str,
    pub(crate) none: &'static str,
    /// Where something stands, and since which day.
    pub(crate) stands: fn(&str, &str) -> String,
    /// Between two sentences.
    pub(crate) gap: &'static str,
    pub(crate) order: fn(&str) -> String,
    pub(crate) tied: fn(&str) -> String,
    pub(crate) cut: &'static str,
    pub(crate) more: fn(usize) -> String,
    pub(crate) cases: &'static str,
    pub(crate) deal_by: fn(&str) -> String,
    pub(crate) looks: &'static str,
    pub(crate) recipients: &'static str,
    pub(crate) no_recipients: &'static str,
    pub(crate) received: fn(usize, &str) -> String,
    pub(crate) copy: &'static str,
    pub(crate) copy_text: &'static str,
    pub(crate) copy_button: &'static str,
    pub(crate) erasure: &'static str,
    pub(crate) erasure_destroys: &'static str,
    pub(crate) erasure_leaves: fn(Option<&str>) -> String,
    pub(crate) erasure_mail: &'static str,
    pub(crate) erase: &'static str,
    pub(crate) erase_text: &'static str,
    pub(crate) erase_button: &'static str,
    pub(crate) never: &'static str,
    pub(crate) never_text: &'static str,
    pub(crate) never_button: &'static str,
    pub(crate) no_address: fn(&str) -> String,
    pub(crate) notice: &'static str,
}

impl OwnWords {
    /// The words for a reader of `locale`.
    pub(crate) fn of(locale: &Locale) -> &'static Self {
        if locale.is_japanese() { &japanese::WORDS } else { &english::WORDS }
    }
}
