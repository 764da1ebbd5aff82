//! One survey on the dashboard: a card for each score, then the weeks, then the stores.

use koe_domain::Locale;
use koe_domain::counting::Refresh;
use koe_domain::organisation::Store;
use koe_domain::survey::{MetricName, Mode};
use koe_web::surveys::Version;

use crate::figure::{Figure, Figures, Grouped, Score, Summary};
use crate::period::Days;
use crate::words::Words;

/// A survey's scores, and what is needed to name them.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) version: &'a Version,
    /// The mode of the live version.
    pub(crate) mode: Mode,
    pub(crate) stores: &'a [Store],
    pub(crate) days: Days,
    /// When the counters were read, written for the reader.
    pub(crate) as_of: String,
    /// All answers of these days, and the weeks.
    pub(crate) summary: Summary,
    /// The days of the stores.
    pub(crate) year: Days,
    /// The stores, last the answers without one; none where there are no stores.
    pub(crate) by_store: Vec<Grouped>,
}

/// The survey as the template takes it.
pub(super) struct Board {
    pub(super) title: String,
    pub(super) mode: &'static str,
    pub(super) test: bool,
    pub(super) period: String,
    /// That answers are not shown at once, where that is so.
    pub(super) batches: Option<String>,
    pub(super) excluded: Option<String>,
    pub(super) cards: Vec<Card>,
    pub(super) columns: Vec<&'static str>,
    pub(super) tables: Vec<Table>,
    pub(super) hidden_why: String,
}

/// One score.
pub(super) struct Card {
    pub(super) metric: &'static str,
    pub(super) name: &'static str,
    pub(super) figure: Option<Detail>,
    /// What stands there instead of a score.
    pub(super) instead: String,
}

/// A score with all that belongs to it.
pub(super) struct Detail {
    pub(super) score: String,
    pub(super) interval: String,
    pub(super) answers: String,
    /// The days it is of, where those are fewer than the page's.
    pub(super) days: Option<String>,
    pub(super) formula: String,
    pub(super) n: u64,
    /// Each answer of the scale, and how often it was given.
    pub(super) bars: Vec<(i64, u64)>,
}

/// Scores by week or by store.
pub(super) struct Table {
    pub(super) title: &'static str,
    /// The days it is of, where they are not the page's.
    pub(super) period: Option<String>,
    pub(super) first: &'static str,
    pub(super) lines: Vec<Line>,
}

pub(super) struct Line {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    pub(super) score: String,
    pub(super) answers: String,
    /// The days it is of, where those are fewer than the line's.
    pub(super) days: Option<String>,
}

impl Board {
    pub(super) fn of(w: &'static Words, locale: &Locale, shown: &Shown<'_>) -> Self {
        let settings = &shown.version.settings;
        let title = shown.version.definition.title.get(locale);
        let title = if title.trim().is_empty() { shown.version.survey.as_str() } else { title };
        let (from, to) = (shown.days.from.to_string(), shown.days.to.to_string());
        let excluded = shown.summary.metrics.values().next().map(Figure::excluded);
        Self {
            title: title.to_owned(),
            mode: w.mode(shown.mode),
            test: shown.mode == Mode::Test,
            period: (w.period)(&from, &to, &shown.as_of),
            batches: (settings.refresh == Refresh::Batches).then(|| (w.batches)(settings.minimum_group)),
            excluded: excluded.map(|excluded| (w.excluded)(excluded.test, excluded.suspect)),
            cards: shown.summary.metrics.iter().map(|(name, figure)| card(w, shown, *name, figure)).collect(),
            columns: settings.metrics.keys().map(|name| w.metric(*name)).collect(),
            tables: tables(w, locale, shown),
            hidden_why: (w.hidden_why)(settings.minimum_group),
        }
    }
}

fn card(w: &'static Words, shown: &Shown<'_>, name: MetricName, figure: &Figure) -> Card {
    let (figure, instead) = match figure {
        Figure::Shown(score) => (Some(detail(w, shown, name, score, days(w, figure))), String::new()),
        Figure::Withheld(_) => (None, (w.withheld)(shown.version.settings.minimum_group)),
        Figure::Empty(_) => (None, w.nobody.to_owned()),
    };
    Card { metric: name.as_str(), name: w.metric(name), figure, instead }
}

/// The days of a figure, where it says which.
fn days(w: &'static Words, figure: &Figure) -> Option<String> {
    figure.ends().map(|(from, to)| (w.days)(from, to))
}

fn detail(w: &'static Words, shown: &Shown<'_>, name: MetricName, score: &Score, days: Option<String>) -> Detail {
    let question = shown.version.settings.metrics.get(&name).map(|metric| metric.question.as_str());
    let scale = question.and_then(|question| shown.version.definition.scale(question));
    let all = scale.map_or(0..=10, |scale| scale.min()..=scale.max());
    let confidence = format!("{:.0}", score.confidence * 100.0);
    Detail {
        score: number(name, score, score.score),
        interval: (w.interval)(&confidence, &number(name, score, score.low), &number(name, score, score.high)),
        answers: (w.answers)(score.n),
        days,
        formula: (w.formula)(score.formula),
        n: score.n,
        bars: all.rev().map(|answer| (answer, score.distribution.count(&(answer..=answer)))).collect(),
    }
}

/// A value in the unit of its score: points without a unit, shares in percent.
fn number(name: MetricName, score: &Score, value: f64) -> String {
    let points = name == MetricName::Nps || score.formula.starts_with("ces/mean/");
    if points { format!("{value:.1}") } else { format!("{value:.1}%") }
}

fn tables(w: &'static Words, locale: &Locale, shown: &Shown<'_>) -> Vec<Table> {
    if shown.summary.metrics.is_empty() {
        return Vec::new();
    }
    let weeks = shown.summary.intervals.iter().rev();
    let weeks = weeks.map(|week| line(w, format!("{} – {}", week.from, week.to), &week.metrics));
    let mut tables = vec![Table { title: w.trend, period: None, first: w.week, lines: weeks.collect() }];
    if let Some((without, groups)) = shown.by_store.split_last() {
        let name = |key: &str| shown.stores.iter().find(|store| store.id.as_str() == key).map(|it| it.name.get(locale));
        let stores = groups.iter().map(|group| {
            let name = name(&group.key).filter(|name| !name.trim().is_empty()).unwrap_or(&group.key);
            line(w, name.to_owned(), &group.metrics)
        });
        let lines = stores.chain([line(w, w.no_store.to_owned(), &without.metrics)]).collect();
        let period = (w.days)(&shown.year.from.to_string(), &shown.year.to.to_string());
        tables.push(Table { title: w.by_store, period: Some(period), first: w.store, lines });
    }
    tables
}

fn line(w: &'static Words, name: String, figures: &Figures) -> Line {
    let cell = |(name, figure): (&MetricName, &Figure)| {
        let (score, answers) = match figure {
            Figure::Shown(score) => (number(*name, score, score.score), (w.answers)(score.n)),
            Figure::Withheld(_) => (w.hidden.to_owned(), String::new()),
            Figure::Empty(_) => ("–".to_owned(), (w.answers)(0)),
        };
        Cell { score, answers, days: days(w, figure) }
    };
    Line { name, cells: figures.iter().map(cell).collect() }
}
