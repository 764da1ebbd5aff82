//! A survey as a caller writes it, read in one go with every fault in it.

use std::collections::BTreeMap;

use koe_domain::consent::sha256_hex;
use koe_domain::fault::pointer_token;
use koe_domain::survey::{Definition, MetricName, Mode, Scale, Settings};
use koe_domain::{Faults, Localized};
use koe_web::Problem;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::DOCUMENT_LIMIT;

/// What is asked, and how it is run.
#[derive(Serialize, ToSchema)]
pub(crate) struct SurveyBody {
    /// A `SurveyJS` document. What is not supported is refused by name and JSON pointer, never dropped.
    #[schema(value_type = Object)]
    definition: Value,
    /// How it is sent, counted and forgotten. Every setting has a default; without a mode it is `test`.
    #[schema(value_type = Object, required = false)]
    settings: Value,
}

/// The scale of each metric that is counted.
pub(super) type Scales = BTreeMap<MetricName, Scale>;

/// A survey that may be published.
#[derive(Debug)]
pub(super) struct Draft {
    /// The `SurveyJS` document, JSON.
    pub(super) definition: String,
    /// The settings, JSON.
    pub(super) settings: String,
    /// SHA-256 over both in canonical JSON (RFC 8785), lower-case hex.
    pub(super) sha256: String,
    /// Whom mail goes to.
    pub(super) mode: Mode,
    /// What is counted.
    pub(super) scales: Scales,
}

impl Draft {
    /// Reads the body.
    ///
    /// # Errors
    /// 413 where it does not fit a row, 422 with every fault in it. While the questions have faults, the settings that
    /// refer to them are left unread.
    pub(super) fn read(body: Value) -> Result<Self, Problem> {
        let body = SurveyBody::read(body)?;
        let (document, options) = (body.definition.to_string(), body.settings.to_string());
        if document.len() + options.len() > DOCUMENT_LIMIT {
            return Err(Problem::too_large(DOCUMENT_LIMIT));
        }
        let (definition, settings) = parse(&body)?;
        let canonical = serde_json_canonicalizer::to_string(&body)
            .map_err(|_| Faults::one("", "JSON that has a canonical form (RFC 8785) is expected"))?;
        Ok(Self {
            definition: document,
            settings: options,
            sha256: sha256_hex(&canonical),
            mode: settings.mode,
            scales: scales(&definition, &settings),
        })
    }
}

impl SurveyBody {
    fn read(body: Value) -> Result<Self, Faults> {
        let Value::Object(mut fields) = body else { return Err(Faults::one("", "an object is expected")) };
        let definition = fields.remove("definition");
        let settings = fields.remove("settings").filter(|settings| !settings.is_null());
        let mut faults = Faults::new();
        for name in fields.keys() {
            faults.push(format!("/{}", pointer_token(name)), "not a field of this object");
        }
        if definition.is_none() {
            faults.push("/definition", "definition is missing");
        }
        match definition {
            Some(definition) if faults.is_empty() => {
                Ok(Self { definition, settings: settings.unwrap_or_else(|| Value::Object(Map::new())) })
            }
            _ => Err(faults),
        }
    }
}

fn parse(body: &SurveyBody) -> Result<(Definition, Settings), Faults> {
    let mut faults = Faults::new();
    let definition = faults.take("/definition", Definition::parse(&body.definition));
    let settings = match &definition {
        Some(definition) => Settings::parse(&body.settings, definition),
        None => Settings::parse(&body.settings, &nothing_asked()).map_err(regardless_of_questions),
    };
    let settings = faults.take("/settings", settings);
    match (definition, settings) {
        (Some(definition), Some(settings)) if faults.is_empty() => Ok((definition, settings)),
        _ => Err(faults),
    }
}

fn nothing_asked() -> Definition {
    Definition { title: Localized::default(), description: Localized::default(), locale: None, pages: Vec::new() }
}

/// The faults that stay whatever the questions turn out to be.
fn regardless_of_questions(faults: Faults) -> Faults {
    let mut kept = Faults::new();
    for fault in faults {
        if !fault.pointer.starts_with("/metrics") && !fault.pointer.starts_with("/alert") {
            kept.push(fault.pointer, fault.detail);
        }
    }
    kept
}

/// The scale of each metric.
pub(super) fn scales(definition: &Definition, settings: &Settings) -> Scales {
    let metrics = settings.metrics.iter();
    metrics.filter_map(|(name, metric)| Some((*name, definition.scale(&metric.question)?))).collect()
}

/// A metric whose scale changes would add scores of two scales to one counter.
///
/// # Errors
/// Each metric of `new` that `live` has on another scale.
pub(super) fn keep_scales(live: &Scales, new: &Scales) -> Result<(), Faults> {
    let mut faults = Faults::new();
    for (name, scale) in new {
        if let Some(before) = live.get(name).filter(|before| *before != scale) {
            let (min, max) = (Scale::min(*before), Scale::max(*before));
            let detail = format!(
                "this survey counts it from {min} to {max}, and one score cannot mix scales: make a new survey for another"
            );
            faults.push(format!("/settings/metrics/{}", name.as_str()), detail);
        }
    }
    faults.into_result(|| ())
}

/// The word for a mode.
pub(super) const fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Test => "test",
        Mode::Live => "live",
        Mode::Stopped => "stopped",
    }
}

#[cfg(test)]
mod tests;
