//! The property that everything rests on: whatever comes, in any order and any number of times, the counters hold
//! exactly the last revision.

use proptest::prelude::*;

use super::*;
use crate::fault::Faults;

type Counters = BTreeMap<(String, Group, String), i64>;

/// Moves the counters, and lets go of those that came back to nothing.
fn apply(counters: &mut Counters, deltas: Vec<Delta>) {
    for delta in deltas {
        *counters.entry((delta.day, delta.group, delta.field)).or_default() += delta.by;
    }
    counters.retain(|_, sum| *sum != 0);
}

/// The counters of these revisions alone.
fn counters(counted: &Counted) -> Counters {
    let mut counters = Counters::new();
    apply(&mut counters, difference(None, counted));
    counters
}

fn nine_on_the_first() -> Result<Counted, Faults> {
    Ok(Counted {
        revision: 1,
        day: "2026-10-01".to_owned(),
        groups: ["all", "store=shibuya", "label:plan=pro"].into_iter().map(Group::parse).collect::<Result<_, _>>()?,
        scores: [("nps".to_owned(), 9), ("csat".to_owned(), 4)].into(),
        excluded: None,
    })
}

fn moves(before: Option<&Counted>, after: &Counted) -> Vec<String> {
    let line = |it: &Delta| format!("{} {} {} {:+}", it.day, it.group, it.field, it.by);
    difference(before, after).iter().map(line).collect()
}

#[test]
fn a_first_response_adds_one_everywhere_it_belongs() -> Result<(), Faults> {
    let mut first = nine_on_the_first()?;
    first.groups.remove(&Group::parse("label:plan=pro")?);
    let expected = [
        "2026-10-01 all n +1",
        "2026-10-01 all csat:4 +1",
        "2026-10-01 all nps:9 +1",
        "2026-10-01 store=shibuya n +1",
        "2026-10-01 store=shibuya csat:4 +1",
        "2026-10-01 store=shibuya nps:9 +1",
    ];
    assert_eq!(moves(None, &first), expected);
    Ok(())
}

#[test]
fn a_changed_answer_moves_only_what_changed() -> Result<(), Faults> {
    let mut first = nine_on_the_first()?;
    first.groups = [Group::All].into();
    let mut second = Counted { revision: 2, ..first.clone() };
    second.scores.insert("nps".to_owned(), 3);
    assert_eq!(moves(Some(&first), &second), ["2026-10-01 all nps:3 +1", "2026-10-01 all nps:9 -1"]);
    assert!(moves(Some(&second), &first).is_empty(), "an older revision gives nothing");
    assert!(moves(Some(&second), &second).is_empty(), "the same revision gives nothing");
    Ok(())
}

#[test]
fn an_excluded_response_counts_among_the_excluded_only() -> Result<(), Faults> {
    let mut first = nine_on_the_first()?;
    first.groups = [Group::All].into();
    let flagged = Counted { revision: 2, excluded: Some(Exclusion::Suspect), ..first.clone() };
    let expected =
        ["2026-10-01 all n -1", "2026-10-01 all csat:4 -1", "2026-10-01 all nps:9 -1", "2026-10-01 all x:suspect +1"];
    assert_eq!(moves(Some(&first), &flagged), expected);
    Ok(())
}

#[test]
fn a_day_that_changes_is_taken_from_the_old_and_added_to_the_new() -> Result<(), Faults> {
    let mut first = nine_on_the_first()?;
    first.groups = [Group::All].into();
    first.scores.clear();
    let moved = Counted { revision: 2, day: "2026-10-02".to_owned(), ..first.clone() };
    assert_eq!(moves(Some(&first), &moved), ["2026-10-01 all n -1", "2026-10-02 all n +1"]);
    Ok(())
}

