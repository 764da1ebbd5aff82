//! What the document says in sentences: what is known and cannot be given, in English and Japanese.

use koe_domain::{Locale, SourceId};

/// What there is to say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Remarks<'a> {
    /// Answers that can no longer be linked to the person.
    pub(super) cut: usize,
    /// Whether address and name are gone.
    pub(super) contact_gone: bool,
    /// Numbers in the consent ledger under which nothing can be read any more.
    pub(super) unreadable: &'a [u64],
    /// The shop whose data alone are listed.
    pub(super) source: Option<&'a SourceId>,
}

impl Remarks<'_> {
    /// The sentences, in the person's language.
    pub(super) fn of(&self, locale: &Locale) -> Vec<String> {
        let pick = |english: &str, japanese: &str| {
            if locale.is_japanese() { japanese.to_owned() } else { english.to_owned() }
        };
        let mut said = Vec::new();
        if let Some(source) = self.source {
            said.push(pick(
                &format!("Only what \"{source}\" brought, and what came of it, is listed here."),
                &format!("「{source}」から提供された情報と、それに基づく記録のみを記載しています。"),
            ));
        }
        if self.contact_gone {
            said.push(pick(
                "Address and name are no longer held.",
                "メールアドレスとお名前は、すでに保有しておりません。",
            ));
        }
        if self.cut > 0 {
            let cut = self.cut;
            said.push(pick(
                &format!(
                    "Answers that can no longer be linked to you: {cut}. The link was cut when its time was over. \
                     Their scores stay in totals; nobody, ourselves included, can find out any more which they were."
                ),
                &format!(
                    "お客様との結びつきを消去したご回答が{cut}件ございます。点数は集計に残りますが、どのご回答がお客様のものかは、\
                     当方を含め誰にも分かりません。"
                ),
            ));
        }
        if !self.unreadable.is_empty() {
            let numbers: Vec<String> = self.unreadable.iter().map(u64::to_string).collect();
            said.push(pick(
                &format!(
                    "The history of your decisions cannot be read at these numbers: {}. Its record was damaged or \
                     altered.",
                    numbers.join(", ")
                ),
                &format!(
                    "同意などの履歴のうち、番号{}の記録は、破損または改変のため読み取ることができません。",
                    numbers.join("、")
                ),
            ));
        }
        said.push(pick(
            "Answers given without a personal link, for instance on a poster's page or in a store, name nobody and \
             cannot be found for a person.",
            "ポスターや店頭など、個人用リンクによらないご回答は、どなたのものか記録していないため、お調べできません。",
        ));
        said.push(pick(
            "Where something is marked as unreadable, the key it was sealed with has been destroyed, and nobody can \
             read it any more.",
            "「unreadable」と記された項目は、暗号化の鍵をすでに破棄したため、誰にも読むことができません。",
        ));
        said.push(pick(
            "Not held here: the mails that were delivered, and the records of the mail service that delivered them. \
             Backups may hold sealed copies for up to 35 days.",
            "配信済みのメールと、配信に用いたメールサービスの記録は、ここでは保有しておりません。バックアップには、暗号化された写しが\
             最長35日間残ることがあります。",
        ));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_true_is_said_and_in_the_persons_language() -> Result<(), koe_domain::Faults> {
        let nothing = Remarks { cut: 0, contact_gone: false, unreadable: &[], source: None };
        let source = SourceId::parse("shop")?;
        let all = Remarks { cut: 2, contact_gone: true, unreadable: &[4, 7], source: Some(&source) };
        for locale in [Locale::english(), Locale::parse("ja-JP")?] {
            let (few, many) = (nothing.of(&locale), all.of(&locale));
            assert_eq!((few.len(), many.len()), (3, 7));
            assert!(many.iter().all(|said| said.is_ascii() != locale.is_japanese()), "{many:?}");
            assert!(many[0].contains("shop") && many[2].contains('2'), "{many:?}");
            assert!(many[3].contains('4') && many[3].contains('7'), "{many:?}");
        }
        Ok(())
    }
}
