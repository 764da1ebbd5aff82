//! What stands beside a name and says that it is one.
//!
//! The words before and after are given as keys with a blank before each (" name is"): `^` is the start of a line, `$`
//! the end of the text, `@` a name that was already found. The phrases are lists in `cues/english_people.txt`.

use crate::scrub::pattern::Pattern;

const PEOPLE: &str = include_str!("../cues/english_people.txt");

/// How surely the words before announce a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lead {
    /// Not at all.
    None,
    /// A known name may follow: "contacted …".
    Known,
    /// Any name may follow: "spoke to …".
    Likely,
    /// A role or a relative: "manager …", "my husband …".
    Role,
    /// Nothing but a name: "Mr …", "my name is …".
    Sure,
}

/// How surely the words after speak of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trail {
    /// Not at all.
    None,
    /// What people and things do: "came", "said".
    Likely,
    /// What only people do: "smiled", "at reception".
    Sure,
}

/// The patterns of the words beside a name.
pub(super) struct Cues {
    sure: Pattern,
    role: Pattern,
    likely: Pattern,
    known: Pattern,
    oneself: Pattern,
    signature: Pattern,
    joined: Pattern,
    person: Pattern,
    doing: Pattern,
    thing: Pattern,
    close: Pattern,
    owned: Pattern,
    place: Pattern,
    spoken: Pattern,
    being: Pattern,
    there: Pattern,
    rest: Pattern,
    famous: Pattern,
}

impl Cues {
    /// The patterns, not yet compiled.
    pub(super) fn new() -> Self {
        let pattern = |source: &'static str| Pattern::of(PEOPLE, source);
        Self {
            sure: pattern(r" <sure>(?: [\x22'])?(?: \^)?$"),
            role: pattern(r" <titled>(?: [\x22'])?$"),
            likely: pattern(" <likely>$"),
            known: pattern(" <known>$"),
            oneself: pattern(" (?:i'm|i am|im|this is|it's|it is|its|here is|here's)$"),
            signature: pattern(r" <closing>(?: ,| \.| !| -|)(?: \^)?$"),
            joined: pattern(" <joined>$"),
            person: pattern("^<person>"),
            doing: pattern(r"^<meanwhile>* <doing>(?-u:\b)"),
            thing: pattern(r"^ <thing>(?-u:\b)"),
            close: pattern(r"^(?: [.!?)x*]| xx| xxx)*<close>"),
            owned: pattern(r"^ <owned>(?-u:\b)"),
            place: pattern(" <place>$"),
            being: pattern(r"^ <being>(?-u:\b)"),
            there: pattern(" <there>$"),
            rest: pattern("^<rest>"),
            famous: pattern(" <famous>$"),
            spoken: pattern("<spoken>"),
        }
    }

    /// What the words before say.
    pub(super) fn lead(&self, before: &str) -> Lead {
        if self.sure.is_match(before) {
            Lead::Sure
        } else if self.role.is_match(before) {
            Lead::Role
        } else if self.likely.is_match(before) {
            Lead::Likely
        } else if self.known.is_match(before) {
            Lead::Known
        } else {
            Lead::None
        }
    }

    /// What the words after say.
    pub(super) fn trail(&self, after: &str, possessive: bool) -> Trail {
        if possessive {
            return if self.owned.is_match(after) { Trail::Sure } else { Trail::None };
        }
        if self.person.is_match(after) {
            Trail::Sure
        } else if self.doing.is_match(after) {
            Trail::Likely
        } else {
            Trail::None
        }
    }

    /// "I'm …", "this is …".
    pub(super) fn is_oneself(&self, before: &str) -> bool {
        self.oneself.is_match(before)
    }

    /// "Regards, …" at the end of the text.
    pub(super) fn is_signature(&self, before: &str, after: &str) -> bool {
        self.signature.is_match(before) && self.close.is_match(after)
    }

    /// "Regards, …".
    pub(super) fn is_closing(&self, before: &str) -> bool {
        self.signature.is_match(before)
    }

    /// The second of two who are thanked or asked for: "thanks to dave and …".
    pub(super) fn is_joined(&self, before: &str) -> bool {
        self.joined.is_match(before)
    }

    /// Nothing of the comment follows.
    pub(super) fn is_end(&self, after: &str) -> bool {
        self.close.is_match(after)
    }

    /// The name is part of the name of a thing or a place: "Emma mattress", "the Ford".
    pub(super) fn is_thing(&self, before: &str, after: &str) -> bool {
        self.thing.is_match(after) || self.place.is_match(before)
    }

    /// What follows fits a place as well as a person: "Florence was …".
    pub(super) fn is_being(&self, after: &str) -> bool {
        self.being.is_match(after)
    }

    /// The words before lead to a place: "in …".
    pub(super) fn is_there(&self, before: &str) -> bool {
        self.there.is_match(before)
    }

    /// What follows who someone is: "I'm … from", "this is … calling".
    pub(super) fn is_rest(&self, after: &str) -> bool {
        self.rest.is_match(after)
    }

    /// Someone known to all is spoken of: "named after …".
    pub(super) fn is_famous(&self, before: &str) -> bool {
        self.famous.is_match(before)
    }

    /// A name must follow, even one that is an ordinary word and in lower case: "spoke to will".
    pub(super) fn is_spoken(&self, before: &str) -> bool {
        self.spoken.is_match(before)
    }
}
