//! The main job, told as stories. Each test has a stack of its own.

mod access;
mod answering;
mod bad_input;
mod consent;
mod late_news;
mod mail;
mod main_job;
mod modes;
mod orders;
mod promises;
mod proof;
mod retention;
mod rights;
mod sources;
