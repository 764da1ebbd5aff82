//! The short pages in English.

use super::Notes;

pub(super) static NOTES: Notes = Notes {
    not_ours: (
        "We do not know this link",
        "Please check that the whole address was copied. Some mail programs break a long link over two lines.",
    ),
    gone: (
        "Everything here has been erased",
        "All that we held about you was erased, or is being erased at this moment. Nothing is left to show.",
    ),
    unreadable: (
        "What was sent could not be read",
        "Nothing was changed: please go back, look at what you filled in, and send it again.",
    ),
    too_large: ("That is more than this page takes", "Nothing was changed: please go back and shorten what you wrote."),
    try_again: ("This did not work just now", "Please wait a moment and try again; what is sent twice is done once."),
    ours: ("Something went wrong on our side", "We are sorry: please try again later."),
    no_address: ("We hold no address of yours any more", |contact| {
        format!(
            "A copy or an erasure is confirmed with a link that we mail, and we have no address to mail it to. Please \
             write to {contact}; we will help you from there."
        )
    }),
    mailed: ("Please look into your mailbox", |address| {
        format!("We are mailing a link to {address}. It works once, within 15 minutes.")
    }),
    mailed_before: ("Please look into your mailbox", |address| {
        format!(
            "We mailed this link to {address} a few minutes ago and send no second one within 15 minutes. If you cannot \
             find it, please look among unwanted mail as well."
        )
    }),
    nothing_yet: "Nothing happens before you follow the link and confirm.",
    back: "Back to your data",
    way: (
        "Your data",
        "Every mail of ours has a link to the page with your data. If you have no such mail at hand, we send you the link.",
    ),
    way_email: "Your e-mail address",
    way_button: "Mail me the link",
    way_bad: "Please enter an e-mail address such as name@example.com.",
    way_sent: (
        "Please look into your mailbox",
        "If we hold data under this address, a mail with the link is on its way to it. To keep everybody's secret, we say \
         the same whether or not we do; and we send one such mail an hour at most.",
    ),
    way_none: "If no mail comes, we hold no such address. Should you think otherwise, please write to us.",
    export: (
        "Download your data?",
        "The file holds everything that we hold about you. This link works once; please keep the file in a safe place.",
    ),
    export_button: "Download my data",
    erase: (
        "Erase your data?",
        "This cannot be undone. Your address and name, invitations and orders, what you wrote, and every tie between you \
         and your answers are destroyed; scores stay in the totals without you.",
    ),
    erase_button: "Erase everything",
    never: (
        "Erase your data, and never ask again?",
        "This cannot be undone. Your address and name, invitations and orders, what you wrote, and every tie between you \
         and your answers are destroyed; scores stay in the totals without you. One keyed hash of your address stays, so \
         that we know not to ask.",
    ),
    never_button: "Erase everything, and never ask again",
    take_back: (
        "May we ask you again?",
        "After your data were erased, we kept one keyed hash so that you are never asked. With this button we delete the \
         hash as well. If you buy from us again when 90 days have passed since the erasure, you may then be asked again.",
    ),
    take_back_button: "Delete the hash",
    over: ("This link is no longer valid", "Such a link works for 15 minutes. Nothing was changed."),
    used: ("This link has been used", "Such a link works once, and this one has done its work."),
    mark_lifts: "For 90 days a keyed number in place of your name stays, as a mark that you were erased: meanwhile nothing \
                 is written about you, and a restored backup cannot bring you back. Then the mark lifts. If you buy from \
                 us again after that, you may be asked again.",
    mark_and_hash: "For 90 days a keyed number in place of your name stays as well, as a mark that you were erased: \
                    meanwhile nothing is written about you, and a restored backup cannot bring you back. Then the mark \
                    lifts; the hash stays, and keeps us from asking.",
    erasing: (
        "Your data are being erased",
        "From this moment nothing new is written about you. Within minutes the keys to what we held are destroyed, so \
         that nobody can read it, and the rest is deleted. Whoever received your data from us is told to erase it too.",
    ),
    erasing_backups: "Copies in our backups, kept for up to 35 days, cannot be opened any more once their keys are destroyed. \
                      Mails that were delivered to you are beyond our reach.",
    erasing_number: |number| {
        format!("When all is done we sign a certificate. You can ask us for it with this number: {number}")
    },
    never_kept: "We keep one keyed hash of your address so that you are never asked. If you change your mind, use the link \
                 below. Please keep it: we know your address no longer and cannot send it.",
    never_link: "Take back that I am never asked",
    taken_back: (
        "The hash is deleted",
        "We no longer keep that you are not to be asked. If you buy from us again when 90 days have passed since the \
         erasure, you may be asked again.",
    ),
    ask_for_new: "Ask for a new link",
    questions: "Questions about your data:",
};