#[test]
fn the_stored_form_is_pinned() -> Result<(), Box<dyn std::error::Error>> {
    let stored = concat!(
        r#"{"revision":1,"day":"2026-10-01","groups":["all","store=shibuya","label:plan=pro"],"#,
        r#""scores":{"csat":4,"nps":9}}"#
    );
    let counted = nine_on_the_first()?;
    assert_eq!(serde_json::to_string(&counted)?, stored);
    assert_eq!(serde_json::from_str::<Counted>(stored)?, counted);
    let test = Counted { excluded: Some(Exclusion::Test), ..counted };
    let read: Counted = serde_json::from_str(&stored.replace("}}", r#"},"excluded":"test"}"#))?;
    assert_eq!(read, test);
    Ok(())
}

fn group() -> impl Strategy<Value = Group> {
    let named = |text: &str| Group::parse(text).unwrap_or(Group::All);
    prop::sample::select(vec![Group::All, named("store=a"), named("store=b"), named("label:plan=pro")])
}

/// Anything that may be counted of a response; the revision is set by [`revisions`].
fn counted() -> impl Strategy<Value = Counted> {
    let day = prop::sample::select(vec!["2026-10-01", "2026-10-02"]);
    let groups = prop::collection::btree_set(group(), 0..4);
    let scores = prop::collection::btree_map(prop::sample::select(vec!["nps", "csat"]), 0_i64..4, 0..3);
    let excluded = prop::option::of(prop::sample::select(vec![Exclusion::Test, Exclusion::Suspect]));
    (day, groups, scores, excluded).prop_map(|(day, groups, scores, excluded)| Counted {
        revision: 0,
        day: day.to_owned(),
        groups,
        scores: scores.into_iter().map(|(metric, score)| (metric.to_owned(), score)).collect(),
        excluded,
    })
}

/// The revisions 1, 2, 3 … of one response.
fn revisions() -> impl Strategy<Value = Vec<Counted>> {
    prop::collection::vec(counted(), 1..8).prop_map(|revisions| {
        revisions.into_iter().zip(1..).map(|(counted, revision)| Counted { revision, ..counted }).collect()
    })
}

proptest! {
    #[test]
    fn revisions_in_any_order_and_number_count_as_the_last_alone(
        revisions in revisions(),
        arrivals in prop::collection::vec(0_usize..1000, 1..30),
    ) {
        let mut held: Option<Counted> = None;
        let mut counters_now = Counters::new();
        for arrival in arrivals {
            let Some(arrived) = revisions.get(arrival % revisions.len()) else { continue };
            let deltas = difference(held.as_ref(), arrived);
            prop_assert!(deltas.iter().all(|delta| delta.by != 0), "a move by nothing");
            let moved: BTreeSet<_> = deltas.iter().map(|delta| (&delta.day, &delta.group, &delta.field)).collect();
            prop_assert_eq!(moved.len(), deltas.len(), "a field that moves twice");
            apply(&mut counters_now, deltas);
            if arrived.supersedes(held.as_ref()) {
                held = Some(arrived.clone());
            }
            let expected = held.as_ref().map(counters).unwrap_or_default();
            prop_assert_eq!(&counters_now, &expected);
        }
    }

    #[test]
    fn the_tally_of_moved_counters_is_the_tally_of_the_last_revisions(
        responses in prop::collection::vec(revisions(), 0..8),
    ) {
        let mut rows: Vec<Row> = Vec::new();
        for revisions in &responses {
            let mut held = None;
            for revision in revisions {
                let deltas = difference(held, revision);
                rows.extend(deltas.into_iter().map(|delta| (delta.group, delta.day, delta.field, delta.by)));
                held = Some(revision);
            }
        }
        let last = || {
            let all = |it: &&Counted| it.groups.contains(&Group::All);
            responses.iter().filter_map(|revisions| revisions.last()).filter(all)
        };
        let tally = Tally::of(rows, &Group::All);
        let excluded = |why: Exclusion| last().filter(|it| it.excluded == Some(why)).count() as u64;
        prop_assert_eq!(tally.n, last().filter(|it| it.excluded.is_none()).count() as u64);
        prop_assert_eq!(tally.excluded.suspect, excluded(Exclusion::Suspect));
        prop_assert_eq!(tally.excluded.test, excluded(Exclusion::Test));
        for metric in ["nps", "csat"] {
            let answered = last().filter(|it| it.excluded.is_none()).filter_map(|it| it.scores.get(metric));
            let expected: crate::score::Distribution = answered.map(|score| (*score, 1)).collect();
            prop_assert_eq!(tally.metrics.get(metric).cloned().unwrap_or_default(), expected);
        }
    }
}
