//! Scores the scrubber over labelled comments, and holds it to the bars it must clear.
//!
//! A find counts when every letter of it that is no white space lies in some span, of whatever kind. A comment with
//! personal data leaks when one such letter survives; one without raises a false alarm when anything in it is marked.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::Path;

use koe_privacy::Scrubber;
use serde::Deserialize;

/// Least recall by type: English, Japanese.
const RECALL: [(&str, f64, f64); 12] = [
    ("ADDRESS", 0.85, 0.85),
    ("CREDIT_CARD", 1.0, 1.0),
    ("DATE_OF_BIRTH", 0.90, 0.90),
    ("EMAIL", 0.97, 0.97),
    ("IBAN", 0.97, 0.97),
    ("IP_ADDRESS", 0.97, 0.97),
    ("MY_NUMBER", 1.0, 1.0),
    ("ORDER_NUMBER", 0.80, 0.80),
    ("PERSON", 0.75, 0.85),
    ("PHONE", 0.97, 0.97),
    ("POSTAL_CODE", 0.97, 0.97),
    ("URL_TOKEN", 0.97, 0.97),
];
const MOST_LEAKS: f64 = 0.10;
const MOST_FALSE_ALARMS: f64 = 0.05;

#[derive(Deserialize)]
struct Comment {
    lang: String,
    text: String,
    entities: Vec<Entity>,
}

/// Offsets are Unicode code points.
#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Clone, Copy, Default)]
struct Share {
    hits: u32,
    of: u32,
}

impl Share {
    fn count(&mut self, hit: bool) {
        self.of += 1;
        self.hits += u32::from(hit);
    }

    fn value(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }
}

#[derive(Default)]
struct Score {
    recall: BTreeMap<String, Share>,
    leaks: Share,
    false_alarms: Share,
}

impl Score {
    fn take(&mut self, comment: &Comment) {
        let letters: Vec<(usize, char)> = comment.text.char_indices().collect();
        let spans = Scrubber::shared().find(&comment.text);
        let is_hidden = |at: usize| spans.iter().any(|span| span.start <= at && at < span.end);
        let mut leaks = false;
        for entity in &comment.entities {
            let part = letters.get(entity.start..entity.end).unwrap_or_default();
            let hidden = part.iter().all(|(at, letter)| letter.is_whitespace() || is_hidden(*at));
            self.recall.entry(entity.kind.clone()).or_default().count(hidden);
            leaks |= !hidden;
        }
        if comment.entities.is_empty() {
            self.false_alarms.count(!spans.is_empty());
        } else {
            self.leaks.count(leaks);
        }
    }

    /// What stays behind the bars of a language.
    fn faults(&self, language: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for (kind, english, japanese) in RECALL {
            let bar = if language == "ja" { japanese } else { english };
            if let Some(recall) = self.recall.get(kind).copied().and_then(Share::value)
                && recall < bar
            {
                faults.push(format!("{language}: recall of {kind} is {recall:.3}, at least {bar:.2} is expected"));
            }
        }
        for (name, share, bar) in
            [("leak", self.leaks, MOST_LEAKS), ("false alarm", self.false_alarms, MOST_FALSE_ALARMS)]
        {
            if let Some(rate) = share.value()
                && rate > bar
            {
                faults.push(format!("{language}: {name} rate is {rate:.3}, at most {bar:.2} is expected"));
            }
        }
        faults
    }
}

impl Display for Score {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rates = [("leak rate", &self.leaks), ("false alarm rate", &self.false_alarms)];
        let rows = self.recall.iter().map(|(kind, share)| (kind.as_str(), share)).chain(rates);
        for (name, share) in rows {
            let value = share.value().map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
            writeln!(f, "{name:<18}{value:>7}{:>6} of {}", share.hits, share.of)?;
        }
        Ok(())
    }
}

fn score(path: &Path) -> Result<BTreeMap<String, Score>, Box<dyn Error>> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for line in fs::read_to_string(path)?.lines().filter(|line| !line.trim().is_empty()) {
        let comment: Comment = serde_json::from_str(line)?;
        scores.entry(comment.lang.clone()).or_default().take(&comment);
    }
    Ok(scores)
}

fn check(path: &Path, languages: &[&str]) -> Result<String, Box<dyn Error>> {
    let scores = score(path)?;
    let found: Vec<&str> = scores.keys().map(String::as_str).collect();
    if found != languages {
        return Err(format!("{}: languages {found:?}, expected {languages:?}", path.display()).into());
    }
    let faults: Vec<String> = scores.iter().flat_map(|(language, score)| score.faults(language)).collect();
    let table: String = scores.iter().map(|(language, score)| format!("== {language}\n{score}\n")).collect();
    if faults.is_empty() { Ok(table) } else { Err(format!("{table}{}", faults.join("\n")).into()) }
}

#[test]
fn english_comments() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/comments/en.jsonl");
    println!("{}", check(&path, &["en"])?);
    Ok(())
}

#[test]
fn japanese_comments() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/comments/ja.jsonl");
    println!("{}", check(&path, &["ja"])?);
    Ok(())
}

/// Comments by other hands, which do not belong to the project and may be absent.
#[test]
fn comments_of_others() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/pii/dev.jsonl");
    if path.exists() {
        println!("{}", check(&path, &["en", "ja"])?);
    } else {
        println!("{} is absent: not scored", path.display());
    }
    Ok(())
}

#[test]
fn a_survivor_is_a_leak_and_a_mark_in_a_clean_text_an_alarm() -> Result<(), Box<dyn Error>> {
    let mut score = Score::default();
    for line in [
        r#"{"lang":"en","text":"mail a@example.com ok","entities":[{"start":5,"end":18,"type":"EMAIL"}]}"#,
        r#"{"lang":"en","text":"mail a@example.com ok","entities":[{"start":5,"end":21,"type":"EMAIL"}]}"#,
        r#"{"lang":"en","text":"mail a@example.com ok","entities":[]}"#,
        r#"{"lang":"en","text":"fine","entities":[]}"#,
    ] {
        score.take(&serde_json::from_str(line)?);
    }
    let email = score.recall.get("EMAIL").copied().unwrap_or_default();
    assert_eq!((email.hits, email.of), (1, 2));
    assert_eq!((score.leaks.hits, score.leaks.of), (1, 2));
    assert_eq!((score.false_alarms.hits, score.false_alarms.of), (1, 2));
    assert_eq!(score.faults("en").len(), 3);
    Ok(())
}
