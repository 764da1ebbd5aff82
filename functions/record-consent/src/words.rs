//! What the pages say, in English and Japanese; any other language gets English, marked as such for screen readers.
//! Here: the page that stops the mails.

pub(crate) mod notes;
pub(crate) mod own;
pub(crate) mod plain;

use koe_domain::Locale;

/// The texts of one language; a pair is a title and a text.
pub(crate) struct Words {
    tag: &'static str,
    pub(crate) ask: (&'static str, &'static str),
    pub(crate) stop: &'static str,
    pub(crate) done: (&'static str, &'static str),
    pub(crate) take_back: &'static str,
    pub(crate) back: (&'static str, &'static str),
    pub(crate) neutral: (&'static str, &'static str),
}

static ENGLISH: Words = Words {
    tag: "en",
    ask: (
        "Stop these mails?",
        "We will not ask you for feedback by mail any more. Other mails, for instance about an order, are not affected.",
    ),
    stop: "Stop these mails",
    done: ("These mails are stopped", "We will not ask you for feedback by mail any more."),
    take_back: "Take this back",
    back: ("You will get these mails again", "We may ask you for feedback by mail, as before."),
    neutral: (
        "Stopping our mails",
        "If you have already stopped these mails, there is nothing more to do. If mails keep coming, please use the link \
         in the newest one; part of a link is sometimes lost when it is copied.",
    ),
};

static JAPANESE: Words = Words {
    tag: "ja",
    ask: (
        "アンケートのメールを停止しますか",
        "今後、メールでご意見をお伺いすることはございません。ご注文などに関するほかのメールには影響しません。",
    ),
    stop: "メールを停止する",
    done: ("メールを停止しました", "今後、メールでご意見をお伺いすることはございません。"),
    take_back: "停止を取り消す",
    back: ("停止を取り消しました", "これまでどおり、メールでご意見をお伺いすることがございます。"),
    neutral: (
        "メールの停止について",
        "すでに停止のお手続きがお済みの場合は、これ以上の操作は不要です。メールが届き続ける場合は、最新のメールにあるリンクをご利用ください。\
         リンクの一部がコピーの際に欠けることがあります。",
    ),
};

impl Words {
    /// The words for a reader of `locale`.
    pub(crate) fn of(locale: &Locale) -> &'static Self {
        if locale.is_japanese() { &JAPANESE } else { &ENGLISH }
    }

    /// The attribute that marks these words on a page in `locale`: none where the page's own language is theirs.
    pub(crate) fn mark(&self, locale: &Locale) -> &'static str {
        if self.speak(locale) { "" } else { " lang=\"en\"" }
    }

    fn speak(&self, locale: &Locale) -> bool {
        locale.language() == self.tag
    }
}

/// Whether a reader of `locale` gets words of another language: then a page marks them, and what is in the reader's own.
pub(crate) fn foreign(locale: &Locale) -> bool {
    !Words::of(locale).speak(locale)
}
