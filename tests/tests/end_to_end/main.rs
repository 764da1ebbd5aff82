//! The main job, told as stories. Each test has a stack of its own.

#![expect(missing_docs, clippy::unwrap_used, reason = "tests")]

mod main_job;
