//! What the dashboard says, in English and Japanese. One table and no message files: the compiler then knows that
//! neither language lacks a text.

use koe_domain::Locale;
use koe_domain::survey::{MetricName, Mode};

/// The texts of one language.
pub(crate) struct Words {
    pub(crate) language: &'static str,
    pub(crate) dashboard: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) key: &'static str,
    pub(crate) key_hint: &'static str,
    pub(crate) wrong_key: &'static str,
    pub(crate) no_scope: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) surveys: &'static str,
    pub(crate) no_surveys: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) test_mode: &'static str,
    pub(crate) period: fn(&str, &str, &str) -> String,
    pub(crate) excluded: fn(u64, u64) -> String,
    pub(crate) no_metrics: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) withheld: fn(u32) -> String,
    pub(crate) interval: fn(&str, &str, &str) -> String,
    pub(crate) days: fn(&str, &str) -> String,
    pub(crate) batches: fn(u32) -> String,
    pub(crate) answers: fn(u64) -> String,
    pub(crate) formula: fn(&str) -> String,
    pub(crate) distribution: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) count: &'static str,
    pub(crate) trend: &'static str,
    pub(crate) week: &'static str,
    pub(crate) by_store: &'static str,
    pub(crate) store: &'static str,
    pub(crate) no_store: &'static str,
    pub(crate) hidden: &'static str,
    pub(crate) hidden_why: fn(u32) -> String,
    modes: [&'static str; 3],
    metrics: [&'static str; 3],
}

static ENGLISH: Words = Words {
    language: "Language",
    dashboard: "Dashboard",
    sign_in: "Sign in to the dashboard",
    key: "API key",
    key_hint: "A key with the scope “read”. You stay signed in on this device for eight hours; the key itself is not \
               kept.",
    wrong_key: "This key was not accepted. Please check that all of it was copied, and that it has not been revoked.",
    no_scope: "This key may not read statistics. Please use one with the scope “read”.",
    sign_out: "Sign out",
    surveys: "Surveys",
    no_surveys: "There are no surveys yet.",
    unknown: "There is no survey of that name.",
    test_mode: "This survey is in test mode: answers are kept, but not counted.",
    period: |from, to, as_of| format!("{from} to {to}, as of {as_of}"),
    excluded: |test, suspect| format!("Not counted: {test} from test mode, {suspect} suspicious"),
    no_metrics: "This survey computes no scores.",
    nobody: "No answers yet",
    withheld: |minimum| {
        format!("Not shown: fewer than {minimum} answers, or days that can only be shown together with others")
    },
    interval: |confidence, low, high| format!("{confidence}% confidence interval: {low} to {high}"),
    days: |from, to| format!("Answers of {from} to {to}"),
    batches: |minimum| {
        format!(
            "New answers are shown in batches of at least {minimum}, some days later: when their days are over and \
             they can no longer be changed."
        )
    },
    answers: |n| if n == 1 { "1 answer".to_owned() } else { format!("{n} answers") },
    formula: |formula| format!("Formula: {formula}"),
    distribution: "How often each answer was given",
    answer: "Answer",
    count: "Count",
    trend: "Week by week",
    week: "Week",
    by_store: "By store",
    store: "Store",
    no_store: "Without a store",
    hidden: "not shown",
    hidden_why: |minimum| {
        format!(
            "Not shown: fewer than {minimum} answers, or a number from which those could be worked out. Days with few \
             answers are shown only together with others. Where that leaves fewer days than asked for, the days shown \
             are named."
        )
    },
    modes: ["Test mode", "Live", "Stopped"],
    metrics: ["Net Promoter Score (NPS)", "Customer satisfaction (CSAT)", "Customer Effort Score (CES)"],
};

static JAPANESE: Words = Words {
    language: "言語",
    dashboard: "ダッシュボード",
    sign_in: "ダッシュボードにサインイン",
    key: "APIキー",
    key_hint: "「read」の権限を持つキーを入力してください。この端末では8時間サインインした状態になります。キー自体は保存されません。",
    wrong_key: "このキーではサインインできませんでした。キー全体がコピーされているか、失効していないかをご確認ください。",
    no_scope: "このキーには統計を閲覧する権限がありません。「read」の権限を持つキーをご利用ください。",
    sign_out: "サインアウト",
    surveys: "アンケート",
    no_surveys: "アンケートはまだありません。",
    unknown: "該当するアンケートはありません。",
    test_mode: "このアンケートはテストモードです。回答は保存されますが、集計されません。",
    period: |from, to, as_of| format!("{from}から{to}まで（{as_of}現在）"),
    excluded: |test, suspect| format!("集計対象外：テスト{test}件、疑わしい回答{suspect}件"),
    no_metrics: "このアンケートには集計する指標がありません。",
    nobody: "回答はまだありません",
    withheld: |minimum| {
        format!("回答が{minimum}件未満、または前後の日とまとめなければ表示できない期間のため、表示しません")
    },
    interval: |confidence, low, high| format!("{confidence}％信頼区間：{low}～{high}"),
    days: |from, to| format!("{from}から{to}までの回答"),
    batches: |minimum| {
        format!(
            "新しい回答は、その日が終わり、回答の変更期間も過ぎてから、{minimum}件以上まとまった時点で数日後に反映されます。"
        )
    },
    answers: |n| format!("回答{n}件"),
    formula: |formula| format!("計算式：{formula}"),
    distribution: "回答の分布",
    answer: "回答",
    count: "件数",
    trend: "週ごとの推移",
    week: "週",
    by_store: "店舗別",
    store: "店舗",
    no_store: "店舗なし",
    hidden: "非表示",
    hidden_why: |minimum| {
        format!(
            "「非表示」は、回答が{minimum}件未満であるか、ほかの数値から少数の回答が推測されるおそれがあるものです。\
             回答の少ない日は、前後の日とまとめて表示します。そのため期間の一部だけを表示する場合は、対象の日付を示します。"
        )
    },
    modes: ["テスト", "公開中", "停止中"],
    metrics: ["ネットプロモータースコア（NPS）", "顧客満足度（CSAT）", "顧客努力指標（CES）"],
};

impl Words {
    /// The words for a reader of `locale`.
    pub(crate) fn of(locale: &Locale) -> &'static Self {
        if locale.is_japanese() { &JAPANESE } else { &ENGLISH }
    }

    /// The word for a mode.
    pub(crate) fn mode(&self, mode: Mode) -> &'static str {
        let [test, live, stopped] = self.modes;
        match mode {
            Mode::Test => test,
            Mode::Live => live,
            Mode::Stopped => stopped,
        }
    }

    /// The name of a metric.
    pub(crate) fn metric(&self, metric: MetricName) -> &'static str {
        let [nps, csat, ces] = self.metrics;
        match metric {
            MetricName::Nps => nps,
            MetricName::Csat => csat,
            MetricName::Ces => ces,
        }
    }
}
