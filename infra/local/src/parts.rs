//! The functions, each with what it works with.

use std::sync::Arc;

use axum::Router;
use koe_domain::{Clock, Random};
use koe_privacy::Keyring;
use koe_runtime::{OsRandom, Process};
use koe_store::Store;
use koe_web::surveys::Surveys;
use utoipa::openapi::OpenApi;

use crate::clock::MovableClock;
use crate::house::{Kept, LocalError};
use crate::turn::Machine;

/// The states of all functions, each with the rights of all: on one machine nothing holds them apart.
pub(crate) struct Parts {
    define_survey: define_survey::State,
    issue_link: issue_link::State,
    order_webhook: order_webhook::State,
    capture_response: capture_response::State,
    record_consent: record_consent::State,
    report: report::State,
    deliver_link: deliver_link::State,
    mail_events: mail_events::State,
    anonymize: anonymize::State,
    summarize: summarize::State,
    follow_up: follow_up::State,
}

impl Parts {
    pub(crate) fn new(
        process: &Process,
        store: &Store,
        kept: &Kept,
        clock: &Arc<MovableClock>,
        address: &str,
    ) -> Result<Self, LocalError> {
        let store = store.clone();
        let links = Keyring::fixed(koe_runtime::link_keys(&kept.link)?);
        let master = Keyring::fixed(koe_runtime::master_keys(&kept.master)?);
        let pepper = koe_runtime::pepper(&kept.pepper)?;
        let signing = Keyring::fixed(koe_runtime::signing_keys(&kept.signing)?);
        let clock = || Arc::clone(clock) as Arc<dyn Clock>;
        let random = || Arc::new(OsRandom) as Arc<dyn Random>;
        let surveys = Surveys::default;
        Ok(Self {
            define_survey: define_survey::State {
                store: store.clone(),
                master: master.clone(),
                clock: clock(),
                random: random(),
            },
            issue_link: issue_link::State {
                store: store.clone(),
                links: links.clone(),
                pepper: pepper.clone(),
                master: master.clone(),
                clock: clock(),
                random: random(),
                surveys: surveys(),
                base_url: address.to_owned(),
            },
            order_webhook: order_webhook::State {
                store: store.clone(),
                pepper: pepper.clone(),
                master: master.clone(),
                clock: clock(),
                random: random(),
                surveys: surveys(),
            },
            capture_response: capture_response::State {
                store: store.clone(),
                links: links.clone(),
                master: master.clone(),
                clock: clock(),
                random: random(),
                surveys: surveys(),
            },
            record_consent: record_consent::State {
                store: store.clone(),
                links: links.clone(),
                master: master.clone(),
                pepper: pepper.clone(),
                signing: signing.clone(),
                clock: clock(),
                random: random(),
                surveys: surveys(),
                base_url: address.to_owned(),
            },
            report: report::State {
                store: store.clone(),
                links: links.clone(),
                clock: clock(),
                random: random(),
                surveys: surveys(),
                base_url: address.to_owned(),
            },
            deliver_link: deliver_link::State {
                store: store.clone(),
                links: links.clone(),
                master: master.clone(),
                pepper: pepper.clone(),
                mailer: process.mailer(),
                clock: clock(),
                random: random(),
                surveys: surveys(),
                base_url: address.to_owned(),
                rate: 1000.0,
            },
            mail_events: mail_events::State {
                store: store.clone(),
                links: links.clone(),
                pepper: pepper.clone(),
                clock: clock(),
            },
            anonymize: anonymize::State {
                store: store.clone(),
                master: master.clone(),
                pepper: pepper.clone(),
                signing: signing.clone(),
                mailer: process.mailer(),
                clock: clock(),
                base_url: address.to_owned(),
            },
            summarize: summarize::State::new(store.clone()),
            follow_up: follow_up::State {
                store,
                links,
                master,
                pepper,
                signing,
                mailer: process.mailer(),
                clock: clock(),
                random: random(),
                surveys: surveys(),
                outbound: follow_up::Outbound::default(),
                base_url: address.to_owned(),
                rate: 1000.0,
            },
        })
    }

    pub(crate) fn routers(&self) -> (Router, Vec<(&'static str, OpenApi)>) {
        let parts = [
            ("define-survey", define_survey::router(self.define_survey.clone())),
            ("issue-link", issue_link::router(self.issue_link.clone())),
            ("order-webhook", order_webhook::router(self.order_webhook.clone())),
            ("capture-response", capture_response::router(self.capture_response.clone())),
            ("record-consent", record_consent::router(self.record_consent.clone())),
            ("report", report::router(self.report.clone())),
            ("follow-up", follow_up::router(self.follow_up.clone())),
        ];
        let mut merged = Router::new();
        let mut documents = Vec::new();
        for (name, (router, document)) in parts {
            merged = merged.merge(router);
            documents.push((name, document));
        }
        (merged, documents)
    }

    pub(crate) fn machine(&self) -> Machine {
        Machine {
            deliver_link: self.deliver_link.clone(),
            mail_events: self.mail_events.clone(),
            anonymize: self.anonymize.clone(),
            summarize: self.summarize.clone(),
            follow_up: self.follow_up.clone(),
        }
    }
}
