//! What the page itself says, in English and Japanese. A survey brings its own texts; these are the ones around them.
//!
//! Any other language gets the English words, marked as English for screen readers. One table and no message files: the
//! compiler then knows that neither language lacks a text.

use std::borrow::Cow;

use koe_domain::Locale;

use crate::page::Notice;

/// The texts of one language.
pub(crate) struct Words {
    tag: &'static str,
    pub(crate) language: &'static str,
    pub(crate) survey: &'static str,
    pub(crate) required: &'static str,
    pub(crate) not_sent_yet: &'static str,
    pub(crate) send: &'static str,
    pub(crate) error: &'static str,
    pub(crate) look_again: &'static str,
    pub(crate) stale: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) choose_one: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) unreadable: &'static str,
    pub(crate) between: fn(i64, i64) -> String,
    pub(crate) at_most: fn(u32) -> String,
    pub(crate) consents: &'static str,
    pub(crate) consents_hint: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) opt_out_honoured: &'static str,
    pub(crate) asked_by: fn(&str) -> String,
    pub(crate) confidential: &'static str,
    pub(crate) unlinked: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) thanks_title: &'static str,
    pub(crate) recorded: &'static str,
    pub(crate) until: fn(&str) -> String,
    pub(crate) change: &'static str,
    expired: (&'static str, &'static str),
    revoked: (&'static str, &'static str),
    not_ours: (&'static str, &'static str),
    stopped: (&'static str, &'static str),
    closed: (&'static str, fn(&str) -> String),
    gone: (&'static str, &'static str),
    too_large: (&'static str, &'static str),
    unsupported: (&'static str, &'static str),
    try_again: (&'static str, &'static str),
    ours: (&'static str, &'static str),
}

static ENGLISH: Words = Words {
    tag: "en",
    language: "Language",
    survey: "Your feedback",
    required: "(required)",
    not_sent_yet: "Your choice is sent only when you press Send.",
    send: "Send",
    error: "Error: ",
    look_again: "Please check your answers",
    stale: "This page was open for a while, or your answer was changed elsewhere. Nothing was sent just now. Please look \
            at your answers and press Send again.",
    missing: "Please answer this question.",
    choose_one: "Please choose one of the answers.",
    choose: "Please choose from the answers shown.",
    unreadable: "Part of what was sent could not be read. Please check your answers and press Send again.",
    between: |low, high| format!("Please choose a number from {low} to {high}."),
    at_most: |most| format!("Please write at most {most} characters."),
    consents: "Your consent (optional)",
    privacy: "Your data",
    opt_out_honoured: "Opt-out request honoured: your browser signals Global Privacy Control, so nothing of this is sold or shared.",
    consents_hint: "You can answer without it, and take it back at any time: write to the address below.",
    asked_by: |name| format!("{name} asks for your feedback."),
    confidential: "Your answer is confidential. It stays linked to your invitation only until the time we keep that link \
                   is over; then the link is cut.",
    unlinked: "Your answer is not linked to you.",
    contact: "Questions about this survey or your data:",
    thanks_title: "Thank you",
    recorded: "Your answer has been recorded.",
    until: |until| format!("You may change your answer until {until}."),
    change: "Change my answer",
    expired: (
        "This link has expired",
        "The time for answering is over, and nothing was recorded just now. Thank you for wanting to answer.",
    ),
    revoked: ("This invitation was withdrawn", "Its link no longer works, and nothing was recorded just now."),
    not_ours: (
        "We do not know this link",
        "Please check that the whole address was copied. Some mail programs break a long link over two lines.",
    ),
    stopped: ("This survey has ended", "It takes no more answers. Thank you for wanting to answer."),
    closed: ("Your answer can no longer be changed", |at| {
        format!("Changes were possible until {at}. Your last answer stays as it is.")
    }),
    gone: ("There is nothing here any more", "What this link led to has been erased."),
    too_large: (
        "That is more than this page takes",
        "Nothing was recorded: please go back, shorten what you wrote and press Send again.",
    ),
    unsupported: (
        "What was sent could not be read",
        "Nothing was recorded: please open the link again and answer on the page itself.",
    ),
    try_again: (
        "This did not work just now",
        "Please wait a moment and load the page again; an answer that is sent twice counts once.",
    ),
    ours: ("Something went wrong on our side", "We are sorry: please try again later."),
};

