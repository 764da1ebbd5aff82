//! Names of people: customers, staff, relatives.
//!
//! A name in the lists that is nothing else is one wherever it begins with a capital letter, unless the words around it
//! speak of a thing or a place. All others (surnames alone, names that are words, names in small letters, names that no
//! list knows) need a cue beside them.

use super::{
    brand::brands,
    cue::{Cues, Lead, Trail},
    lexicon::Lexicon,
    run::{Case, Run, Scene},
    token::{Shape, Token},
};
use crate::scrub::{found::Found, kind::Kind};

/// The finder of names.
pub(super) struct Person {
    cues: Cues,
}

/// The cues beside a row of words.
struct Beside {
    before: String,
    after: String,
    lead: Lead,
    trail: Trail,
    signature: bool,
    opening: bool,
    joined: bool,
}

impl Person {
    /// Compiles the cues.
    pub(super) fn new() -> Self {
        Self { cues: Cues::new() }
    }

    /// Adds the names in `tokens` to `found`.
    pub(super) fn find(&self, lexicon: &Lexicon, tokens: &[Token], found: &mut Vec<Found>) {
        let mut scene = Scene {
            tokens,
            brand: brands(lexicon, tokens),
            named: vec![false; tokens.len()],
            shouted: is_shouted(tokens),
        };
        let mut at = 0;
        while at < tokens.len() {
            let Some(run) = self.name(&scene, at) else {
                at += 1;
                continue;
            };
            if let Some(range) = bytes(tokens, &run) {
                found.push(Found::new(range, Kind::Person));
            }
            for i in run.tokens.clone() {
                if let Some(flag) = scene.named.get_mut(i) {
                    *flag = true;
                }
            }
            at = run.tokens.end.max(at + 1);
        }
    }

    fn name(&self, scene: &Scene<'_>, at: usize) -> Option<Run> {
        let token = scene.tokens.get(at)?;
        if matches!(token.shape, Shape::Sign | Shape::Other) {
            return None;
        }
        // Most words in small letters are no names and follow nothing that announces one.
        if token.known.word() && !token.known.name() && token.shape != Shape::Initial {
            return None;
        }
        if is_title(&token.key) {
            return None;
        }
        let strict = scene.run(at, false);
        let before = scene.before(at);
        let lead = self.cues.lead(&before);
        let here = self.cues.is_oneself(&before) && scene.after(at).contains(" here");
        let joined = lead == Lead::Likely && token.shape == Shape::Lower && self.cues.is_joined(&before);
        let loose = (lead == Lead::Sure || here || joined || lead == Lead::Role && token.capital())
            .then(|| scene.run(at, true))
            .flatten();
        let run = loose.or(strict)?;
        let last = run.words.last().and_then(|i| scene.tokens.get(*i))?;
        let after = scene.after(run.tokens.end);
        let beside = Beside {
            trail: self.cues.trail(&after, last.possessive),
            signature: self.cues.is_signature(&before, &after)
                || scene.has_last_aside(run.tokens.end) && self.cues.is_closing(&before),
            joined,
            opening: scene.starts_sentence(at),
            before,
            after,
            lead,
        };
        let accepted = match run.case {
            Case::Capital => self.accepts_capital(scene, &run, &beside),
            Case::Flat => self.accepts_flat(scene, &run, &beside),
        };
        accepted.then_some(run)
    }

    fn accepts_capital(&self, scene: &Scene<'_>, run: &Run, beside: &Beside) -> bool {
        let words: Vec<&Token> = run.words.iter().filter_map(|i| scene.tokens.get(*i)).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        let single = words.len() == 1 && !run.initial;
        let things = single && !first.possessive && self.cues.is_thing("", &beside.after);
        if self.cues.is_famous(&beside.before) {
            return false;
        }
        let nameable = |token: &Token| token.known.name() || token.known.unknown();
        let callable = |token: &Token| token.known.given() || token.known.plain() || is_new(token);
        match beside.lead {
            Lead::Sure | Lead::Role if single && is_month(&first.key) && !beside.before.ends_with(['s', 'r', '.']) => {}
            Lead::Sure | Lead::Role if nameable(first) || !single && !first.known.place() => return !things,
            Lead::Likely if run.initial || callable(first) || !single && first.known.name() => return !things,
            // "Spoke to Head Office" goes on with a capital letter, "spoke to Head about it" does not.
            Lead::Likely if first.known.name() && self.cues.is_spoken(&beside.before) => {
                let next = scene.tokens.get(run.tokens.end).filter(|next| next.spaced);
                return !things && !next.is_some_and(Token::capital);
            }
            _ => {}
        }
        if beside.signature && (callable(first) || !single || run.initial) {
            return true;
        }
        let thing = self.cues.is_thing(&beside.before, &beside.after);
        if self.cues.is_oneself(&beside.before)
            && !thing
            && (callable(first) && !is_adjective(&first.key) || !single && first.known.name())
            && (first.known.plain() || !single || self.cues.is_rest(&beside.after))
        {
            return true;
        }
        if single {
            return self.accepts_single(first, beside, thing);
        }
        let plain = words.iter().any(|token| token.known.plain());
        if run.initial {
            return !thing
                && (plain
                    || beside.trail != Trail::None
                    || words.iter().all(|token| is_new(token)) && !beside.opening);
        }
        let named = first.known.given() && (last.known.name() || is_new(last)) || last.known.surname() && is_new(first);
        let cued = beside.trail != Trail::None || beside.lead == Lead::Known;
        if words.iter().all(|token| is_new(token)) && beside.trail == Trail::Sure {
            return !thing;
        }
        let plain = plain && !(words.len() > 1 && is_built(&last.key));
        named && (plain && (!thing || beside.trail == Trail::Sure) || cued && !thing && first.known.given())
    }

