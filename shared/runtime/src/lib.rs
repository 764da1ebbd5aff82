//! Koe.