static JAPANESE: Words = Words {
    tag: "ja",
    language: "言語",
    survey: "アンケート",
    required: "（必須）",
    not_sent_yet: "お選びいただいた内容は、「送信する」を押すまで送信されません。",
    send: "送信する",
    error: "エラー：",
    look_again: "ご回答内容をご確認ください",
    stale: "ページを開いてから時間が経ったか、ほかの画面で回答が変更されたため、今回は送信されませんでした。\
            内容をご確認のうえ、もう一度「送信する」を押してください。",
    missing: "この質問にお答えください。",
    choose_one: "選択肢から1つお選びください。",
    choose: "表示されている選択肢からお選びください。",
    unreadable: "送信内容の一部を読み取れませんでした。内容をご確認のうえ、もう一度「送信する」を押してください。",
    between: |low, high| format!("{low}から{high}までの数字をお選びください。"),
    at_most: |most| format!("{most}文字以内でご記入ください。"),
    consents: "ご同意のお願い（任意）",
    privacy: "個人情報の取り扱い",
    opt_out_honoured: "オプトアウトの信号を受け付けました。ブラウザーのGlobal Privacy Control信号に従い、この回答を販売・共有いたしません。",
    consents_hint: "同意されなくてもご回答いただけます。同意は、下記のお問い合わせ先にていつでも撤回いただけます。",
    asked_by: |name| format!("このアンケートは、{name}が実施しています。"),
    confidential: "ご回答の秘密は守ります。ご回答とご案内との紐づけは、所定の保存期間に限って保持し、その後は切り離します。",
    unlinked: "ご回答がお客様個人に紐づけられることはありません。",
    contact: "アンケートと個人情報に関するお問い合わせ：",
    thanks_title: "ご回答ありがとうございました",
    recorded: "ご回答を承りました。",
    until: |until| format!("{until}まで、ご回答を変更いただけます。"),
    change: "回答を変更する",
    expired: (
        "このリンクの有効期限が切れました",
        "回答の受付期間が終了しているため、今回は何も記録しておりません。お気持ちに感謝申し上げます。",
    ),
    revoked: ("このご案内は取り消されました", "リンクはご利用いただけません。今回は何も記録しておりません。"),
    not_ours: (
        "このリンクを確認できませんでした",
        "アドレス全体が正しくコピーされているかご確認ください。メールソフトによっては、長いリンクが途中で改行されることがあります。",
    ),
    stopped: ("このアンケートは終了しました", "回答の受付は終了いたしました。お気持ちに感謝申し上げます。"),
    closed: ("回答の変更期間が終了しました", |at| {
        format!("変更は{at}まで承っておりました。最後にいただいたご回答をそのまま保持しております。")
    }),
    gone: ("こちらにはもう何もございません", "このリンクの先にあった情報は消去されました。"),
    too_large: (
        "送信内容が大きすぎます",
        "今回は何も記録しておりませんので、前のページに戻り、ご記入内容を短くして、もう一度「送信する」を押してください。",
    ),
    unsupported: (
        "送信内容を受け取れませんでした",
        "今回は何も記録しておりませんので、リンクをもう一度開き、表示されたページからご回答ください。",
    ),
    try_again: (
        "ただいま処理できませんでした",
        "少し時間をおいて、ページを再読み込みしてください（同じご回答が2回送信されても、1件として扱われます）。",
    ),
    ours: ("こちらで問題が発生しました", "申し訳ございませんが、時間をおいてもう一度お試しください。"),
};

impl Words {
    /// The words for a reader of `locale`.
    pub(crate) fn of(locale: &Locale) -> &'static Self {
        if locale.is_japanese() { &JAPANESE } else { &ENGLISH }
    }

    /// The attribute that marks these words on a page in `locale`: none where the page's own language is theirs.
    pub(crate) fn mark(&self, locale: &Locale) -> &'static str {
        if locale.language() == self.tag { "" } else { " lang=\"en\"" }
    }

    /// Title and text of a notice.
    pub(crate) fn notice(&self, notice: Notice<'_>) -> (&'static str, Cow<'static, str>) {
        let fixed = |(title, text): (&'static str, &'static str)| (title, Cow::Borrowed(text));
        match notice {
            Notice::Expired => fixed(self.expired),
            Notice::Revoked => fixed(self.revoked),
            Notice::NotOurs => fixed(self.not_ours),
            Notice::Stopped => fixed(self.stopped),
            Notice::Closed { at } => (self.closed.0, Cow::Owned((self.closed.1)(at))),
            Notice::Gone => fixed(self.gone),
            Notice::TooLarge => fixed(self.too_large),
            Notice::Unsupported => fixed(self.unsupported),
            Notice::TryAgain => fixed(self.try_again),
            Notice::Ours => fixed(self.ours),
        }
    }
}