    fn accepts_single(&self, token: &Token, beside: &Beside, thing: bool) -> bool {
        let known = token.known;
        if beside.trail == Trail::Sure && !thing {
            return known.name() || is_new(token) && token.shape == Shape::Title;
        }
        if known.plain() && known.given() {
            return !(thing || token.possessive && is_venue(beside));
        }
        let person = !is_month(&token.key)
            && !(known.place() && (self.cues.is_being(&beside.after) || self.cues.is_there(&beside.before)));
        beside.trail == Trail::Likely
            && !thing
            && person
            && (known.plain() || known.given() && (!beside.opening || !known.word() && !known.place()))
    }

    fn accepts_flat(&self, scene: &Scene<'_>, run: &Run, beside: &Beside) -> bool {
        let words: Vec<&Token> = run.words.iter().filter_map(|i| scene.tokens.get(*i)).collect();
        let Some(first) = words.first() else { return false };
        let full = words.len() > 1 && words.iter().any(|token| token.known.plain());
        let (plain, given) = (first.known.plain(), first.known.plain() && first.known.given());
        let ends = self.cues.is_end(&beside.after) || beside.after.starts_with(" ,") || beside.after.starts_with(" .");
        let thing = self.cues.is_thing("", &beside.after);
        match beside.lead {
            Lead::Sure => !first.known.word() || first.known.name(),
            Lead::Role => plain || first.known.given() && !first.known.word(),
            Lead::Likely if beside.joined && !plain => {
                let spoken = first.known.given() || first.known.unknown() && first.key.len() > 3;
                let acts = first.known.given() && beside.trail == Trail::Sure;
                !thing && spoken && (ends || beside.after.starts_with(" !") || acts)
            }
            Lead::Likely => !thing && plain || self.cues.is_spoken(&beside.before) && first.known.given() && ends,
            _ if thing => false,
            _ if beside.signature => plain || full,
            _ if self.cues.is_oneself(&beside.before) && beside.after.starts_with(" here") => {
                first.known.given() || !first.known.word()
            }
            _ if self.cues.is_oneself(&beside.before) => given && (full || ends || self.cues.is_rest(&beside.after)),
            Lead::Known => given && first.key.len() > 2 || full && plain,
            Lead::None if beside.opening && beside.trail == Trail::Sure && SPOKEN.contains(&first.key.as_str()) => true,
            Lead::None => {
                plain && (full || beside.trail == Trail::Sure)
                    || given && (beside.trail == Trail::Sure || scene.shouted || beside.opening && ends)
            }
        }
    }
}

/// Words in small letters that are names where a person's deed follows: "mark at the counter".
const SPOKEN: [&str; 24] = [
    "mark",
    "will",
    "grace",
    "frank",
    "dawn",
    "faith",
    "heather",
    "hazel",
    "holly",
    "lily",
    "daisy",
    "poppy",
    "ruby",
    "jade",
    "penny",
    "robin",
    "drew",
    "sue",
    "rose",
    "charlotte",
    "florence",
    "sydney",
    "austin",
    "jordan",
];

/// Forms of address of other languages, which are no part of the name behind them.
fn is_title(key: &str) -> bool {
    const TITLES: [&str; 9] =
        ["senor", "senora", "senorita", "signor", "signora", "signorina", "monsieur", "mademoiselle", "sra"];
    TITLES.contains(&key)
}

/// Streets and houses are named like people: "Dean Street".
fn is_built(key: &str) -> bool {
    const BUILT: [&str; 22] = [
        "street", "lane", "hill", "park", "field", "fields", "house", "hall", "castle", "church", "tower", "towers",
        "bridge", "way", "place", "gate", "court", "lodge", "kitchen", "gardens", "market", "wall",
    ];
    BUILT.contains(&key)
}

fn is_month(key: &str) -> bool {
    matches!(
        key,
        "january" | "april" | "may" | "june" | "august" | "march" | "september" | "summer" | "autumn" | "easter"
    )
}

/// A word with a capital letter that no list knows, so that only a name is left.
fn is_new(token: &Token) -> bool {
    token.known.unknown() && token.shape != Shape::Initial && token.key.len() > 1 && token.shape == Shape::Title
}

/// "I'm British", "it's Ridiculous".
fn is_adjective(key: &str) -> bool {
    ["ish", "ese", "ian", "ican", "ous", "ible", "able", "ful", "less", "tic", "ing", "ive"]
        .iter()
        .any(|end| key.ends_with(end))
}

/// "Lunch at Gino's", "Lucy's Diner": a house, not a person.
fn is_venue(beside: &Beside) -> bool {
    let at = [" at", " in", " to", " from", " called"].iter().any(|word| beside.before.ends_with(word));
    at && [" $", " .", " ,", " !", " ?", " and", " for", " was", " is"].iter().any(|end| beside.after.starts_with(end))
}

fn bytes(tokens: &[Token], run: &Run) -> Option<std::ops::Range<usize>> {
    let first = tokens.get(run.tokens.start)?;
    let last = tokens.get(run.tokens.end.checked_sub(1)?)?;
    Some(first.start..last.end)
}

/// Whether most words are in capitals.
fn is_shouted(tokens: &[Token]) -> bool {
    let count = |shape| tokens.iter().filter(|token| token.shape == shape && token.key.len() > 1).count();
    let upper = count(Shape::Upper);
    upper > 2 && upper > 2 * (count(Shape::Lower) + count(Shape::Title))
}

#[cfg(test)]
mod tests;
