//! The main job, told as stories. Each test has a stack of its own.

mod main_job;
