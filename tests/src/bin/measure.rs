//! What each step of the main job asks of DynamoDB: round trips and request units, from the consumed capacity that the
//! engine reports. `cargo run -p koe-tests --bin measure`.

use koe_tests::{Outcome, Town};
use serde_json::json;

#[tokio::main]
async fn main() -> Outcome {
    let (town, shop) = Town::with_a_shop().await?;
    let table = Table { town: &town };
    table.head();

    // Once, so that every process has read survey and organisation.
    shop.places(1, "warm@example.com").await?.ok()?;
    shop.delivers(1).await?.ok()?;
    let _ = town.store.take_usage();

    shop.places(2, "hanako@example.com").await?.ok()?;
    table.row("webhook, order placed: order, person and key are new");
    shop.delivers(2).await?.ok()?;
    table.row("webhook, delivered: the invitation is planned");
    shop.delivers(2).await?.ok()?;
    table.row("webhook, the same again");
    let mut wrong = shop.clone();
    "another".clone_into(&mut wrong.secret);
    wrong.places(3, "x@example.com").await?;
    table.row("webhook, wrong signature");

    town.advance("P1D").await?;
    table.row("two mails sent and reported delivered (16 index queries included)");
    let person = town.person("hanako@example.com")?;
    person.opens("").await?;
    let _ = town.store.take_usage();
    person.opens("?score=9").await?;
    table.row("GET /s/{link}, survey known to the process");
    let nonce = person.nonce().await?;
    let _ = town.store.take_usage();
    let answer = json!({"nonce": nonce, "answers": {"nps": 9, "why": "quick"}, "consents": {"follow_up": true}});
    person.sends(&answer).await?.ok()?;
    table.row("POST /s/{link}, with free text and one consent");
    person.sends(&answer).await?.ok()?;
    table.row("POST /s/{link}, the same press again");
    town.settle().await?;
    table.row("summarize, first answer");
    person.opens("").await?;
    table.row("GET /s/{link}, earlier answers shown");
    let nonce = person.nonce().await?;
    let _ = town.store.take_usage();
    person.sends(&json!({"nonce": nonce, "answers": {"nps": 10}})).await?.ok()?;
    table.row("POST /s/{link}, the answer changed, its text withdrawn");
    town.settle().await?;
    table.row("summarize, changed answer");

    let other = town.person("warm@example.com")?;
    let nonce = other.nonce().await?;
    let _ = town.store.take_usage();
    other.sends(&json!({"nonce": nonce, "answers": {"nps": 9}})).await?.ok()?;
    table.row("POST /s/{link}, a score alone");
    town.settle().await?;
    let _ = town.store.take_usage();
    person.unsubscribes().await?;
    table.row("POST /unsubscribe/{link}");
    koe_tests::Person::with_link(&town, &format!("{}/s/{}", town.address, "A".repeat(47))).opens("").await?;
    table.row("GET /s/{link}, forged");
    town.get("/v1/surveys/after-purchase/summary").await?.ok()?;
    table.row("GET summary (API key included)");
    Ok(())
}

struct Table<'a> {
    town: &'a Town,
}

impl Table<'_> {
    #[expect(clippy::print_stdout, reason = "this is what the program is for")]
    fn head(&self) {
        let _ = self.town.store.take_usage();
        println!("| step | round trips | read units | write units |\n|---|---:|---:|---:|");
    }

    #[expect(clippy::print_stdout, reason = "this is what the program is for")]
    fn row(&self, step: &str) {
        let usage = self.town.store.take_usage();
        println!("| {step} | {} | {} | {} |", usage.calls, usage.read_units, usage.write_units);
    }
}
