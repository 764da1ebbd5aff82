//! The words that are ours in a mail, by language. What an organisation writes itself (subject, question) is not here.

use koe_domain::{Locale, PersonName};

/// The languages that mails are written in. People of any other language get English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Japanese,
}

/// Sentences and labels without a gap to fill.
#[derive(Debug)]
pub(crate) struct Words {
    /// Value of `lang`.
    pub(crate) tag: &'static str,
    /// Stands where the organisation wrote no text of its own.
    pub(crate) intro: &'static str,
    /// What a number does: it opens the page, and records nothing.
    pub(crate) tap: &'static str,
    pub(crate) open: &'static str,
    pub(crate) answer_here: &'static str,
    pub(crate) sender: &'static str,
    pub(crate) address: &'static str,
    pub(crate) complaints: &'static str,
    pub(crate) privacy_contact: &'static str,
    /// That one may object, at any time and free of charge (Directive 2002/58/EC, article 13(2)), and opt out (Act on
    /// Regulation of Transmission of Specified Electronic Mail, Japan, article 4).
    pub(crate) objection: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) held: &'static str,
    pub(crate) open_case: &'static str,
    /// Why somebody of the organisation gets an alert.
    pub(crate) alert_reason: &'static str,
}

static ENGLISH: Words = Words {
    tag: "en",
    intro: "We would like to hear what you think.",
    tap: "Tapping a number opens the survey with that number chosen. Nothing is sent until you confirm.",
    open: "Open the survey",
    answer_here: "Please answer here:",
    sender: "Sender",
    address: "Address",
    complaints: "Questions and complaints",
    privacy_contact: "Data protection",
    objection: "You may object to such e-mails at any time, free of charge.",
    stop: "Stop these e-mails",
    held: "Your data (what we hold and what you agreed to)",
    open_case: "Open the dashboard",
    alert_reason: "You receive this e-mail because your address is set to be alerted. It names no customer.",
};

static JAPANESE: Words = Words {
    tag: "ja",
    intro: "ぜひ率直なご意見をお聞かせください。",
    tap: "数字を押すと、その数字が選ばれた状態で回答ページが開きます。送信ボタンを押されるまで、回答は送信されません。",
    open: "アンケートに回答する",
    answer_here: "ご回答は、次のページからお願いいたします。",
    sender: "送信者",
    address: "住所",
    complaints: "お問い合わせ・苦情の受付",
    privacy_contact: "個人情報に関する窓口",
    objection: "このようなメールの受信は、いつでも無料でお断りいただけます。",
    stop: "配信を停止する",
    held: "お客様のデータ（お預かりしている情報と同意の内容）",
    open_case: "ダッシュボードを開く",
    alert_reason: "このメールは、通知先として登録されている方にお送りしています。お客様のお名前などは記載していません。",
};

impl Language {
    pub(crate) fn of(locale: &Locale) -> Self {
        if locale.is_japanese() { Self::Japanese } else { Self::English }
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Japanese => &JAPANESE,
        }
    }

    /// The first line. A name in one piece is kept as a family name, and stands whole.
    pub(crate) fn greeting(self, name: Option<&PersonName>) -> String {
        let fit = |part: Option<&String>| part.filter(|text| greets(text)).cloned();
        let family = fit(name.and_then(|name| name.family.as_ref()));
        let given = fit(name.and_then(|name| name.given.as_ref()));
        match self {
            Self::English => given.or(family).map_or_else(|| "Hello,".to_owned(), |name| format!("Dear {name},")),
            Self::Japanese => family.map_or_else(|| "お客様".to_owned(), |name| format!("{name}様")),
        }
    }

    /// What to do with the numbers.
    pub(crate) fn pick(self, min: i64, max: i64) -> String {
        match self {
            Self::English => format!("Please choose a number from {min} to {max}."),
            Self::Japanese => format!("{min}から{max}までの数字でお答えください。"),
        }
    }

    /// A score in full, for those who hear it.
    pub(crate) fn score(self, score: i64, max: i64) -> String {
        match self {
            Self::English => format!("{score} of {max}"),
            Self::Japanese => format!("{max}点満点中{score}点"),
        }
    }

    /// Until when one can answer.
    pub(crate) fn until(self, date: &str) -> String {
        match self {
            Self::English => format!("You can answer until {date}."),
            Self::Japanese => format!("{date}までご回答いただけます。"),
        }
    }

    /// Subject of an alert.
    pub(crate) fn alert_subject(self, score: i64, max: i64, survey: &str) -> String {
        match self {
            Self::English => format!("A score of {score} of {max}: {survey}"),
            Self::Japanese => format!("【要対応】{max}点満点中{score}点の評価：{survey}"),
        }
    }

    /// What happened, in one sentence.
    pub(crate) fn alert_event(self, score: i64, max: i64, survey: &str, store: Option<&str>) -> String {
        match (self, store) {
            (Self::English, Some(store)) => {
                format!("A score of {score} (of {max}) came in for the survey “{survey}”, store {store}.")
            }
            (Self::English, None) => format!("A score of {score} (of {max}) came in for the survey “{survey}”."),
            (Self::Japanese, Some(store)) => {
                format!("アンケート「{survey}」（店舗：{store}）に、{max}点満点中{score}点の評価が寄せられました。")
            }
            (Self::Japanese, None) => {
                format!("アンケート「{survey}」に、{max}点満点中{score}点の評価が寄せられました。")
            }
        }
    }

    /// What is asked of the reader, and by when.
    pub(crate) fn alert_due(self, due: &str) -> String {
        match self {
            Self::English => format!("Please see to it by {due}."),
            Self::Japanese => format!("{due}までにご対応をお願いいたします。"),
        }
    }
}

/// Whether a name may stand in the first line. A shop's form takes any text for a name; one that a mail program would
/// turn into a link is a stranger's advertisement, sent in the shop's name.
fn greets(name: &str) -> bool {
    let domain = |part: &str| part.chars().take_while(|c| c.is_alphanumeric()).count() > 1;
    name.chars().count() <= 60 && !name.contains(['/', '\\', '@', ':']) && !name.split('.').skip(1).any(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greeting(language: Language, family: &str, given: &str) -> String {
        language.greeting(PersonName::new(Some(family), Some(given)).as_ref())
    }

    #[test]
    fn people_are_greeted_as_their_language_does() {
        assert_eq!(greeting(Language::Japanese, "髙橋", "花子"), "髙橋様");
        assert_eq!(greeting(Language::Japanese, "", "花子"), "お客様");
        assert_eq!(greeting(Language::English, "Takahashi", "Hanako"), "Dear Hanako,");
        assert_eq!(greeting(Language::English, "Hanako Takahashi", ""), "Dear Hanako Takahashi,");
        assert_eq!(greeting(Language::English, "", ""), "Hello,");
        assert_eq!(greeting(Language::English, "", "J.R."), "Dear J.R.,");
    }

    #[test]
    fn a_name_that_would_become_a_link_greets_nobody() {
        for name in
            ["win.example.com", "https://example.com", "a@example.com", "Click example.com now", &"a".repeat(61)]
        {
            assert_eq!(greeting(Language::English, "", name), "Hello,", "{name}");
            assert_eq!(greeting(Language::Japanese, name, ""), "お客様", "{name}");
        }
    }
}
