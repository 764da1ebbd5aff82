//! The notice's words in English and Japanese.
//!
//! A survey behind a link is called confidential, one without any link anonymous; nothing is called 匿名加工情報, which is
//! a term of law with duties of its own (APPI art. 2(6), 43).

use super::days_or_hours;
use crate::duration::Period;
use crate::survey::SurveyIdentity;
use crate::text::Locale;

pub(super) struct Words {
    tag: &'static str,
    pub(super) summary: fn(&str, bool) -> String,
    pub(super) who: &'static str,
    pub(super) contact: fn(&str) -> String,
    pub(super) representative: fn(&str) -> String,
    pub(super) officer: fn(&str) -> String,
    pub(super) why: &'static str,
    pub(super) usual_purposes: &'static str,
    pub(super) basis: &'static str,
    pub(super) recipients: &'static str,
    pub(super) usual_recipients: &'static str,
    pub(super) places: &'static str,
    pub(super) stored_in: fn(&str) -> String,
    pub(super) kept: &'static str,
    pub(super) kept_link: fn(&str) -> String,
    pub(super) kept_contact: fn(&str) -> String,
    pub(super) kept_text: fn(&str) -> String,
    pub(super) kept_scores: &'static str,
    pub(super) kept_proof: fn(&str) -> String,
    pub(super) tie: &'static str,
    confidential: [&'static str; 2],
    anonymous: [&'static str; 2],
    pub(super) rights: &'static str,
    pub(super) rights_linked: &'static str,
    pub(super) rights_unlinked: &'static str,
    pub(super) voluntary: &'static str,
    pub(super) gdpr: &'static str,
    pub(super) ccpa: &'static str,
    pub(super) ccpa_sells: &'static str,
    pub(super) authority: fn(&str) -> String,
    pub(super) policy: fn(&str) -> String,
}

static ENGLISH: Words = Words {
    tag: "en",
    summary: |name, linked| {
        let tie = if linked { "Your answers are confidential." } else { "Your answers are anonymous." };
        format!("{name} uses your answers to improve its products and services. {tie}")
    },
    who: "Who asks",
    contact: |address| format!("Questions about your data: {address}"),
    representative: |party| format!("Representative in the European Union: {party}"),
    officer: |party| format!("Data protection officer: {party}"),
    why: "What your answers are used for",
    usual_purposes: "To understand how satisfied customers are, to improve products and services, and to put right what \
                     went wrong.",
    basis: "On what ground",
    recipients: "Who else receives them",
    usual_recipients: "Nobody but the providers that store data and send mail for us (Amazon Web Services).",
    places: "Where they are stored",
    stored_in: |countries| format!("Countries: {countries}"),
    kept: "How long they are kept",
    kept_link: |time| format!("The link between you and your answers: {time} after the mail, then it is destroyed."),
    kept_contact: |time| format!("Your name and address: {time} after the mail, unless something else needs them."),
    kept_text: |time| {
        format!(
            "What you write in your own words: {time}. Names, addresses and numbers in it are removed \
                               before it is stored, as far as they are recognised."
        )
    },
    kept_scores: "Scores and choices stay in our totals, without you.",
    kept_proof: |time| format!("Proof of what you agreed to: {time}."),
    tie: "Who can see that it was you",
    confidential: [
        "Reports show groups only, never single people. Until the link is destroyed, those who handle complaints may see \
         which answer is yours, and each look is recorded.",
        "After you erase your data, copies stay in backups for up to 35 days and in the change log for a day; without \
         the key, which is destroyed at once, they cannot be read.",
    ],
    anonymous: [
        "There is no link between you and your answers, and no exact time is kept.",
        "For up to a day the change log, and for up to 35 days the backups, keep the order in which answers came in. \
         Nothing in them names you.",
    ],
    rights: "What you may do",
    rights_linked: "You may see, correct and download your data, withdraw what you agreed to, object, and have everything \
                    erased: follow \"Your data\" in any of our mails, or write to us.",
    rights_unlinked: "Since nothing leads from an answer to you, we cannot find or erase a single answer afterwards.",
    voluntary: "Answering is voluntary. Nothing happens if you do not. No decision about you is made by machine.",
    gdpr: "You also have the rights to restriction and to data portability (GDPR art. 15 to 21), and may withdraw consent \
           at any time for the future.",
    ccpa: "We do not sell or share your personal information in the sense of the CCPA.",
    ccpa_sells: "You may tell us not to sell or share your personal information, on your own page or by the Global \
                 Privacy Control signal of your browser, which we honour.",
    authority: |party| format!("You may complain to: {party}"),
    policy: |url| format!("Our full privacy policy: {url}"),
};

static JAPANESE: Words = Words {
    tag: "ja",
    summary: |name, linked| {
        let tie = if linked {
            "回答は社外に公開されず、厳重に取り扱われます。"
        } else {
            "回答は匿名で、どなたの回答かはわかりません。"
        };
        format!("いただいた回答は、{name}の商品・サービスの改善に利用いたします。{tie}")
    },
    who: "アンケートの実施者",
    contact: |address| format!("個人情報に関するお問い合わせ先：{address}"),
    representative: |party| format!("EU域内の代理人：{party}"),
    officer: |party| format!("データ保護責任者：{party}"),
    why: "利用目的",
    usual_purposes: "お客様の満足度を把握し、商品・サービスを改善するため、また問題があった場合に対応するため。",
    basis: "取り扱いの根拠",
    recipients: "提供先・委託先",
    usual_recipients: "データの保管とメールの送信を委託している事業者（Amazon Web Services）のほかには提供いたしません。",
    places: "保管場所",
    stored_in: |countries| format!("保管する国：{countries}"),
    kept: "保管期間",
    kept_link: |time| format!("お客様と回答との結びつき：メールの送信から{time}。その後は消去し、復元できません。"),
    kept_contact: |time| format!("お名前とメールアドレス：メールの送信から{time}（ほかに必要な場合を除きます）。"),
    kept_text: |time| {
        format!("自由記述：{time}。お名前・住所・番号などは、判別できる範囲で、保存する前に取り除きます。")
    },
    kept_scores: "点数と選択肢は、お客様と結びつかない形で集計に残ります。",
    kept_proof: |time| format!("同意の記録：{time}。"),
    tie: "どなたの回答かがわかる範囲",
    confidential: [
        "集計はまとまった人数でのみ表示し、個人ごとには表示いたしません。結びつきを消去するまでの間、お客様対応の担当者がお客様の回答を\
         閲覧することがあり、閲覧はすべて記録されます。",
        "データを消去された後も、バックアップには最長35日間、変更の記録には1日間、写しが残りますが、鍵を直ちに破棄するため読むことはできません。",
    ],
    anonymous: [
        "お客様と回答を結びつける情報はなく、正確な時刻も保存いたしません。",
        "変更の記録には1日間、バックアップには最長35日間、回答を受け付けた順序が残りますが、お客様を特定する情報は含まれません。",
    ],
    rights: "お客様の権利",
    rights_linked: "ご自身のデータの確認・訂正・ダウンロード、同意の撤回、利用の停止、すべての消去ができます。お送りしたメールの\
                    「お客様のデータ」からお進みいただくか、お問い合わせください。",
    rights_unlinked: "回答とお客様とを結びつける情報がないため、後から特定の回答を探して消去することはできません。",
    voluntary: "ご回答は任意です。ご回答いただかなくても不利益はございません。機械による自動的な判断は行いません。",
    gdpr: "GDPR第15条から第21条までの権利（処理の制限、データポータビリティを含みます）もご利用いただけます。同意はいつでも、将来に向けて撤回できます。",
    ccpa: "CCPAにいう個人情報の販売・共有は行っておりません。",
    ccpa_sells: "個人情報の販売・共有を望まない旨を、お客様のページまたはブラウザーのGlobal Privacy Control信号でお知らせいただけます。信号は尊重されます。",
    authority: |party| format!("監督機関への申し立て先：{party}"),
    policy: |url| format!("プライバシーポリシー：{url}"),
};

impl Words {
    pub(super) fn of(locale: &Locale) -> &'static Self {
        if locale.is_japanese() { &JAPANESE } else { &ENGLISH }
    }

    pub(super) fn locale(&self) -> Locale {
        Locale::parse(self.tag).unwrap_or_else(|_| Locale::english())
    }

    pub(super) fn tie_of(&self, identity: SurveyIdentity) -> Vec<String> {
        let lines = match identity {
            SurveyIdentity::Confidential => &self.confidential,
            SurveyIdentity::None => &self.anonymous,
        };
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    pub(super) fn period(&self, period: Period) -> String {
        match (self.tag, days_or_hours(period)) {
            ("ja", (n, true)) => format!("{n}日間"),
            ("ja", (n, false)) => format!("{n}時間"),
            (_, (1, true)) => "1 day".to_owned(),
            (_, (n, true)) => format!("{n} days"),
            (_, (1, false)) => "1 hour".to_owned(),
            (_, (n, false)) => format!("{n} hours"),
        }
    }
}
