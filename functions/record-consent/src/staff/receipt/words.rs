//! What a receipt's page says, in English and Japanese.

use koe_domain::Locale;
use koe_domain::consent::{Decision, Method, NOTICE, SALE_OR_SHARING, SURVEY_MAILS};

/// A line of a receipt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fact {
    Purpose,
    Decision,
    When,
    How,
    Text,
    Until,
    Notice,
    Event,
    Hash,
}

/// The texts of one language.
pub(super) struct Words {
    japanese: bool,
    pub(super) title: &'static str,
    pub(super) intro: &'static str,
    pub(super) notice: &'static str,
    pub(super) no_notice: &'static str,
    pub(super) signed: &'static str,
    pub(super) check: &'static str,
}

static ENGLISH: Words = Words {
    japanese: false,
    title: "Consent receipt",
    intro: "What was decided, when, and what stood on the page. The signed document below says the same to a program.",
    notice: "The notice that was shown",
    no_notice: "The text of the notice is not kept; its hash stands in the signed document.",
    signed: "The signed document",
    check: "It can be checked without us, with the command koe-verify and the public keys at \
            /.well-known/koe-signing-keys.json.",
};

static JAPANESE: Words = Words {
    japanese: true,
    title: "同意の控え",
    intro: "ご判断の内容と日時、そのとき画面に表示されていた文章をまとめたものです。下の署名付き文書には、同じ内容が機械可読の形で記されています。",
    notice: "表示されたお知らせ",
    no_notice: "お知らせの本文は保管されていません。本文のハッシュ値は署名付き文書に記されています。",
    signed: "署名付き文書",
    check: "koe-verifyコマンドと、/.well-known/koe-signing-keys.jsonにある公開鍵により、当方を介さずに検証いただけます。",
};

impl Words {
    /// The words for a reader of `locale`.
    pub(super) fn of(locale: &Locale) -> &'static Self {
        if locale.is_japanese() { &JAPANESE } else { &ENGLISH }
    }

    const fn pick(&self, (english, japanese): (&'static str, &'static str)) -> &'static str {
        if self.japanese { japanese } else { english }
    }

    /// What a line is about.
    pub(super) const fn fact(&self, fact: Fact) -> &'static str {
        self.pick(match fact {
            Fact::Purpose => ("What it is about", "対象"),
            Fact::Decision => ("What was decided", "ご判断"),
            Fact::When => ("When", "日時"),
            Fact::How => ("How", "方法"),
            Fact::Text => ("The words beside the box or button", "選択欄・ボタンに添えられた文章"),
            Fact::Until => ("Until when it holds", "有効期限"),
            Fact::Notice => ("Notice and its version", "お知らせとその版"),
            Fact::Event => ("Number in the ledger", "台帳の番号"),
            Fact::Hash => ("Hash of the event (SHA-256)", "記録のハッシュ値（SHA-256）"),
        })
    }

    /// A purpose in words; its name where a survey gave it.
    pub(super) fn purpose<'a>(&self, purpose: &'a str) -> &'a str {
        match purpose {
            SURVEY_MAILS => self.pick(("Mails that ask for feedback", "アンケートのメール")),
            SALE_OR_SHARING => self.pick(("Sale or sharing of personal data", "個人情報の販売・共有")),
            NOTICE => self.pick(("The notice", "お知らせ")),
            other => other,
        }
    }

    /// A decision in words.
    pub(super) const fn decision(&self, decision: Decision) -> &'static str {
        self.pick(match decision {
            Decision::Served => ("Nothing yet: the notice was shown", "お知らせの表示のみ（未判断）"),
            Decision::Given => ("Agreed", "同意"),
            Decision::Refused => ("Did not agree", "不同意"),
            Decision::Withdrawn => ("Withdrawn", "撤回"),
            Decision::Renewed => ("Agreed again", "再同意"),
            Decision::Expired => ("Its time ran out", "期間満了"),
        })
    }

    /// A way in words.
    pub(super) const fn method(&self, method: Method) -> &'static str {
        self.pick(match method {
            Method::SurveyForm => {
                ("The form on the survey's page, sent with its button", "アンケートページのフォームを送信")
            }
            Method::Api => ("The answer, sent as data by a program", "プログラムから回答データとして送信"),
            Method::UnsubscribeLink => {
                ("One-click unsubscribe, or the button behind the link in the mail", "メールの配信停止リンク")
            }
            Method::PrivacyPage => ("A button on the person's own page", "ご本人専用ページのボタン"),
            Method::Signal => {
                ("The signal of the browser (Global Privacy Control)", "ブラウザーの信号（Global Privacy Control）")
            }
            Method::Staff => ("Entered by staff, on the person's behalf", "ご本人のお申し出により担当者が入力"),
            Method::Time => ("Nobody acted: time ran out", "期間の経過による自動処理"),
        })
    }
}

#[cfg(test)]
mod tests {
    use koe_domain::Faults;

    use super::*;

    #[test]
    fn both_languages_say_something_of_their_own() -> Result<(), Faults> {
        let (english, japanese) = (Words::of(&Locale::english()), Words::of(&Locale::parse("ja-JP")?));
        assert_eq!(Words::of(&Locale::parse("de")?).title, english.title);
        for decision in [Decision::Served, Decision::Given, Decision::Refused, Decision::Withdrawn, Decision::Expired] {
            assert!(english.decision(decision).is_ascii() && !japanese.decision(decision).is_ascii());
        }
        for purpose in [SURVEY_MAILS, SALE_OR_SHARING, NOTICE] {
            assert!(english.purpose(purpose).is_ascii() && !japanese.purpose(purpose).is_ascii());
        }
        assert_eq!(japanese.purpose("follow_up"), "follow_up");
        Ok(())
    }
}
