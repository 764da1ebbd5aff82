//! The words of letters about somebody's data, in English and Japanese: those of the pages that the links lead to.

use crate::letter::Matter;
use crate::words::Language;

/// What a letter about one matter says in one language.
#[derive(Clone, Copy)]
pub(crate) struct LetterWords {
    pub(crate) subject: &'static str,
    /// What was asked of the organisation of this name.
    pub(crate) asked: fn(&str) -> String,
    /// What the link is for.
    pub(crate) act: &'static str,
    /// The link's own name.
    pub(crate) open: &'static str,
    /// How long the link works, and what happens without it.
    pub(crate) notes: [&'static str; 2],
    /// To whom one may write.
    pub(crate) questions: fn(&str) -> String,
    /// Why this mail came.
    pub(crate) reason: &'static str,
}

impl LetterWords {
    /// The words for a matter.
    pub(crate) fn of(language: Language, matter: Matter<'_>) -> Self {
        let [export, erase, never_ask, own_page] = match language {
            Language::English => ENGLISH,
            Language::Japanese => JAPANESE,
        };
        match matter {
            Matter::ConfirmExport { .. } => export,
            Matter::ConfirmErase { never_ask: false, .. } => erase,
            Matter::ConfirmErase { never_ask: true, .. } => never_ask,
            Matter::OwnPage { .. } => own_page,
        }
    }
}

/// A copy, erasure, erasure for good, and the way to one's own page.
const ENGLISH: [LetterWords; 4] = [
    LetterWords {
        subject: "Please confirm: a copy of your data",
        asked: |name| format!("You asked {name} for a copy of the data held about you."),
        act: "To get it, please open this page and confirm there.",
        open: "Go to the copy of my data",
        ..ENGLISH_CONFIRM
    },
    LetterWords {
        subject: "Please confirm: erasure of your data",
        asked: |name| format!("You asked {name} to erase the data held about you."),
        ..ENGLISH_CONFIRM
    },
    LetterWords {
        subject: "Please confirm: erasure of your data",
        asked: |name| format!("You asked {name} to erase the data held about you, and never to ask you again."),
        ..ENGLISH_CONFIRM
    },
    LetterWords {
        subject: "The link to your data",
        asked: |name| format!("You asked {name} for the link to the page with your data."),
        act: "The page shows what is held about you and what you agreed to. There you can change it, withdraw, get a copy \
              or have it erased.",
        open: "Open the page with my data",
        notes: [
            "Whoever has this link sees your data: please do not pass this e-mail on.",
            "If you did not ask for this, please ignore this e-mail: nothing happens then.",
        ],
        ..ENGLISH_CONFIRM
    },
];

const ENGLISH_CONFIRM: LetterWords = LetterWords {
    subject: "",
    asked: |_| String::new(),
    act: "Please open this page, read what will be erased, and confirm there. This cannot be undone.",
    open: "Go on to the erasure",
    notes: [
        "The link works once, within 15 minutes after this e-mail was sent.",
        "If you did not ask for this, please ignore this e-mail: nothing happens before you follow the link and \
         confirm.",
    ],
    questions: |contact| format!("If you have questions, please write to {contact}."),
    reason: "You receive this e-mail because it was asked for just now. It advertises nothing.",
};

/// In the same order.
const JAPANESE: [LetterWords; 4] = [
    LetterWords {
        subject: "【ご確認のお願い】データの写しのご請求",
        asked: |name| format!("{name}が保有するお客様のデータの写しについて、ご請求を承りました。"),
        act: "お受け取りになるには、次のページを開き、画面の案内に沿ってお手続きください。",
        open: "データの写しを受け取るページを開く",
        ..JAPANESE_CONFIRM
    },
    LetterWords {
        subject: "【ご確認のお願い】データの消去のご依頼",
        asked: |name| format!("{name}が保有するお客様のデータの消去について、ご依頼を承りました。"),
        ..JAPANESE_CONFIRM
    },
    LetterWords {
        subject: "【ご確認のお願い】データの消去のご依頼",
        asked: |name| {
            format!("{name}が保有するお客様のデータの消去、および今後のご案内の停止について、ご依頼を承りました。")
        },
        ..JAPANESE_CONFIRM
    },
    LetterWords {
        subject: "お客様のデータのページのご案内",
        asked: |name| format!("{name}が保有するお客様のデータについて、専用ページへのリンクをお送りします。"),
        act: "このページでは、保有している情報とご同意の内容をご確認いただけます。内容の変更、ご同意の撤回、\
              データの写しのご請求、消去のお手続きもこちらで承ります。",
        open: "お客様のデータのページを開く",
        notes: [
            "このリンクを開くと、どなたでもお客様のデータをご覧になれます。このメールの転送はお控えください。",
            "お心当たりがない場合は、このメールを破棄してください。お手続きは何も行われません。",
        ],
        ..JAPANESE_CONFIRM
    },
];

const JAPANESE_CONFIRM: LetterWords = LetterWords {
    subject: "",
    asked: |_| String::new(),
    act: "次のページを開き、消去される内容をご確認のうえ、お手続きを確定してください。この操作は取り消せません。",
    open: "消去のお手続きに進む",
    notes: [
        "リンクは、このメールの送信から15分以内に1回だけお使いいただけます。",
        "お心当たりがない場合は、このメールを破棄してください。リンク先で確定されるまで、何も行われません。",
    ],
    questions: |contact| format!("ご不明な点がございましたら、次の窓口までお問い合わせください：{contact}"),
    reason: "このメールは、ご依頼を受けて自動でお送りしているもので、広告ではありません。",
};
