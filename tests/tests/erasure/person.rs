//! Somebody who answered, agreed, complained and was told on: all that an erasure must find.

use koe_tests::{Fault, OwnPage, Shop, Sink, Town};
use serde_json::json;

/// A person, and the words by which they would be found.
pub(crate) struct Told {
    pub(crate) email: String,
    pub(crate) page: OwnPage,
    name: String,
    order: String,
    comment: String,
}

/// People who were delivered to, asked, and unhappy.
pub(crate) async fn answered(town: &Town, shop: &Shop, how_many: usize) -> Result<Vec<Told>, Fault> {
    for i in 0..how_many {
        let mut order = shop.order(number(i), &email(i));
        order["customer"]["last_name"] = json!(name(i));
        shop.sends("orders/create", &format!("placed-{i}"), &order).await?.ok()?;
        shop.delivers_as(number(i), &format!("delivered-{i}")).await?.ok()?;
    }
    town.advance("P1D").await?;
    let mut people = Vec::new();
    for i in 0..how_many {
        let mail = town.mail_to(&email(i))?;
        let person = town.person(&email(i))?;
        let answers = json!({"nps": 2, "why": comment(i)});
        let nonce = person.nonce().await?;
        let body = json!({"nonce": nonce, "answers": answers, "consents": {"follow_up": true}});
        person.sends(&body).await?.ok()?;
        people.push((mail, i));
    }
    town.settle().await?;
    let held: Vec<Told> = people
        .into_iter()
        .map(|(mail, i)| {
            let page = town.own_page(&mail)?;
            Ok(Told { email: email(i), page, name: name(i), order: number(i).to_string(), comment: comment(i) })
        })
        .collect::<Result<_, Fault>>()?;
    Ok(held)
}

fn email(i: usize) -> String {
    format!("customer-{i}@example.jp")
}

fn name(i: usize) -> String {
    format!("Yamanobe{i}x")
}

fn number(i: usize) -> u64 {
    7_710_000_000 + i as u64
}

fn comment(i: usize) -> String {
    format!("The lid of parcel wxyz{i}x was open.")
}

impl Told {
    /// Fails where anything of the person is found.
    pub(crate) fn is_nowhere(&self, town: &Town, sink: &Sink) -> Result<(), Fault> {
        let places = [("tables", town.everything()?), ("streams", town.streamed()?), ("events", sink.everything())];
        for (place, text) in places {
            for word in [&self.email, &self.name, &self.order, &self.comment] {
                if text.contains(word.as_str()) {
                    return Err(format!("{word} is found in the {place}").into());
                }
            }
        }
        Ok(())
    }

    /// Whether the person is there, as a program would see it at their page.
    pub(crate) fn is_held(&self, town: &Town) -> Result<bool, Fault> {
        Ok(town.stored("koe-people", "PROFILE")?.iter().any(|row| row["tombstone"].is_null()))
    }
}
