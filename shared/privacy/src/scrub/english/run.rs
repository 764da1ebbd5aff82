//! Words in a row that can be one name: "Anna", "J. van der Berg", "paloma lindqvist".

use std::ops::Range;

use super::token::{Shape, Token};

/// The longest name, in words.
const MOST: usize = 5;

/// How a row of words is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Anna Novak
    Capital,
    /// anna novak, and ANNA NOVAK where all is in capitals
    Flat,
}

/// A row of words that can be a name.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The tokens of it.
    pub(super) tokens: Range<usize>,
    /// The words of it that are no initials and no particles.
    pub(super) words: Vec<usize>,
    /// Whether it begins with an initial: "J. Smith".
    pub(super) initial: bool,
    /// How it is written.
    pub(super) case: Case,
}

/// The tokens with what was already learned about them.
pub(super) struct Scene<'t> {
    /// All tokens of the text.
    pub(super) tokens: &'t [Token],
    /// Part of the name of a brand, a work or a character.
    pub(super) brand: Vec<bool>,
    /// Part of a name that was found.
    pub(super) named: Vec<bool>,
    /// Most of the text is in capitals, so that capitals say nothing.
    pub(super) shouted: bool,
}

impl Scene<'_> {
    /// The longest row that begins at `at`. With `free`, one in small letters may hold words that no list knows.
    pub(super) fn run(&self, at: usize, free: bool) -> Option<Run> {
        // "van der Berg": how the first word that is no particle is written says how the name is.
        let lead = (at..).take_while(|i| self.usable(*i).is_some_and(is_particle) && self.leads_on(i + 1)).count();
        let first =
            self.usable(at + lead).filter(|first| lead == 0 || free || first.capital() && self.starts_capital(at))?;
        let case = self.case(first)?;
        let mut run = Run { tokens: at..at, words: Vec::new(), initial: false, case };
        let mut next = at;
        while run.words.len() < MOST {
            let Some(token) = self.usable(next).filter(|token| next == at || token.spaced && !token.line) else {
                break;
            };
            if token.shape == Shape::Initial && case == Case::Capital {
                let Some(after) = self.after_initial(next, run.words.is_empty()) else { break };
                run.initial |= run.words.is_empty();
                run.tokens.end = after;
                next = after;
                continue;
            }
            if (!run.words.is_empty() || next < at + lead) && is_particle(token) && self.leads_on(next + 1) {
                next += 1;
                continue;
            }
            if !self.fits(token, &run, free) {
                break;
            }
            run.words.push(next);
            run.tokens.end = next + 1;
            next += 1;
            if token.possessive {
                break;
            }
        }
        if run.words.is_empty() {
            return None;
        }
        self.take_suffix(&mut run);
        if free {
            self.take_given(&mut run);
        }
        Some(run)
    }

    /// The words before token `at`, as the cues want them.
    pub(super) fn before(&self, at: usize) -> String {
        let mut words = String::new();
        let from = at.saturating_sub(8);
        for (i, token) in self.tokens.iter().enumerate().take(at).skip(from) {
            if token.line {
                words.push_str(" ^");
            }
            self.write(i, token, &mut words);
        }
        if self.tokens.get(at).is_some_and(|token| token.line) {
            words.push_str(" ^");
        }
        words
    }

    /// The words from token `at` on.
    pub(super) fn after(&self, at: usize) -> String {
        let mut words = String::new();
        for (i, token) in self.tokens.iter().enumerate().skip(at).take(9) {
            if token.line {
                words.push_str(" ^");
            }
            self.write(i, token, &mut words);
        }
        if at + 9 > self.tokens.len() {
            words.push_str(" $");
        }
        words
    }

    /// Whether the text ends with one aside in brackets that begins at token `at`.
    pub(super) fn has_last_aside(&self, at: usize) -> bool {
        let opens = self.tokens.get(at).is_some_and(|token| token.key == "(");
        let mut inside = self.tokens.iter().skip(at + 1).rev().skip_while(|token| matches!(&*token.key, "." | "!"));
        opens && inside.next().is_some_and(|last| last.key == ")") && inside.all(|token| token.key != ")")
    }

    /// Whether token `at` is the first word of a sentence.
    pub(super) fn starts_sentence(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|i| self.tokens.get(i));
        self.tokens.get(at).is_some_and(|token| token.line) || before.is_none_or(Token::stop)
    }

    fn write(&self, at: usize, token: &Token, words: &mut String) {
        let named = |i: usize| self.named.get(i).copied().unwrap_or_default();
        if !named(at) {
            words.push(' ');
            words.push_str(&token.key);
        } else if at == 0 || !named(at - 1) {
            words.push_str(" @");
        }
        if token.possessive {
            words.push_str("'s");
        }
    }

    fn usable(&self, at: usize) -> Option<&Token> {
        let free = |flags: &[bool]| !flags.get(at).copied().unwrap_or_default();
        self.tokens.get(at).filter(|token| !token.machine && free(&self.brand) && free(&self.named))
    }

    fn case(&self, token: &Token) -> Option<Case> {
        match token.shape {
            Shape::Title | Shape::Initial => Some(Case::Capital),
            Shape::Upper if self.shouted => Some(Case::Flat),
            Shape::Upper => Some(Case::Capital),
            Shape::Lower => Some(Case::Flat),
            Shape::Other | Shape::Sign => None,
        }
    }

    /// Whether `token` can go on (or begin) the row.
    fn fits(&self, token: &Token, run: &Run, free: bool) -> bool {
        let (known, first) = (token.known, run.words.is_empty());
        if self.case(token) != Some(run.case) || is_particle(token) && !known.plain() {
            return false;
        }
        match run.case {
            Case::Capital if token.shape == Shape::Upper && token.key.len() < 3 => known.plain() && free,
            Case::Capital if token.shape == Shape::Upper && !free => known.name() && !known.word(),
            Case::Capital if first => known.name() || !known.word(),
            Case::Capital => known.surname() || known.plain() || known.unknown(),
            Case::Flat if known.plain() => true,
            Case::Flat if first => known.name() || free && known.unknown(),
            Case::Flat => {
                let lead = run.words.first().and_then(|i| self.tokens.get(*i)).is_some_and(|lead| !lead.known.word());
                lead && free && known.unknown() && token.key.len() > 2
            }
        }
    }

    /// The token after an initial, its dot included, where a name goes on or ends with it.
    fn after_initial(&self, at: usize, leading: bool) -> Option<usize> {
        let dot = self.tokens.get(at + 1).filter(|token| token.key == "." && !token.spaced);
        let after = if dot.is_some() { at + 2 } else { at + 1 };
        let next = self.tokens.get(after).filter(|token| token.capital() && !token.line);
        let key = self.tokens.get(at).map_or("", |token| token.key.as_str());
        if leading {
            // "A" and "I" are words unless a dot follows.
            let word = dot.is_none() && matches!(key, "a" | "i");
            return next.filter(|next| !word && (!next.known.word() || next.known.surname())).map(|_| after);
        }
        (!matches!(key, "a" | "i") || dot.is_some()).then_some(after)
    }

    fn starts_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(Token::capital)
    }

    fn leads_on(&self, at: usize) -> bool {
        let next = self.usable(at).filter(|token| token.spaced && !token.line);
        next.is_some_and(|token| {
            is_particle(token) && self.leads_on(at + 1)
                || matches!(token.shape, Shape::Title | Shape::Upper) && (!token.known.word() || token.known.surname())
        })
    }

    /// "Lindqvist, Hannah", as lists of passengers have it.
    fn take_given(&self, run: &mut Run) {
        let (comma, given) = (self.tokens.get(run.tokens.end), self.tokens.get(run.tokens.end + 1));
        let surname = run.words.len() == 1
            && run
                .words
                .first()
                .and_then(|i| self.tokens.get(*i))
                .is_some_and(|t| t.known.surname() || t.known.unknown());
        let follows = comma.is_some_and(|comma| comma.key == ",")
            && given.is_some_and(|given| given.capital() && given.known.given() && given.known.plain());
        if surname && follows {
            run.words.push(run.tokens.end + 1);
            run.tokens.end += 2;
        }
    }

    fn take_suffix(&self, run: &mut Run) {
        let suffix = |token: &Token| matches!(token.key.as_str(), "jr" | "sr" | "ii" | "iii");
        let end = run.tokens.end;
        if run.words.len() > 1 && self.tokens.get(end).is_some_and(|token| suffix(token) && token.capital()) {
            run.tokens.end += 1;
        }
    }
}

/// The small words inside names: van der Berg, de la Cruz, bin Salman.
fn is_particle(token: &Token) -> bool {
    const PARTICLES: [&str; 24] = [
        "van", "von", "de", "der", "den", "del", "della", "di", "da", "das", "do", "dos", "du", "la", "le", "al", "el",
        "bin", "bint", "ibn", "ter", "ten", "af", "st",
    ];
    matches!(token.shape, Shape::Lower | Shape::Title | Shape::Upper) && PARTICLES.contains(&token.key.as_str())
}
