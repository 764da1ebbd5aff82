//! Answers: the key of the free text, the text, and the way from the person to the response. Scores stay.

use koe_domain::PersonId;
use koe_store::Destruction;
use koe_store::rows::{PointerRow, TextKeyRow};

use super::part::Part;
use super::{Halt, Work, count};

impl Work<'_> {
    /// Cuts every pointer of the part, one transaction each. Two round trips and two for each.
    pub(super) async fn answers(&mut self, person: PersonId, part: &Part) -> Result<(), Halt> {
        for pointer in self.state.store.pointers_held(person).await? {
            if part.has_invitation(pointer.invitation) {
                self.answer(pointer).await?;
            }
        }
        Ok(())
    }

    async fn answer(&mut self, pointer: PointerRow) -> Result<bool, Halt> {
        let (response, key) = self.state.store.response(&pointer.survey, &pointer.response).await?;
        let worded = key.is_some() || response.as_ref().is_some_and(|response| response.text.is_some());
        let mut what = Destruction::default();
        what.rows.push((PointerRow::key(pointer.person, pointer.invitation), None));
        what.rows.push((TextKeyRow::row_key_of(pointer.response.id), None));
        if response.is_some() {
            what.texts.push((pointer.survey, pointer.response));
        }
        self.carry_out(&what, |row| {
            count(row, "pointers", 1);
            count(row, "texts", u64::from(worded));
        })
        .await
    }
}
