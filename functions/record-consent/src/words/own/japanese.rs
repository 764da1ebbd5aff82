//! The person's own page in Japanese.

use super::OwnWords;

pub(super) static WORDS: OwnWords = OwnWords {
    title: "お客様のデータ",
    intro: |name| {
        format!(
            "{name}がお客様について保有している情報をご確認・ご変更いただけます。このページのアドレスをご存じの方はどなたでも閲覧できますので、\
             転送なさらないようお願いいたします。"
        )
    },
    language: "言語",
    saved: "変更を承りました。ただちに有効となります。",
    honoured: "オプトアウトのご要望を尊重しています（Opt-out request honored）。ブラウザーのGlobal Privacy Control信号に従い、\
               お客様のデータの販売・共有は行いません。",
    contact: "ご連絡先",
    email: "メールアドレス",
    masked: "メールが転送される場合に備え、一部のみ表示しています",
    no_email: "なし",
    kept_until: |day| format!("メールアドレスとお名前の保管期限：{day}"),
    contact_gone: "メールアドレスとお名前は、すでに保有しておりません。",
    email_fixed: "メールアドレスはすべての情報の基準となるため、ここでは変更いただけません。アドレスが変わった場合は、\
                  下記の手続きでデータを消去してください。新しいアドレスは、新しいお客様としてお取り扱いいたします。",
    family: "姓（または氏名全体）",
    given: "名",
    written_in: "ご連絡に使用する言語",
    save: "保存する",
    consents: "ご同意の状況",
    no_consents: "ご同意をお願いした事項はございません。",
    agreed: |day| format!("{day}にご同意いただきました。"),
    refused: |day| format!("ご同意いただいておりません（{day}）。"),
    withdrew: |day| format!("{day}に撤回されました。"),
    expired: |day| format!("{day}に有効期間が終了しました。"),
    withdraw: "撤回する",
    agree: "同意する",
    receipt: "控え（署名付きJSON-LD）",
    mails: "アンケートのメール",
    mails_on: "メールでご意見をお伺いすることがございます。",
    mails_off: "停止しています。メールでご意見をお伺いすることはございません。",
    sale: "データの販売・共有",
    sale_offer: "お客様のデータは、カリフォルニア州消費者プライバシー法（CCPA）にいう販売・共有の対象となることがあります。\
                 次のボタンを押すと対象から外れます。費用はかかりません。",
    do_not_sell: "個人情報を販売・共有しないよう求める",
    opted_out: |day| {
        format!(
            "{day}に、販売・共有をお断りになりました。お客様のデータの販売・共有は行わず、12か月間は変更のお願いもいたしません。\
             再び許可される場合は、お問い合わせ先までご連絡ください。"
        )
    },
    invitations: "ご意見をお伺いした記録",
    none: "ございません。",
    stands: |state, day| format!("{state}（{day}）。"),
    gap: "",
    order: |number| format!("ご注文番号：{number}。"),
    tied: |day| format!("ご回答は{day}までお客様と結びついています。その後、結びつきを消去します。"),
    cut: "このご回答とお客様との結びつきは、すでに消去しました。",
    more: |n| format!("ほかに{n}件ございます。データの写しでご確認いただけます。"),
    cases: "個別に対応しているご回答",
    deal_by: |day| format!("対応期限：{day}。"),
    looks: "担当者がお客様のデータを閲覧した記録",
    recipients: "データの提供先",
    no_recipients: "下記のお知らせに記載した提供先・委託先のほかにはございません。",
    received: |n, day| format!("{n}回（最終：{day}）"),
    copy: "データの写し",
    copy_text: "15分以内に1回だけ使えるリンクをメールでお送りします。リンク先から、保有するすべての情報を収めたファイル（JSON形式）を\
                ダウンロードいただけます。",
    copy_button: "写しのリンクをメールで受け取る",
    erasure: "データの消去",
    erasure_destroys: "メールアドレスとお名前、ご案内とご注文の記録、自由記述、お客様とご回答との結びつきをすべて消去します。\
                       点数と選択肢は集計に残りますが、そこからお客様をたどることはできません。",
    erasure_leaves: |day| {
        let until = day.map(|day| format!("（{day}まで）")).unwrap_or_default();
        format!(
            "証拠として、お名前の代わりに鍵付きの番号を用いたご同意の記録が一定期間{until}残ります。その間も、ご意見をお伺いすることはございません。"
        )
    },
    erasure_mail: "次の2つからお選びいただけます。いずれも、まず確認用のリンクをメールでお送りし、リンク先で確定されるまで何も消去いたしません。",
    erase: "消去する",
    erase_text: "このほかには何も残りません。今後またご利用いただいた際には、改めてご意見をお伺いすることがございます。",
    erase_button: "データを消去する",
    never: "消去し、今後はお伺いしない",
    never_text: "これに加えて、今後お伺いしないための照合用に、専用の秘密鍵で作成したメールアドレスのハッシュ値を1つだけ残します。\
                 ハッシュ値からアドレスを読み取ることはできません。お手続きの後に表示するリンクから、取り消すこともできます。",
    never_button: "消去し、今後の案内も断る",
    no_address: |contact| {
        format!(
            "リンクをお送りするメールアドレスを保有しておりません。写しや消去をご希望の場合は、{contact}までご連絡ください。"
        )
    },
    notice: "個人情報の取り扱いについて",
};
