//! Counters: moved by exactly the difference, and read in one go.

use koe_domain::counting::Delta;
use koe_domain::{ResponseId, SurveyId};

use crate::client::{Store, Written};
use crate::error::StoreError;
use crate::meter::Kind;
use crate::row::{Item, number, text};
use crate::rows::{CountedRow, ResponseRow, StatRow};
use crate::transaction::{Change, Committed, Transaction};

/// Rows over which a counter is spread, so that a busy survey does not fall on one.
pub const COUNTER_SHARDS: u8 = 4;

impl Store {
    /// What of a response is in the counters. One round trip.
    ///
    /// # Errors
    /// As any read.
    pub async fn counted(&self, response: ResponseId) -> Result<Option<CountedRow>, StoreError> {
        self.get(&CountedRow::key(response)).await
    }

    /// Moves the counters by `deltas` and notes what is counted now, all or nothing. One round trip.
    ///
    /// # Errors
    /// As any write. [`Written::ConditionFailed`] when another reader of the stream was first.
    pub async fn count(
        &self,
        survey: &SurveyId,
        deltas: &[Delta],
        row: &CountedRow,
        seen: Option<u64>,
    ) -> Result<Written, StoreError> {
        let mut transaction = Transaction::new();
        transaction.write(self, (), row, seen)?;
        let shard = row.response.as_bytes()[0] % COUNTER_SHARDS;
        let mut rest = deltas;
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|d| d.day == first.day && d.group == first.group).count();
            let (these, others) = rest.split_at(same);
            let key = StatRow::key(survey, &first.day, &first.group.to_string(), shard);
            transaction.update(self, (), &key, add(these))?;
            rest = others;
        }
        Ok(match transaction.commit(self).await? {
            Committed::Done => Written::Done(()),
            Committed::Stopped(_) => Written::ConditionFailed,
        })
    }

    /// A survey's counters for the days `from..=to`. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn stats(&self, survey: &SurveyId, from: &str, to: &str) -> Result<Vec<StatRow>, StoreError> {
        let mut rows = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let got = self
                .client
                .query()
                .table_name(&self.names.koe)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", text(&StatRow::partition(survey)))
                .expression_attribute_values(":from", text(&format!("{from}#")))
                .expression_attribute_values(":to", text(&format!("{to}#\u{10ffff}")))
                .set_exclusive_start_key(start.take())
                .return_consumed_capacity(aws_sdk_dynamodb::types::ReturnConsumedCapacity::Total)
                .send()
                .await?;
            self.meter.record(Kind::Read, got.consumed_capacity());
            rows.extend(got.items.unwrap_or_default().iter().filter_map(StatRow::from_item));
            match got.last_evaluated_key {
                Some(key) if !key.is_empty() => start = Some(key),
                _ => return Ok(rows),
            }
        }
    }

    /// All responses of one partition of a day. One round trip for each megabyte.
    ///
    /// # Errors
    /// As any read.
    pub async fn responses(&self, survey: &SurveyId, day: &str, shard: u8) -> Result<Vec<ResponseRow>, StoreError> {
        // An id may begin with a hyphen, which stands before the digits.
        self.range(&ResponseRow::partition(survey, day, shard), "-", "\u{10ffff}").await
    }
}

fn add(deltas: &[Delta]) -> Change {
    let mut parts = Vec::with_capacity(deltas.len());
    let mut change = Change::default();
    for (i, delta) in deltas.iter().enumerate() {
        parts.push(format!("#f{i} :f{i}"));
        change = change.name(&format!("#f{i}"), &delta.field).value(&format!(":f{i}"), number(delta.by));
    }
    change.expression = format!("ADD {}", parts.join(", "));
    change
}
