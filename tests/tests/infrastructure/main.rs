//! The template and the code say the same, both ways; and who imports whom is as the design has it.

#![expect(clippy::unwrap_used, reason = "tests")]

mod imports;
mod openapi;
mod stack;
mod template;
