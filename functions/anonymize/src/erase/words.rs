//! What a certificate says in plain words: what is kept and why, and what Koe could not reach.

use koe_store::rows::{ErasureRow, Scope};

/// A statement, with a word by which programs know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    pub(super) what: &'static str,
    pub(super) english: &'static str,
    pub(super) japanese: &'static str,
}

const TOMBSTONE: Text = Text {
    what: "tombstone",
    english: "A keyed hash by which the person would be known again, with the day of the erasure and what had been agreed \
              to. It keeps late messages and restored backups from bringing anything back, and is lifted after 90 days; \
              what is left then is the consent ledger, for its own time.",
    japanese: "ご本人を識別し直すための鍵付きハッシュと、消去日および同意の状態。遅れて届いた情報やバックアップの復元による\
               復活を防ぐために保管し、90日後に解除します。その後に残るのは、保存期間中の同意記録のみです。",
};
const LEDGER: Text = Text {
    what: "consent_ledger",
    english: "The ledger of consents, as proof of what was permitted (GDPR art. 7(1) and 17(3)(e)). It holds no contact \
              and no name, and goes when the time of the proof is over.",
    japanese: "許可を受けていたことの証拠としての同意記録（GDPR第7条1項、第17条3項(e)）。連絡先と氏名は含まず、証拠としての\
               保存期間が終われば削除します。",
};
const NEVER_ASK: Text = Text {
    what: "suppression",
    english: "A hash under a key of its own, so that the person is never asked again. The person chose this, and can take \
              it back.",
    japanese: "今後お尋ねしないための、専用の鍵によるハッシュ。ご本人が選ばれたもので、撤回することもできます。",
};
const OTHERS: Text = Text {
    what: "others",
    english: "What other shops and calls brought of the person.",
    japanese: "ほかのショップや登録によってお預かりしている情報。",
};
const PEOPLE: Text = Text {
    what: "people",
    english: "Each of the shop's people was erased by an erasure of their own, with its own certificate. Of those of whom \
              nothing else was held, nothing but a tombstone is left.",
    japanese: "当該ショップのお客様お一人ごとに消去を行い、それぞれに証明書を作成しました。ほかに情報のない方については、\
               鍵付きハッシュのみが残ります。",
};
const SCORES: Text = Text {
    what: "scores",
    english: "Scores and choices, and the totals made of them. Nothing leads from them to a person.",
    japanese: "評点と選択肢の回答、およびその集計。そこから個人をたどることはできません。",
};

const DELIVERED_MAILS: Text = Text {
    what: "delivered_mails",
    english: "Mails that were delivered lie in their recipients' mailboxes.",
    japanese: "すでに届いたメールは、受信された方のメールボックスに残ります。",
};
const MAIL_PROVIDER_LOGS: Text = Text {
    what: "mail_provider_logs",
    english: "The mail provider keeps logs of its own, for as long as its own rules say. Koe can promise nothing about \
              them.",
    japanese: "メール配信事業者は、その事業者の定める期間、独自の記録を保管します。これについて本システムがお約束できることは\
               ありません。",
};
const BACKUPS: Text = Text {
    what: "backups",
    english: "Backups reach 35 days back and end by themselves. Contact, name, order numbers and words in them cannot be \
              opened any more: their keys are destroyed, and are in no backup. A table that is restored from one must be \
              erased again before it is used; the list for that is kept apart from the backups.",
    japanese: "バックアップは35日分を保管し、その後自動的に消えます。その中の連絡先、氏名、注文番号、自由記述は、鍵を破棄して\
               おり鍵のバックアップもないため、もう復号できません。復元した場合は、使用する前に再び消去を行います。その一覧は\
               バックアップとは別に保管しています。",
};
const CHANGE_STREAM: Text = Text {
    what: "change_stream",
    english: "The database's stream of changes holds rows as they were for 24 hours. What was sealed in them cannot be \
              opened any more.",
    japanese: "データベースの変更履歴には、変更前の内容が24時間残ります。そのうち暗号化されていた部分は、もう復号できません。",
};
const FAILURES: Text = Text {
    what: "failures_queue",
    english: "Messages that a function gave up on lie in the failures queue for staff to look at, for 14 days at most. A \
              message of the mail service among them may name its recipient.",
    japanese: "処理できなかったメッセージは、担当者が確認できるよう失敗キューに最長14日間残ります。そのうちメール配信サービスから\
               のものには、受信者のメールアドレスが含まれることがあります。",
};
const REPEATED_CALLS: Text = Text {
    what: "repeated_calls",
    english: "Answers to calls of the API, kept so that a repeated call changes nothing, name the invitation in sealed \
              form for 30 days at most.",
    japanese: "APIの重複呼び出しを防ぐための記録に、暗号化された招待の番号が最長30日間残ります。",
};
const MAIL_SERVICE: Text = Text {
    what: "mail_service",
    english: "The mail service could not be asked to remove an entry about the address from its list of bounces and \
              complaints, should there be one.",
    japanese: "メール配信サービスの不達・苦情リストに当該アドレスの登録がある場合、その削除を依頼することができませんでした。",
};
const SUBSCRIPTIONS: Text = Text {
    what: "subscriptions",
    english: "Receivers marked as unreached did not acknowledge that they were told.",
    japanese: "「unreached」と記した連携先からは、消去の通知を受け取ったという応答がありませんでした。",
};
const OLD_ORDERS: Text = Text {
    what: "old_orders",
    english: "Orders are known for 400 days after they last changed. Invitations that belong to older ones cannot be found \
              by the shop; they go when the time of their proof is over.",
    japanese: "注文の記録は最後の変更から400日間保管されます。それより古い注文に属する招待はショップから特定できないため、\
               証拠としての保存期間が終わった時点で削除されます。",
};

/// What is kept, and why.
pub(super) fn kept(row: &ErasureRow) -> Vec<Text> {
    let mut texts = Vec::new();
    match row.scope {
        Scope::Person => {
            texts.push(TOMBSTONE);
            texts.extend((row.head.seq > 0).then_some(LEDGER));
            texts.extend(row.never_ask.then_some(NEVER_ASK));
        }
        Scope::Source(_) => texts.push(OTHERS),
        Scope::Shop(_) => texts.push(PEOPLE),
    }
    texts.push(SCORES);
    texts
}

/// What Koe cannot reach, or did not.
pub(super) fn not_reached(row: &ErasureRow) -> Vec<Text> {
    let mut texts = vec![DELIVERED_MAILS, MAIL_PROVIDER_LOGS, BACKUPS, CHANGE_STREAM, FAILURES, REPEATED_CALLS];
    let asked = row.mail_service.as_deref();
    texts.extend(matches!(asked, Some("unreached" | "no_address")).then_some(MAIL_SERVICE));
    texts.extend(row.told.values().any(|word| word == "unreached").then_some(SUBSCRIPTIONS));
    texts.extend(matches!(row.scope, Scope::Shop(_)).then_some(OLD_ORDERS));
    texts
}
