//! The person's own page in English.

use super::OwnWords;

pub(super) static WORDS: OwnWords = OwnWords {
    title: "Your data",
    intro: |name| {
        format!(
            "This is what {name} holds about you, and where you change it. Whoever has the address of this page can see \
             it: please do not pass it on."
        )
    },
    language: "Language",
    saved: "Done. It holds from now on.",
    changed: "The text of this page has changed since you opened it, so nothing was recorded. Please look at it again, and \
              then press once more.",
    honoured: "Opt-out request honored. Your browser signals (Global Privacy Control) that your data must not be sold or \
               shared, and we keep to that.",
    contact: "How we reach you",
    email: "E-mail address",
    masked: "shown in part only, since mails get forwarded",
    no_email: "none",
    kept_until: |day| format!("We keep address and name until {day}."),
    contact_gone: "We hold neither your address nor your name any more.",
    email_fixed: "The address cannot be changed here, since everything that we hold hangs on it. If you have another one \
                  now, have your data erased below; with the new address we start anew.",
    family: "Family name, or the whole name",
    given: "Given name",
    written_in: "Language in which we write to you",
    save: "Save",
    consents: "What you agreed to",
    no_consents: "You were not asked to agree to anything.",
    agreed: |day| format!("You agreed on {day}."),
    refused: |day| format!("You did not agree ({day})."),
    withdrew: |day| format!("You withdrew this on {day}."),
    expired: |day| format!("The time for this ended on {day}."),
    withdraw: "Withdraw",
    agree: "Agree",
    receipt: "Receipt (signed, JSON-LD)",
    mails: "Mails that ask for your feedback",
    mails_on: "We may ask you for feedback by mail.",
    mails_off: "Stopped: we do not ask you by mail.",
    sale: "Sale or sharing of your data",
    sale_offer: "Data about you may be sold or shared in the sense of the California Consumer Privacy Act. One press ends \
                 that, and it costs you nothing.",
    do_not_sell: "Do not sell or share my personal information",
    opted_out: |day| {
        format!(
            "You opted out on {day}. Nothing about you is sold or shared, and for 12 months we do not ask you to change \
             that. If you wish to allow it again, please write to us."
        )
    },
    invitations: "Where we asked for your feedback",
    none: "There is nothing.",
    stands: |state, day| format!("{state} ({day})."),
    gap: " ",
    order: |number| format!("Order {number}."),
    tied: |day| format!("Your answer is tied to you until {day}; then the tie is destroyed."),
    cut: "Nothing leads from you to this answer any more.",
    more: |n| format!("{n} more are in the copy of your data."),
    cases: "Answers that we follow up",
    deal_by: |day| format!("To be dealt with by {day}."),
    looks: "When our staff looked at your data",
    recipients: "Who else received your data",
    no_recipients: "Nobody but those whom the notice below names.",
    received: |n, day| if n == 1 { format!("once, on {day}") } else { format!("{n} times, last on {day}") },
    copy: "A copy of your data",
    copy_text: "We mail you a link that works once, within 15 minutes. Behind it is a file (JSON) with everything that we \
                hold about you.",
    copy_button: "Mail me the link to my copy",
    erasure: "Erasing your data",
    erasure_destroys: "Destroyed are your address and name, invitations and orders, what you wrote in your own words, and \
                       every tie between you and your answers. Scores and choices stay in the totals; nothing leads from \
                       them to you.",
    erasure_leaves: |day| {
        let until = day.map(|day| format!(" (until {day})")).unwrap_or_default();
        format!(
            "For 90 days a keyed number in place of your name stays, as a mark that you were erased: meanwhile nothing is \
             written about you, and a restored backup cannot bring you back. Then the mark lifts. What you agreed to, \
             and when, stays as proof under such a number for its own time{until}."
        )
    },
    erasure_mail: "You have two choices. For both we first mail you a link, and nothing is erased before you confirm there.",
    erase: "Erase",
    erase_text: "Nothing else stays. If you buy from us again after the 90 days, you may be asked again.",
    erase_button: "Erase my data",
    never: "Erase, and never ask again",
    never_text: "In addition one hash of your address stays, made with a secret key of its own, so that we know not to ask, \
                 after the 90 days as well. Nobody can read the address from it. Afterwards we show you a link with which you can take this back.",
    never_button: "Erase, and never ask me again",
    no_address: |contact| {
        format!(
            "We hold no address to which we could mail a link. For a copy or for erasure, please write to {contact}."
        )
    },
    notice: "Privacy notice",
};
