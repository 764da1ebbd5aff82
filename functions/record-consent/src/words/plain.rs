//! Words of rows, in plain words: states of invitations and cases, what staff looked at, days.

use jiff::civil::Date;
use koe_domain::Locale;
use koe_domain::invitation::State;
use koe_store::rows::CaseState;

/// Where an invitation stands.
pub(crate) fn state(state: State, locale: &Locale) -> &'static str {
    let (english, japanese) = match state {
        State::Scheduled => ("planned", "送信予定"),
        State::Sending => ("being sent", "送信中"),
        State::Sent => ("sent", "送信済み"),
        State::Unknown => ("sent, not known whether it arrived", "送信済み（到着は未確認）"),
        State::Delivered => ("delivered", "配信済み"),
        State::Started => ("answer begun", "回答途中"),
        State::Answered => ("answered", "回答済み"),
        State::Expired => ("not answered in time", "回答期限終了"),
        State::Deferred => ("not sent, since we had asked you shortly before", "未送信（直前にお伺いしたため）"),
        State::SampledOut => ("not sent, since not everybody is asked", "未送信（一部の方のみにお伺いしたため）"),
        State::Suppressed => ("not sent, since mails to you are stopped", "未送信（メール停止中のため）"),
        State::NoBasis => ("not sent, since nothing permitted us to ask", "未送信（お伺いする根拠がないため）"),
        State::NoContact => ("not sent, for want of an address", "未送信（宛先がないため）"),
        State::Revoked => ("called off", "取り消し済み"),
        State::Bounced => ("returned by your mailbox", "不達"),
        State::Failed => ("could not be sent", "送信不能"),
    };
    if locale.is_japanese() { japanese } else { english }
}

/// Where a case stands.
pub(crate) fn case(state: CaseState, locale: &Locale) -> &'static str {
    let (english, japanese) = match state {
        CaseState::Open => ("open", "未対応"),
        CaseState::InProgress => ("being dealt with", "対応中"),
        CaseState::Waiting => ("waiting for an answer", "回答待ち"),
        CaseState::Closed => ("closed", "対応済み"),
    };
    if locale.is_japanese() { japanese } else { english }
}

/// What staff looked at. A word that is not known here stands for itself.
pub(crate) fn look<'a>(what: &'a str, locale: &Locale) -> &'a str {
    let (english, japanese) = match what {
        "case" => ("an answer that we follow up", "個別対応のご回答"),
        "contact" => ("your address and name", "ご連絡先"),
        "export" => ("everything that we hold", "保有する情報すべて"),
        "consents" => ("what you agreed to", "ご同意の状況"),
        other => return other,
    };
    if locale.is_japanese() { japanese } else { english }
}

/// A day (`YYYY-MM-DD`) as it is written; itself where it is none.
pub(crate) fn day(day: &str, locale: &Locale) -> String {
    let format = if locale.is_japanese() { "%Y年%-m月%-d日" } else { "%-d %B %Y" };
    day.parse::<Date>().map_or_else(|_| day.to_owned(), |date| date.strftime(format).to_string())
}

#[cfg(test)]
mod tests {
    use koe_domain::Faults;

    use super::*;

    #[test]
    fn a_day_is_written_as_the_language_writes_it() -> Result<(), Faults> {
        assert_eq!(day("2026-11-02", &Locale::english()), "2 November 2026");
        assert_eq!(day("2026-11-02", &Locale::parse("ja")?), "2026年11月2日");
        assert_eq!(day("soon", &Locale::english()), "soon");
        Ok(())
    }

    #[test]
    fn a_word_that_is_not_known_stands_for_itself() -> Result<(), Faults> {
        assert_eq!(look("backup", &Locale::english()), "backup");
        assert_eq!(look("case", &Locale::parse("ja-JP")?), "個別対応のご回答");
        Ok(())
    }
}
