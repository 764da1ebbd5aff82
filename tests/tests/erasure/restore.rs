//! The drill: a backup is restored in which erased people still are, and they are erased again.

use koe_tests::{Outcome, changes};

use crate::person::answered;
use crate::town::{erased, town};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_erased_stays_erased_after_a_backup_is_restored() -> Outcome {
    let (town, shop, sink) = town().await?;
    let told = answered(&town, &shop, 3).await?;
    let backup = town.tables.rows()?;
    for gone in &told[..2] {
        erased(&town, gone).await?;
    }
    let before = town.summary("after-purchase").await?;
    town.advance("P3D").await?;

    town.tables.restore(&backup)?;
    let tombstones = |town: &koe_tests::Town| -> Result<usize, koe_tests::Fault> {
        let people = town.stored("koe-people", "PROFILE")?;
        Ok(people.iter().filter(|row| !row["tombstone"].is_null()).count())
    };
    assert_eq!(tombstones(&town)?, 0, "the backup is older than the erasures");
    for told in &told {
        // The rows are back, but what named anybody was sealed, and the key is gone.
        assert!(!town.everything()?.contains(&told.email));
    }

    let machine = town.rewire.machine(&town.dynamodb)?;
    let since = "2000-01-01".parse()?;
    let replayed = anonymize::replay(&machine.anonymize, since).await?;
    assert_eq!((replayed.people, replayed.again), (2, 2), "{replayed:?}");
    assert_eq!(tombstones(&town)?, 2);
    town.advance("P1D").await?;
    for gone in &told[..2] {
        gone.is_nowhere(&town, &sink)?;
    }
    assert!(town.stored("koe-keys", "POINTER#")?.len() == 1 && town.stored("koe-people", "CASE#")?.len() == 1);
    assert_eq!(town.summary("after-purchase").await?["metrics"], before["metrics"], "the totals stand");

    let settled = town.tables.rows()?;
    let replayed = anonymize::replay(&machine.anonymize, since).await?;
    assert_eq!((replayed.people, replayed.again, replayed.in_order), (2, 0, 2), "{replayed:?}");
    assert_eq!(changes(&settled, &town.tables.rows()?), Vec::<String>::new(), "a second replay changes nothing");
    Ok(())
}
