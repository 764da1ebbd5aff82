//! Faults in what a caller sent: every one found, each with the place it was found at.
//!
//! A caller who mends one fault only to meet the next has been told too little; parsers here collect.

use std::fmt;

/// One fault, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer (RFC 6901) into the body, for instance `/to/email`; empty for the body as a whole.
    pub pointer: String,
    /// What is wrong and what would be right, in words for the caller. Never repeats a personal value.
    pub detail: String,
}

/// All faults of one input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No fault yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A single fault.
    #[must_use]
    pub fn one(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let mut faults = Self::new();
        faults.push(pointer, detail);
        faults
    }

    /// Adds a fault at `pointer`.
    pub fn push(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        self.0.push(Fault { pointer: pointer.into(), detail: detail.into() });
    }

    /// Adds the faults of a part that stands at `prefix`.
    pub fn nest(&mut self, prefix: &str, inner: Self) {
        for fault in inner.0 {
            self.push(format!("{prefix}{}", fault.pointer), fault.detail);
        }
    }

    /// Takes the value of `result`, or keeps its faults under `prefix` and returns `None`.
    pub fn take<T>(&mut self, prefix: &str, result: Result<T, Self>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(inner) => {
                self.nest(prefix, inner);
                None
            }
        }
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// `Ok(value())` where there is no fault.
    ///
    /// # Errors
    /// The faults themselves.
    pub fn into_result<T>(self, value: impl FnOnce() -> T) -> Result<T, Self> {
        if self.is_empty() { Ok(value()) } else { Err(self) }
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            let place = if fault.pointer.is_empty() { "/" } else { &fault.pointer };
            write!(f, "{separator}{place}: {}", fault.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Escapes one reference token of a JSON pointer (RFC 6901, section 3).
#[must_use]
pub fn pointer_token(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}
