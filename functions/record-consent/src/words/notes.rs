//! What the short pages say: one title and a few sentences each, in English and Japanese.

mod english;
mod japanese;

use koe_domain::Locale;

/// A title and a text.
pub(crate) type Note = (&'static str, &'static str);

/// The texts of one language.
pub(crate) struct Notes {
    pub(crate) not_ours: Note,
    pub(crate) gone: Note,
    pub(crate) unreadable: Note,
    pub(crate) too_large: Note,
    pub(crate) try_again: Note,
    pub(crate) ours: Note,
    /// Title, and who is to be written to.
    pub(crate) no_address: (&'static str, fn(&str) -> String),
    /// Title, and the text that names the masked address.
    pub(crate) mailed: (&'static str, fn(&str) -> String),
    pub(crate) mailed_before: (&'static str, fn(&str) -> String),
    pub(crate) nothing_yet: &'static str,
    pub(crate) back: &'static str,
    pub(crate) way: Note,
    pub(crate) way_email: &'static str,
    pub(crate) way_button: &'static str,
    pub(crate) way_bad: &'static str,
    pub(crate) way_sent: Note,
    pub(crate) way_none: &'static str,
    pub(crate) export: Note,
    pub(crate) export_button: &'static str,
    pub(crate) erase: Note,
    pub(crate) erase_button: &'static str,
    pub(crate) never: Note,
    pub(crate) never_button: &'static str,
    pub(crate) take_back: Note,
    pub(crate) take_back_button: &'static str,
    pub(crate) over: Note,
    pub(crate) used: Note,
    /// What stands for 90 days after an erasure, and that it lifts then.
    pub(crate) mark_lifts: &'static str,
    /// The same for who is never to be asked: the hash outlives it.
    pub(crate) mark_and_hash: &'static str,
    pub(crate) erasing: Note,
    pub(crate) erasing_backups: &'static str,
    pub(crate) erasing_number: fn(&str) -> String,
    pub(crate) never_kept: &'static str,
    pub(crate) never_link: &'static str,
    pub(crate) taken_back: Note,
    pub(crate) ask_for_new: &'static str,
    pub(crate) questions: &'static str,
}

impl Notes {
    /// The words for a reader of `locale`.
    pub(crate) fn of(locale: &Locale) -> &'static Self {
        if locale.is_japanese() { &japanese::NOTES } else { &english::NOTES }
    }
}
