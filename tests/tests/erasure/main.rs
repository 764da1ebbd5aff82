//! Erasure: it ends wherever it is cut off, nothing of the person is found anywhere, and every total stands.

mod cut_off;
mod person;
mod restore;
mod town;
