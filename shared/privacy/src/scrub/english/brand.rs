//! Names of brands, works and characters that look like names of people: "Ralph Lauren", "Jack Daniel's", "Robin Hood".

use super::{lexicon::Lexicon, token::Token};

/// Which tokens belong to the name of a brand, a work or a character.
pub(super) fn brands(lexicon: &Lexicon, tokens: &[Token]) -> Vec<bool> {
    let mut marks = vec![false; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        let own = spelled(token);
        for brand in lexicon.brands(&own).iter().chain(lexicon.brands(&token.key).iter().filter(|_| own != token.key)) {
            if let Some(end) = brand_end(brand, tokens, at) {
                marks.iter_mut().take(end).skip(at).for_each(|mark| *mark = true);
            }
        }
    }
    marks
}

/// The token after `brand`, if it stands at `at`. One word counts only with a capital letter.
fn brand_end(brand: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let mut end = at;
    for word in brand.split(' ') {
        while end > at && tokens.get(end).is_some_and(|token| matches!(token.key.as_str(), "." | "-")) {
            end += 1;
        }
        let token = tokens.get(end)?;
        let and = word == "and" && matches!(token.key.as_str(), "&" | "n" | "+");
        if !and && token.key != word && spelled(token) != word {
            return None;
        }
        end += 1;
    }
    (end > at + 1 || tokens.get(at)?.capital()).then_some(end)
}

/// The key with the possessive: "jack daniels" for "Jack Daniel's".
fn spelled(token: &Token) -> String {
    if token.possessive { format!("{}s", token.key) } else { token.key.clone() }
}
