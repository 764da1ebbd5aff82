//! Scrubs comments from standard input to standard output, one JSON object a line.
//!
//! In: `{"id", "text"}`; other fields are left aside. Out: `{"id", "text", "spans": [[start, end, type], ...]}` with
//! the scrubbed text, and with spans in Unicode code points of the text that came in. A line that cannot be read ends
//! the run with status 2 and its number on standard error.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use koe_privacy::scrub::{Scrubber, Span};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize)]
struct Comment {
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    text: &'a str,
    spans: &'a [(usize, usize, &'static str)],
}

#[expect(clippy::print_stderr, reason = "the one place where a command line tool can say what is wrong")]
fn main() -> ExitCode {
    match run(
        BufReader::with_capacity(1 << 16, io::stdin().lock()),
        BufWriter::with_capacity(1 << 16, io::stdout().lock()),
    ) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has gone, as `head` does: nothing is left to say.
        Err(Fault::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("scrub: {fault}");
            ExitCode::from(2)
        }
    }
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("line {line}: cannot be read: {error}")]
    Read { line: usize, error: io::Error },
    /// The message names column and cause, never the text.
    #[error("line {line}: expected a JSON object with \"id\" and a string \"text\" ({cause} at column {column})")]
    Json { line: usize, cause: &'static str, column: usize },
    #[error("cannot write: {0}")]
    Write(io::Error),
}

fn run(mut input: impl BufRead, mut output: impl Write) -> Result<(), Fault> {
    let scrubber = Scrubber::shared();
    let mut buffer = Vec::new();
    let mut line = 0;
    loop {
        line += 1;
        buffer.clear();
        if input.read_until(b'\n', &mut buffer).map_err(|error| Fault::Read { line, error })? == 0 {
            return output.flush().map_err(Fault::Write);
        }
        let mut json = buffer.trim_ascii();
        if line == 1 {
            json = json.strip_prefix("\u{feff}".as_bytes()).unwrap_or(json);
        }
        if json.is_empty() {
            continue;
        }
        let comment = read(json).map_err(|(cause, column)| Fault::Json { line, cause, column });
        let comment = match comment {
            Ok(comment) => comment,
            Err(fault) => {
                output.flush().map_err(Fault::Write)?;
                return Err(fault);
            }
        };
        let scrubbed = scrubber.scrub(&comment.text);
        let spans = in_code_points(&comment.text, &scrubbed.spans);
        let answer = Answer { id: &comment.id, text: &scrubbed.text, spans: &spans };
        serde_json::to_writer(&mut output, &answer).map_err(|error| Fault::Write(error.into()))?;
        output.write_all(b"\n").map_err(Fault::Write)?;
    }
}

fn read(json: &[u8]) -> Result<Comment, (&'static str, usize)> {
    serde_json::from_slice(json).map_err(|error| {
        let cause = match error.classify() {
            serde_json::error::Category::Data => "a field is missing or of the wrong type",
            serde_json::error::Category::Eof => "the line ends too early",
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => "no JSON",
        };
        (cause, error.column())
    })
}

fn in_code_points(text: &str, spans: &[Span]) -> Vec<(usize, usize, &'static str)> {
    let (mut bytes, mut points) = (0, 0);
    let mut place = |at: usize| {
        points += text.get(bytes..at).map_or(0, |part| part.chars().count());
        bytes = at;
        points
    };
    spans.iter().map(|span| (place(span.start), place(span.end), span.kind.name())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(input: &str) -> Result<String, String> {
        let mut output = Vec::new();
        run(input.as_bytes(), &mut output).map_err(|fault| fault.to_string())?;
        String::from_utf8(output).map_err(|error| error.to_string())
    }

    #[test]
    fn spans_are_code_points() {
        let output = answer("{\"id\":\"a\",\"text\":\"\u{1f600}連絡はa@example.com へ\",\"lang\":\"ja\"}\n\n");
        assert_eq!(
            output.as_deref(),
            Ok("{\"id\":\"a\",\"text\":\"\u{1f600}連絡は[メール] へ\",\"spans\":[[4,17,\"EMAIL\"]]}\n")
        );
    }

    #[test]
    fn a_bad_line_is_named_without_its_text() {
        for bad in ["{\"id\":1}", "secret", "{\"id\":1,\"text\":\"secret", "{\"id\":1,\"text\":7}"] {
            let fault = answer(&format!("{{\"id\":1,\"text\":\"\"}}\n{bad}\n")).err().unwrap_or_default();
            assert!(fault.starts_with("line 2: ") && !fault.contains("secret"), "{fault}");
        }
    }
}
