//! How much one expression and one record may cost. An expression is a guest: it can't stop a worker.

/// The longest text of one expression, in bytes.
pub const SOURCE_BYTES: usize = 8 * 1024;

/// How deep an expression may nest (parentheses, arguments, chains of operators).
pub const DEPTH: usize = 64;

/// Evaluation steps for one document: an order of 200 lines and 20 rules a line takes about 40,000.
pub const STEPS: u32 = 500_000;

/// The longest text that a rule may make, in bytes. HubSpot takes 65,536 characters in a property
/// (dossier HubSpot), so nothing longer could be delivered anyway.
pub const TEXT_BYTES: usize = 64 * 1024;

/// The most items in a list that a rule makes or walks through.
pub const ITEMS: usize = 10_000;
