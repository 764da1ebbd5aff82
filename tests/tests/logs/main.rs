//! What must never be logged: the main job, and everything that is refused on its way, with every line of the log kept.

mod capture;
mod story;
